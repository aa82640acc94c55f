"""Dates as files write them: plain ones are read, doubtful ones are asked about, never guessed.
Pure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

FORMATS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD", "DD.MM.YYYY")
"""What may be chosen by these words; strptime's own codes are understood as well."""

_TOKENS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M"}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOTTED = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::\d{2})?)?(?: ?Uhr)?"
)
_DOUBTFUL = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{2}|\d{4})\b.*")
_EARLIEST, _LATEST = 1970, 2100
_MONTHS = 12


class BadDate(Exception):
    """A cell that is no plain date: `code` for machines, `words` for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True)
class Reader:
    """Reads dates of one file: `pattern` is strptime's for the chosen format or empty, `zone` the
    company's.
    """

    zone: ZoneInfo
    pattern: str = ""

    def moment(self, text: str) -> datetime:
        """When that was: a day alone is its first minute, a time without an offset is local.

        Raises BadDate.
        """
        found = self._read(text)
        return found if found.tzinfo else found.replace(tzinfo=self.zone)

    def day(self, text: str) -> date:
        """The calendar day alone. Raises BadDate."""
        return self._read(text).date()

    def wall(self, text: str) -> datetime:
        """The time as it stands there: naive without an offset, aware with one. Raises BadDate."""
        return self._read(text)

    def _read(self, text: str) -> datetime:
        found = self._chosen(text) if self.pattern else None
        found = found or _iso(text) or _dotted(text)
        if found is None:
            raise _doubt(text)
        if not _EARLIEST <= found.year < _LATEST:
            raise BadDate("unknown_date", _("The year of “%(text)s” can’t be right.", text=text))
        return found

    def _chosen(self, text: str) -> datetime | None:
        for pattern in (self.pattern, f"{self.pattern} %H:%M", f"{self.pattern} %H:%M:%S"):
            try:
                return datetime.strptime(text, pattern)  # noqa: DTZ007  the caller knows the zone
            except ValueError:
                continue
        return None


def pattern(chosen: str) -> str:
    """strptime's pattern for `DD/MM/YYYY` and the like, or for its own codes. Raises Refusal for
    anything else.
    """
    made = chosen
    for token, code in _TOKENS.items():
        made = made.replace(token, code)
    needed = all(code in made for code in ("%d", "%m")) and ("%Y" in made or "%y" in made)
    if not chosen or (needed and _works(made)):
        return made
    raise Refusal(_("“%(text)s” is no date format. Try DD/MM/YYYY or MM/DD/YYYY.", text=chosen))


def zone_named(name: str) -> ZoneInfo | None:
    """That IANA zone, None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _works(made: str) -> bool:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(made), made).date() == day.date()  # noqa: DTZ007
    except ValueError:
        return False


def _iso(text: str) -> datetime | None:
    """Also with ` UTC` behind it, as some tools write; a day alone is its first minute."""
    if not _ISO.match(text):
        return None
    try:
        return datetime.fromisoformat(
            text.removesuffix(" UTC") + ("+00:00" if text.endswith(" UTC") else "")
        )
    except ValueError:
        return None


def _dotted(text: str) -> datetime | None:
    found = _DOTTED.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime.combine(date(year, month, day), time(hour, minute))
    except ValueError:
        return None


def _doubt(text: str) -> BadDate:
    found = _DOUBTFUL.fullmatch(text)
    if not found or _DOTTED.fullmatch(text):
        return BadDate(
            "unknown_date",
            _("“%(text)s” is not a date we can read. Write it as 2026-11-23.", text=text),
        )
    first, second = int(found[1]), int(found[2])
    if first <= _MONTHS and second <= _MONTHS and first != second:
        words = _("“%(text)s” is ambiguous: day or month first? Choose a date format.", text=text)
        return BadDate("ambiguous_date", words)
    return BadDate("unknown_date", _("“%(text)s” needs a date format: choose one.", text=text))
