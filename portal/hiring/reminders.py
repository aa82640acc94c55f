"""When a candidate is reminded of a step: the day before, at a decent hour where they are. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = time(9), time(21)
AHEAD = timedelta(days=2)
"""No reminder leaves earlier than that before its step, wherever the candidate is."""
_DAY = timedelta(days=1)


def is_due(now: datetime, starts_at: datetime, zone: str, *, timed_at: datetime | None) -> bool:
    """Whether they are to be reminded now. Not where it got its time less than a day ahead, or
    after the hour at which they would have been reminded: they have just read it.
    """
    begins = _at(FROM, starts_at, zone)
    if timed_at is not None and timed_at > min(begins, starts_at - _DAY):
        return False
    return begins <= now and not is_over(now, starts_at, zone)


def is_over(now: datetime, starts_at: datetime, zone: str) -> bool:
    """Whether it is too late for a reminder: the evening before has come."""
    return now >= _at(UNTIL, starts_at, zone)


def _at(hour: time, starts_at: datetime, zone: str) -> datetime:
    """That hour of the day before, on a clock there."""
    there = ZoneInfo(zone)
    return datetime.combine(starts_at.astimezone(there).date() - _DAY, hour, there)
