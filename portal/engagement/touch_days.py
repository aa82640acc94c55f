"""The plan of human touches between a yes and a first day: who, and by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.company.calendar import Calendar
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

AT_MOST = 8
TITLE_AT_MOST = 80
DAYS_AT_MOST = 250
_DAY = timedelta(days=1)


class TouchBy(StrEnum):
    """Who of the team it falls to."""

    RECRUITER = "recruiter"
    """Whoever answers for the application."""
    MANAGER = "manager"
    """Who will work with them: the hiring manager on the job, else its lead."""


class TouchFrom(StrEnum):
    """What its day is counted from."""

    YES = "yes"
    """So many business days after they accepted."""
    START = "start"
    """So many days before the first day; the last business day by then."""


@dataclass(frozen=True)
class Planned:
    """One touch of a plan."""

    title: str
    by: TouchBy
    counted_from: TouchFrom
    days: int


@dataclass(frozen=True)
class Basis:
    """What the days of one person are worked out from: days where they are."""

    today: date
    accepted_on: date
    starts_on: date | None


SHIPPED = (
    Planned("Say thank you", TouchBy.RECRUITER, TouchFrom.YES, 1),
    Planned("Say hello", TouchBy.MANAGER, TouchFrom.YES, 7),
    Planned("Tell them about the first day", TouchBy.RECRUITER, TouchFrom.START, 7),
    Planned("See you tomorrow", TouchBy.MANAGER, TouchFrom.START, 1),
)
"""The plan of a company that made none of its own: day 1, week 2, a week before, the day before."""


def check(plan: Sequence[Planned]) -> None:
    """Raise Refusal for what is no plan."""
    if not plan:
        raise Refusal(_("A plan without a touch is silence. Leave one at least."))
    if len(plan) > AT_MOST:
        raise Refusal(_("At most %(most)d touches fit into a plan.", most=AT_MOST))
    for one in plan:
        if not one.title or len(one.title) > TITLE_AT_MOST:
            raise Refusal(_("Say in a few words what each touch is."))
        if not 1 <= one.days <= DAYS_AT_MOST:
            raise Refusal(_("Count each touch in 1 to %(most)d days.", most=DAYS_AT_MOST))


def day_of(planned: Planned, basis: Basis, calendar: Calendar) -> date | None:
    """The business day it is due on: never in the past, and before the first day where that is
    known and ahead; None where it is counted from a first day that nobody knows yet.
    """
    before = calendar.before(basis.starts_on - _DAY) if basis.starts_on else None
    if planned.counted_from is TouchFrom.YES:
        due = calendar.after(basis.accepted_on, planned.days)
    elif basis.starts_on is None:
        return None
    else:
        due = calendar.before(basis.starts_on - planned.days * _DAY)
    return max(min(due, before) if before else due, calendar.after(basis.today, 0))
