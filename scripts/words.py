"""Bring the catalogues up to date with what a candidate may read: `make words`. New texts stand
in them without a translation, what nobody says any more is gone.

Pages and letters of the team stay in English, so what is said only there is left out.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "translations"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy": None,
    "noted": None,
    "ngettext": (1, 2),
}
NOTED = {"noted": None}
READ_BY_CANDIDATES = (
    "templates/candidate/**/*.html",
    "templates/entry/*.html",
    "templates/errors/*.html",
    "templates/layouts/candidate.html",
    "templates/layouts/page.html",
    "templates/layouts/mail.html",
    "templates/macros/*.html",
    "templates/mail/candidate/*.txt",
    "templates/public/*.html",
    "templates/unsubscribe/*.html",
    "portal/engagement/actions/assurances.py",
    "portal/engagement/actions/questions.py",
    "portal/engagement/actions/start_changes.py",
    "portal/engagement/actions/ticking.py",
    "portal/engagement/asking.py",
    "portal/hiring/actions/explaining.py",
    "portal/hiring/actions/proposals.py",
    "portal/hiring/actions/replies.py",
    "portal/hiring/actions/steps.py",
    "portal/hiring/actions/withdrawals.py",
    "portal/hiring/patience.py",
    "portal/hiring/reasons.py",
    "portal/links/codes.py",
    "portal/links/requests.py",
    "portal/offers/*.py",
    "portal/plumbing/*.py",
    "portal/standing/answers.py",
    "portal/standing/calendar.py",
    "portal/standing/questions.py",
    "portal/standing/sentences.py",
    "portal/surveys/actions/answers.py",
    "portal/surveys/items.py",
    "portal/surveys/shipped.py",
    "portal/web/forms.py",
    "portal/web/questions.py",
    "portal/web/shell.py",
    "portal/web/candidate/*.py",
)
"""Where those texts stand. A few beside them are the team's alone: a file is in, or it is out and
says with `noted` what it keeps for candidates.
"""


def main() -> None:
    """Rewrite every catalogue there is."""
    new = extracted()
    for file in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalogue = kept(file)
        catalogue.update(new, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with file.open("wb") as to:
            write_po(to, catalogue, sort_output=True, include_lineno=False, width=100)
        texts = [message for message in catalogue if message.id]
        missing = sum(not all(forms(message)) for message in texts)
        print(f"{file.relative_to(ROOT)}: {len(texts)} texts, {missing} without a translation")


def extracted() -> Catalog:
    """What a candidate may read, in English."""
    catalogue = Catalog(project="Candor")
    for file in _files():
        method = "python" if file.suffix == ".py" else "jinja2"
        for _line, text, _comments, _context in extract_from_file(method, str(file), KEYWORDS):
            catalogue.add(text, locations=[(str(file.relative_to(ROOT)), 0)])
    for file in sorted((ROOT / "portal").rglob("*.py")):
        for _line, text, _comments, _context in extract_from_file("python", str(file), NOTED):
            catalogue.add(text, locations=[(str(file.relative_to(ROOT)), 0)])
    return catalogue


def kept(file: Path) -> Catalog:
    """The catalogue in that file."""
    with file.open("rb") as text:
        return read_po(text, locale=file.parents[1].name)


def forms(message: Message) -> tuple[str, ...]:
    """What is said for a message: one text, or one for each number a language tells apart."""
    found = message.string or ""  # none at all for a text that is new
    return (found,) if isinstance(found, str) else tuple(found)


def _files() -> Iterator[Path]:
    for pattern in READ_BY_CANDIDATES:
        yield from sorted(ROOT.glob(pattern))


if __name__ == "__main__":
    main()
