"""When a written ending leaves, and what keeps it from leaving. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.company.calendar import Calendar, local_day

UNDO = timedelta(minutes=10)
UNCONFIRMED = timedelta(minutes=60)
CONFIRMED_ABOVE = 200
"""A batch of more than so many waits longer until a second teammate confirmed it."""
OPENS, SHUTS = time(9), time(17)
_A_DAY = timedelta(days=1)


class Dropped(StrEnum):
    """Why an ending that was written is not told."""

    CLOSED = "closed"
    OFFER = "offer"
    NOT_DECIDED = "not_decided"
    INTERVIEWED = "interviewed"
    """Somebody spoke with them, and a mail is not enough any more."""
    ANSWERED = "answered"
    """It would have ended an offer that was answered, or followed by another."""


def hold_of(size: int, *, is_confirmed: bool) -> timedelta:
    """How long the endings of a batch of that size wait at least."""
    return UNCONFIRMED if size > CONFIRMED_ABOVE and not is_confirmed else UNDO


def leaves_at(
    now: datetime,
    zone: str,
    calendar: Calendar,
    *,
    due: date | None = None,
    hold: timedelta = UNDO,
) -> datetime:
    """The moment (UTC) at which an ending written now leaves: after its hold, in a working hour
    where the candidate is; on the day it is `due` (a promise was made for that day) still on that
    day, whatever the hour.
    """
    earliest = now + hold
    working = _working_hour(earliest, zone, calendar)
    is_promised = due is not None and local_day(earliest, zone) <= due < local_day(working, zone)
    return (earliest if is_promised else working).astimezone(UTC)


def _working_hour(earliest: datetime, zone: str, calendar: Calendar) -> datetime:
    """That moment, or the next morning on which somebody works."""
    local = earliest.astimezone(ZoneInfo(zone))
    day = local.date()
    if calendar.is_business_day(day) and OPENS <= local.time() < SHUTS:
        return earliest
    if local.time() >= SHUTS:
        day += _A_DAY
    return datetime.combine(calendar.after(day, 0), OPENS, ZoneInfo(zone))
