"""Templates: found by their endpoint, nothing in them that a reader stumbles over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SHARED = {"layouts", "macros", "mail", "errors"}
ALL = sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.*"))
PAGES = [
    path
    for path in ALL
    if path.parts[0] not in SHARED and path.suffix == ".html" and not path.name.startswith("_")
]
NO_TOKEN = {"entry/open_link.html", "entry/_expired.html", "unsubscribe/open_link.html"}
"""Posts that stand without a CSRF token, as portal.web.shell.NO_CSRF_TOKEN says why."""
_STRAIGHT = re.compile(
    r"""(?<=\w)'(?=\w)|(?<=\w)'(?=\s)|(^|[\s(])"(?=\w)|(?<=[\w.,!?])"(?=[\s.,)]|$)"""
)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_template_is_named_after_its_endpoint(shared_app: Flask, path: Path) -> None:
    endpoint = ".".join(path.with_suffix("").parts)

    assert endpoint in shared_app.view_functions


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_form_that_posts_carries_its_token(path: Path) -> None:
    words = _with_its_parts(path)
    posts = re.findall(r'<form[^>]*method="post".*?</form>', words, re.DOTALL)

    bare = [form for form in posts if "csrf_token" not in form and "hidden_tag" not in form]

    assert str(path) in NO_TOKEN or not bare


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_template_uses_what_it_imports(path: Path) -> None:
    words = (TEMPLATES / path).read_text()
    imports = re.findall(r"{%-?\s*from\s+\S+\s+import\s+([^%]+?)(?:\s+with context)?\s*-?%}", words)
    names = [name.split(" as ")[-1].strip() for listed in imports for name in listed.split(",")]

    parts = "".join(part.read_text() for part in (TEMPLATES / path).parent.glob("_*"))
    used = words + ("" if path.name.startswith("_") else parts)

    assert [name for name in names if len(re.findall(rf"\b{name}\b", used)) < 2] == []


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_template_speaks_with_proper_quotes(path: Path) -> None:
    words = (TEMPLATES / path).read_text()
    said = re.findall(r'(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"', words)
    prose = re.sub(
        r"{#.*?#}|{%.*?%}|{{.*?}}|<style.*?</style>|<[^>]*>", " ", words, flags=re.DOTALL
    )

    assert [line for line in [*said, *prose.splitlines()] if _STRAIGHT.search(line)] == []


def test_the_code_speaks_with_proper_quotes() -> None:
    straight = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in sorted((ROOT / "portal").rglob("*.py"))
        for words in _shown(ast.parse(path.read_text()))
        if _STRAIGHT.search(words)
    ]

    assert straight == []


def _with_its_parts(path: Path) -> str:
    """The template, and in their places what it includes."""
    words = (TEMPLATES / path).read_text()
    return re.sub(
        r'{%-? include "([^"]+)" -?%}', lambda part: _with_its_parts(Path(part[1])), words
    )


def _shown(tree: ast.AST) -> Iterator[str]:
    """The texts that go through gettext."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "_l", "ngettext"}:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
