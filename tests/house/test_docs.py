"""The documents say what is there, and nothing that isn't."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from config import Config

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = {f"PORTAL_{field.name.upper()}" for field in fields(Config)}
_CODE = [ROOT / "config.py", ROOT / "wsgi.py", ROOT / "gunicorn.conf.py", ROOT / "Makefile"]


def test_every_setting_is_in_the_documents() -> None:
    described = set(re.findall(r"^### `(PORTAL_\w+)`", _settings(), re.MULTILINE))

    assert described == SETTINGS


def test_nothing_reads_a_setting_that_is_none() -> None:
    code = [*_CODE, *(ROOT / "portal").rglob("*.py"), *(ROOT / "scripts").glob("*")]
    read = {name for file in code for name in re.findall(r"PORTAL_[A-Z_]+", file.read_text())}

    assert read <= SETTINGS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_only_commands_there_are(shared_app: Flask, document: Path) -> None:
    words = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)", words)) <= targets
    for command in re.findall(r"`flask ([a-z -]+)", words):
        assert _is_command(shared_app.cli, command.split()), command


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_links_to_what_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text())
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]

    assert [link for link in inside if not (document.parent / link).exists()] == []


def _settings() -> str:
    return (ROOT / "docs" / "settings.md").read_text()


def _is_command(group: click.Command, words: list[str]) -> bool:
    """Whether these words begin with a command of ours; what follows it is its own."""
    if not words or not isinstance(group, click.Group):
        return True
    return words[0] in group.commands and _is_command(group.commands[words[0]], words[1:])
