"""By when somebody will hear from us: default dates, what is refused, when a day is over. Pure.

A promise is for a word, not for a decision. It is counted in business days, and its day ends at
midnight where the candidate is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.company.calendar import Calendar, day_ends, local_day
from portal.hiring.stages import Status
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

WARN_AFTER = 20
REFUSE_AFTER = 90
DAYS = {
    Status.RECEIVED: 10,
    Status.IN_REVIEW: 10,
    Status.INTERVIEWING: 5,
    Status.DECIDING: 3,
    Status.ON_HOLD: 15,
    Status.OFFER: 3,
    Status.JOINING: 20,
}
FIRST_WORD = frozenset({Status.RECEIVED, Status.IN_REVIEW})
"""Where the first word is what they wait for."""
ON_HOLD_AT_MOST = 30
AFTER_LAST_STEP = 3
BEFORE_START = 7


class PromiseResult(StrEnum):
    """What became of a promise. The last one: the candidate closed the application before it fell
    due.
    """

    KEPT = "kept"
    EXTENDED = "extended"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True)
class Basis:
    """What a default date is worked out from. Dates are calendar days where the candidate is."""

    today: date
    days: int | None = None
    """The stage's or job's own number of business days."""
    everyone_by: date | None = None
    """The job's "everyone by DATE", for `received`."""
    last_step: date | None = None
    answer_by: date | None = None
    starts_on: date | None = None


def default_date(status: Status, basis: Basis, calendar: Calendar) -> date:
    """The date of the next word where nobody said another."""
    if status is Status.JOINING and basis.starts_on:
        return _before_the_start(basis.today, basis.starts_on, calendar)
    start, days = _counted_from(status, basis)
    return calendar.after(start, days)


def check_date(due: date, status: Status, *, today: date, calendar: Calendar) -> None:
    """Raise Refusal for a date that is no promise: past, a day off, or too far ahead."""
    if due < today:
        raise Refusal(_("That day is over. Promise a word by today or later."))
    if not calendar.is_business_day(due):
        raise Refusal(_("Nobody works on that day. Choose a working day."))
    ahead = calendar.between(today, due)
    if ahead > REFUSE_AFTER:
        raise Refusal(
            _(
                "That is more than %(days)d working days away: too long to leave somebody waiting.",
                days=REFUSE_AFTER,
            )
        )
    if status is Status.ON_HOLD and ahead > ON_HOLD_AT_MOST:
        raise Refusal(
            _(
                "A paused role gets a word at least every %(days)d working days.",
                days=ON_HOLD_AT_MOST,
            )
        )


def is_far(due: date, today: date, calendar: Calendar) -> bool:
    """Whether the date is far enough to warn about."""
    return calendar.between(today, due) > WARN_AFTER


def is_late(due: date, zone: str, moment: datetime) -> bool:
    """Whether the promised day is over in the candidate's zone."""
    return moment >= day_ends(due, zone)


def back_again(due: date | None, today: date, calendar: Calendar) -> date:
    """The date after an Undo: the one promised before, or the next business day where that is
    over.
    """
    if due is not None and due >= today:
        return due
    return calendar.after(today, 1)


def today_for(moment: datetime, zone: str) -> date:
    """The calendar day it is for a candidate in that zone."""
    return local_day(moment, zone)


def _before_the_start(today: date, starts_on: date, calendar: Calendar) -> date:
    week_before = calendar.before(date.fromordinal(starts_on.toordinal() - BEFORE_START))
    soon = calendar.after(today, DAYS[Status.JOINING])
    return max(min(week_before, soon), calendar.after(today, 1))


def _counted_from(status: Status, basis: Basis) -> tuple[date, int]:
    """The day to count from, and how many business days."""
    if status is Status.RECEIVED and basis.everyone_by and basis.everyone_by > basis.today:
        return basis.everyone_by, 0
    if status is Status.INTERVIEWING and basis.last_step and basis.last_step >= basis.today:
        return basis.last_step, basis.days or AFTER_LAST_STEP
    if status is Status.OFFER and basis.answer_by:
        return max(basis.answer_by, basis.today), 1
    return basis.today, basis.days or DAYS[status]
