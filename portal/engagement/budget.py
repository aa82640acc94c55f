"""The contact budget: when may an extra message go to somebody. Pure: moments in, a moment out.

At most two in seven days and one a day, between 8:00 and 20:00 on working days where the candidate
is. What is owed never asks here.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.company.calendar import Calendar, local_day

A_WEEK = timedelta(days=7)
IN_A_WEEK = 2
OPENS = time(8)
CLOSES = time(20)
_LOOK_AHEAD = 400


def next_allowed(
    moment: datetime, sent: Collection[datetime], *, zone: str, calendar: Calendar
) -> datetime:
    """The first moment, `moment` or later, at which one more extra may leave.

    `sent` are the moments of the extras that left before, all aware; `zone` is the candidate's
    IANA zone. Raises ValueError where the calendar has no working day within a year.
    """
    for _ in range(_LOOK_AHEAD):
        later = max(_after_the_week(moment, sent), _after_the_day(moment, sent, zone))
        later = _opening(later, zone, calendar)
        if later == moment:
            return moment
        moment = later
    raise ValueError("This calendar has no working day.")


def _after_the_week(moment: datetime, sent: Collection[datetime]) -> datetime:
    recent = sorted(one for one in sent if moment - A_WEEK < one <= moment)
    return moment if len(recent) < IN_A_WEEK else recent[-IN_A_WEEK] + A_WEEK


def _after_the_day(moment: datetime, sent: Collection[datetime], zone: str) -> datetime:
    day = local_day(moment, zone)
    if all(local_day(one, zone) != day for one in sent):
        return moment
    return max(moment, _at(day + timedelta(days=1), zone))


def _opening(moment: datetime, zone: str, calendar: Calendar) -> datetime:
    day, clock = local_day(moment, zone), moment.astimezone(ZoneInfo(zone)).time()
    if not calendar.is_business_day(day) or clock >= CLOSES:
        return max(moment, _at(day + timedelta(days=1), zone))
    return moment if clock >= OPENS else max(moment, _at(day, zone))


def _at(day: date, zone: str) -> datetime:
    return datetime.combine(day, OPENS, ZoneInfo(zone)).astimezone(UTC)
