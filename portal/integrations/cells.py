"""Single cells: ids, addresses, languages, links, and how long any of them may be. Pure."""

import re

from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line, tidy
from portal.plumbing.words import gettext as _

CLEAR = "\\N"
"""The word of a cell that says: there is nothing. A blank one says: leave it as it is."""

IDS = ("application_id", "candidate_id", "job_id", "interview_id")
LINES = ("memo", "rejection_reason")
"""Fields that may hold several lines."""
MAY_BE_CLEARED = ("phone", "source", "locale", "recruiter_email", "recruiter_name")

_REGION = 2
_TRIGGERS = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet program takes for the beginning of a formula, in both widths."""
_LONGEST_ID, _LONGEST, _LONGEST_LINES = 128, 300, 10_000
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_FAILED = re.compile(r"#(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|BUSY)!|#N/A|#NAME\?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BETWEEN = re.compile(r"[;,\s]+")


class BadCell(Exception):
    """A cell that can't be kept: `code` for machines, `words` for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def text(field: str, raw: str) -> str:
    """The cell as it is kept, formulas as the text they are. Raises BadCell where it is too
    long.
    """
    if raw[:1] == "'" and raw[1:2] in _TRIGGERS:
        raw = raw[1:]  # our own exports keep formulas from running by this mark
    kept = tidy(raw) if field in LINES else one_line(raw)
    most = _LONGEST_LINES if field in LINES else _LONGEST_ID if field in IDS else _LONGEST
    if len(kept) > most:
        raise BadCell("too_long", _("Longer than %(most)d characters.", most=most))
    return kept


def check_id(kept: str, where: str) -> None:
    """Raise BadCell for an id that a spreadsheet program turned into a number: what it was
    can't be known.
    """
    if _NUMBER.fullmatch(kept):
        raise BadCell(
            "number_id",
            _(
                "Cell %(cell)s holds “%(text)s”: a spreadsheet program turned the id into a number."
                " Format the column as text and export again.",
                cell=where,
                text=kept,
            ),
        )


def check_result(kept: str, where: str) -> None:
    """Raise BadCell where a formula failed: what it should have given can't be known."""
    if _FAILED.fullmatch(kept):
        raise BadCell(
            "failed_formula",
            _("Cell %(cell)s holds “%(text)s”: a formula failed there.", cell=where, text=kept),
        )


def addresses(kept: str) -> tuple[str, int]:
    """The first address of several, and how many more there are. Raises BadCell where it is
    none.
    """
    parts = [part for part in _BETWEEN.split(kept) if part]
    if not parts:
        raise BadCell("bad_email", _("“%(text)s” is not a mail address.", text=kept))
    try:
        return address(parts[0]), len(parts) - 1
    except Refusal as error:
        raise BadCell("bad_email", _("“%(text)s” is not a mail address.", text=parts[0])) from error


def language(kept: str) -> str:
    """A language tag as BCP 47 spells it. Raises BadCell."""
    if not _TAG.fullmatch(kept):
        raise BadCell(
            "bad_locale", _("“%(text)s” is not a language code. Write en, or pt-BR.", text=kept)
        )
    first, *rest = kept.replace("_", "-").split("-")
    return "-".join(
        [first.lower(), *(part.upper() if len(part) == _REGION else part for part in rest)]
    )


def link(kept: str) -> str:
    """A web address. Raises BadCell."""
    if not kept.startswith(("https://", "http://")):
        raise BadCell("bad_url", _("“%(text)s” is not a link: it starts with https://.", text=kept))
    return kept


def safe_for_export(cell: str) -> str:
    """The cell as a spreadsheet program shows it, never as a formula it runs."""
    return f"'{cell}" if cell[:1] in _TRIGGERS else cell
