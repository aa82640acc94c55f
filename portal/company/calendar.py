"""Business days, and when a day ends for somebody. Pure: dates in, dates out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = 7


@dataclass(frozen=True)
class Calendar:
    """Which days count: `weekend` as weekday numbers (Monday is 0), `holidays` as dates."""

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Collection[date] = field(default_factory=frozenset)

    def is_business_day(self, day: date) -> bool:
        """Whether somebody works on that day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The business day that is `count` business days after `day`; for 0 the day itself, or
        the next that counts.
        """
        found = day if self.is_business_day(day) else self._next(day)
        if not self.is_business_day(day) and count:
            count -= 1
        for _step in range(count):
            found = self._next(found)
        return found

    def between(self, start: date, end: date) -> int:
        """How many business days lie after `start` up to and including `end`; 0 when `end` is not
        after it.
        """
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, _WEEK)
        working = weeks * (_WEEK - len(self.weekend)) + sum(
            (start.weekday() + n) % _WEEK not in self.weekend for n in range(1, rest + 1)
        )
        off = (day for day in set(self.holidays) if start < day <= end)
        return working - sum(day.weekday() not in self.weekend for day in off)

    def before(self, day: date) -> date:
        """That day, or the last business day before it."""
        while not self.is_business_day(day):
            day -= timedelta(days=1)
        return day

    def _next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day


def months_after(day: date, months: int) -> date:
    """So many months on, on a day that every month has."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))


def local_day(moment: datetime, zone: str) -> date:
    """The date on a wall calendar in that IANA zone at that moment (aware)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_ends(day: date, zone: str) -> datetime:
    """The midnight that ends `day` in that IANA zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)
