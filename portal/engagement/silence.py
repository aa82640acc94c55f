"""Gone quiet: for how long nobody of ours may have spoken with somebody who has an offer. Pure.

What counts is a person of ours who spoke; nobody is followed about what they opened. Counted in
business days, by the company's calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.company.calendar import Calendar
from portal.hiring.stages import Status

UNANSWERED = 3
"""An offer that waits for its answer."""
JOINING = 10
JOINING_SOON = 5
"""In the last weeks before the first day."""
LAST_WEEKS = timedelta(weeks=3)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """Who is quiet on one day: whoever heard from us last on these days, or before them."""

    unanswered: date
    joining: date
    joining_soon: date
    soon: date
    """A first day by then, and it is the last weeks."""


def limits(today: date, calendar: Calendar) -> Limits:
    """The limits as they are that day."""
    return Limits(
        unanswered=_ago(today, UNANSWERED, calendar),
        joining=_ago(today, JOINING, calendar),
        joining_soon=_ago(today, JOINING_SOON, calendar),
        soon=today + LAST_WEEKS,
    )


def is_quiet(status: Status, last: date, *, starts_on: date | None, limits: Limits) -> bool:
    """Whether that is too long, for somebody we spoke with last on that day."""
    if status is Status.OFFER:
        return last <= limits.unanswered
    if status is not Status.JOINING:
        return False
    is_soon = starts_on is not None and starts_on <= limits.soon
    return last <= (limits.joining_soon if is_soon else limits.joining)


def _ago(today: date, days: int, calendar: Calendar) -> date:
    """The last day that lies so many business days back."""
    day = today
    while calendar.between(day, today) < days:
        day -= _DAY
    return day
