"""What a reviewer would have to remember, remembered here."""

import ast
from functools import cache
from pathlib import Path

import pytest

from portal.audit.trail import ACTIONS
from portal.hiring.stages import Status
from portal.mail.models import Letter

ROOT = Path(__file__).parents[2]
FOLDERS = ("portal", "scripts", "bench")
CODE = [
    ROOT / "config.py",
    ROOT / "wsgi.py",
    *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
]
MOST_LINES = 250


@cache
def words_of_tests() -> str:
    """All tests, and the names of what is kept beside them."""
    tests = ROOT / "tests"
    kept = [str(path.relative_to(tests)) for path in (tests / "snapshots").rglob("*.txt")]
    files = [path for path in tests.rglob("test_*.py") if path != Path(__file__)]
    return "\n".join([*kept, *(path.read_text() for path in files)])


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_of_the_trail_has_a_test_that_names_it(action: str) -> None:
    is_named = f'"{action}"' in words_of_tests()

    assert is_named


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_has_a_test_that_names_it(letter: Letter) -> None:
    is_named = f"Letter.{letter.name}" in words_of_tests()

    assert is_named


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_is_kept_as_prose(letter: Letter) -> None:
    assert list((ROOT / "tests/snapshots/mail").glob(f"*/{letter.value}*.txt"))


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_part_of_the_page(status: Status) -> None:
    assert (ROOT / f"templates/candidate/status/_{status.value}.html").is_file()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_anybody_reads(path: Path) -> None:
    lines = path.read_text().count("\n")

    assert lines <= MOST_LINES


@pytest.mark.parametrize("path", sorted((ROOT / "portal").rglob("__init__.py")), ids=str)
def test_every_package_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))
