"""The dates that a form offers for the next word, each written out, one of them chosen already."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeGuard

from portal.company.calendar import Calendar
from portal.hiring.promises import Basis, default_date
from portal.hiring.stages import Status
from portal.plumbing.dates import long_day
from portal.plumbing.words import gettext as _

AHEAD = (1, 3, 5)
_STANDS = frozenset({Status.RECEIVED, Status.IN_REVIEW, Status.OFFER, Status.JOINING})
"""An update in these keeps the date that was promised, unless somebody says another."""


@dataclass(frozen=True)
class DateChoice:
    """One day to choose; `day` is written as in a form."""

    day: str
    label: str
    is_usual: bool


def date_choices(
    due: date | None, status: Status, basis: Basis, *, calendar: Calendar
) -> list[DateChoice]:
    """Tomorrow, in 3 and 5 working days, what is usual, what stands: the earliest first."""
    usual = _usual(due, status, basis, calendar=calendar)
    days = {calendar.after(basis.today, count) for count in AHEAD} | {usual}
    if _stands(due, basis.today, calendar=calendar):
        days.add(due)
    return [
        DateChoice(day.isoformat(), _label(day, due, basis.today, calendar=calendar), day == usual)
        for day in sorted(days)
    ]


def _usual(due: date | None, status: Status, basis: Basis, *, calendar: Calendar) -> date:
    if status in _STANDS and _stands(due, basis.today, calendar=calendar):
        return due
    return default_date(status, basis, calendar)


def _stands(due: date | None, today: date, *, calendar: Calendar) -> TypeGuard[date]:
    """Whether what was promised can be promised again: not where it became a day off meanwhile, or
    is today, since this is the word that was promised for today.
    """
    return due is not None and due > today and calendar.is_business_day(due)


def _label(day: date, due: date | None, today: date, *, calendar: Calendar) -> str:
    if day == due:
        return _("as promised: %(day)s", day=long_day(day))
    if day == today + timedelta(days=1):
        return _("tomorrow: %(day)s", day=long_day(day))
    count = calendar.between(today, day)
    if count == 1:
        return _("next working day: %(day)s", day=long_day(day))
    return _("%(count)d working days: %(day)s", count=count, day=long_day(day))
