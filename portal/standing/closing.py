"""What changes for a candidate when their application closes."""

from dataclasses import replace
from datetime import date, datetime

from portal.company.calendar import months_after
from portal.hiring.promises import today_for
from portal.hiring.stages import Outcome, Status
from portal.standing import sentences
from portal.standing.views import ApplicationView


def as_closed(
    view: ApplicationView, outcome: Outcome, *, at: datetime, months: int, others_open: int
) -> ApplicationView:
    """The same application, as it would be spoken of if it were closed then: `months` is how long
    data is kept, `others_open` how many of the candidate's other applications go on.
    """
    return replace(
        view,
        status=Status.CLOSED,
        outcome=outcome,
        sentence=sentences.closing(outcome),
        next_word_by=None,
        is_late=False,
        milestones=[],
        steps=[],
        kept_until=kept_until(at, view.zone, months),
        others_open=others_open,
    )


def kept_until(closed_at: datetime | None, zone: str, months: int) -> date | None:
    """Until when the data of an application closed then is kept."""
    if closed_at is None:
        return None
    return months_after(today_for(closed_at, zone), months)
