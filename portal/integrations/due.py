"""By when somebody who is brought in from a file will hear from us. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.company.calendar import Calendar, local_day
from portal.hiring import promises
from portal.hiring.stages import Status

_ONE_BY_ONE = (Status.INTERVIEWING, Status.DECIDING)
_A_WEEK = 5


@dataclass
class Dates:
    """Gives each their date. Those who are answered one by one are spread over a week of business
    days, lest fifty notes fall due on one day; groups, who are answered at once, share theirs.
    """

    today: date
    zone: str
    calendar: Calendar
    _given: dict[Status, int] = field(default_factory=dict)

    def first_word(
        self,
        status: Status,
        *,
        days: int | None,
        everyone_by: date | None,
        interview: datetime | None,
    ) -> date:
        """The date for the next one in that status; `interview` is what lies ahead of them, if
        anything does.
        """
        step = local_day(interview, self.zone) if interview else None
        basis = promises.Basis(self.today, days, everyone_by, last_step=step)
        due = promises.default_date(status, basis, self.calendar)
        if status not in _ONE_BY_ONE or (step and step >= self.today):
            return due
        count = self._given[status] = self._given.get(status, -1) + 1
        return self.calendar.after(due, count % _A_WEEK)
