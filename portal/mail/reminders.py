"""Reminders of what is tomorrow: found by their time, put once for each step and time. What was
decided and not told stops none.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Step
from portal.hiring.queries.real import IS_REAL
from portal.hiring.reminders import AHEAD, is_due
from portal.mail.due import not_put, putting
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage
from portal.mail.wordings import is_off
from portal.plumbing import clock

_IS_OPEN = Application.next_word_by.is_not(None)
"""As the table says, an open one has a date: asked by its outcome, SQLite would begin with all that
are open.
"""
_SOON = (
    select(
        Step.ref,
        Step.starts_at,
        Step.timed_at,
        Step.application_id,
        Application.candidate_id,
        Candidate.time_zone,
    )
    .join(Application, Application.id == Step.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(
        Step.starts_at > bindparam("now"),
        Step.starts_at <= bindparam("until"),
        Step.cancelled_at.is_(None),
        Step.done_at.is_(None),
        _IS_OPEN,
        Application.introduced_at.is_not(None),
        Candidate.email.is_not(None),
        IS_REAL,
    )
    .order_by(Step.starts_at, Step.id)
)


def due(session: Session) -> list[NewMessage]:
    """The reminders that are due now and were not put yet."""
    if is_off(session, Letter.STEP_REMINDER):
        return []
    now, house = clock.now(), company(session).time_zone
    soon = session.execute(_SOON, {"now": now, "until": now + AHEAD})
    wanted = [
        NewMessage(
            letter=Letter.STEP_REMINDER,
            purpose=purpose_of(row.ref, row.starts_at),
            candidate_id=row.candidate_id,
            application_id=row.application_id,
            subject=row.ref,
        )
        for row in soon
        if is_due(now, row.starts_at, row.time_zone or house, timed_at=row.timed_at)
    ]
    return not_put(session, wanted)


def purpose_of(step_ref: str, starts_at: datetime) -> str:
    """What makes a reminder unique: the step, at that time."""
    return f"{Letter.STEP_REMINDER.value}:{step_ref}:{starts_at:%Y%m%dT%H%MZ}"


work = putting(due)
