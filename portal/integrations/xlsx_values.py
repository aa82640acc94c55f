"""Numbers of an .xlsx file as the text somebody meant: days as ISO 8601, ids as they were. Pure."""

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_DAYS_KNOWN = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
"""The numbers of the formats of days and hours that every such program knows."""
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_MOST = 1e15
"""From here on such a file has lost the last digits: the number is shown as one that lost them."""
_LAST_DAY = 2_958_466
_LEAP_BUG = 60
"""Days before 1 March 1900 are one off: there never was a 29 February in that year."""
_A_DAY = 86_400


class Formats:
    """What the numbers of one file mean, by their style."""

    def __init__(self, codes: Sequence[int | str], *, since_1904: bool) -> None:
        self._codes = codes
        self._are_days = [_is_day(code) for code in codes]
        self._since_1904 = since_1904

    def text(self, said: str, style: int) -> str:
        """That number in that style. Raises ValueError for what is none."""
        number = float(said)
        if not math.isfinite(number):
            raise ValueError(said)
        is_known = 0 <= style < len(self._codes)
        if is_known and self._are_days[style] and 0 <= number < _LAST_DAY:
            return self._day(number)
        code = self._codes[style] if is_known else 0
        width = len(code) if isinstance(code, str) and _ZEROS.fullmatch(code) else 0
        return _plain(number).zfill(width)

    def _day(self, number: float) -> str:
        days, seconds = divmod(round(number * _A_DAY), _A_DAY)
        if self._since_1904:
            start = datetime(1904, 1, 1)  # noqa: DTZ001  what a wall calendar showed
        else:
            start = datetime(1899, 12, 30 + (days < _LEAP_BUG))  # noqa: DTZ001
        moment = start + timedelta(days=days, seconds=seconds)
        if not days:
            return moment.time().isoformat()
        return moment.isoformat() if seconds else moment.date().isoformat()


def _is_day(code: int | str) -> bool:
    if isinstance(code, int):
        return code in _DAYS_KNOWN
    first = code.partition(";")[0]
    if _ELAPSED.search(first):
        return False
    bare = _ASIDE.sub("", first).lower()
    return "general" not in bare and any(letter in bare for letter in "ymdhs")


def _plain(number: float) -> str:
    if abs(number) >= _MOST:
        return f"{number:.6E}"
    return str(int(number)) if number == int(number) else f"{number:.15g}"
