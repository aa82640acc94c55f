"""Steps, as their candidate reads them."""

from typing import Any

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Step, StepKind, StepProposal
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.standing.views import OtherTimesView, StepView

AnyRow = Row[*tuple[Any, ...]]
_STEP_COLUMNS = (
    Step.ref,
    Step.kind,
    Step.title,
    Step.starts_at,
    Step.ends_at,
    Step.time_zone,
    Step.who,
    Step.place,
    Step.url,
    Step.preparation,
    Step.sequence,
    Step.done_at,
    Step.cancelled_at,
    StepProposal.first_at,
    StepProposal.second_at,
    StepProposal.words,
)
_WAITING = and_(StepProposal.step_id == Step.id, StepProposal.settled_at.is_(None))
_STEPS = (
    select(*_STEP_COLUMNS)
    .select_from(Step)
    .outerjoin(StepProposal, _WAITING)
    .where(Step.application_id == bindparam("application"), Step.cancelled_at.is_(None))
    .order_by(Step.starts_at)
)
_STEP = (
    select(
        *_STEP_COLUMNS,
        Candidate.time_zone.label("candidate_zone"),
        Application.ref.label("application"),
    )
    .select_from(Step)
    .outerjoin(StepProposal, _WAITING)
    .join(Application, Application.id == Step.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(Step.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate"))
)


def step_view(session: Session, candidate_id: int, ref: str) -> tuple[StepView, str] | None:
    """That step and its application's ref, if it is this candidate's; cancelled ones too, for
    calendars to drop.
    """
    row = rows(session, _STEP, {"ref": ref, "candidate": candidate_id}).one_or_none()
    if row is None:
        return None
    return _step(row, row.candidate_zone or company(session).time_zone), row.application


def steps_of(session: Session, application_id: int, zone: str) -> list[StepView]:
    """All that stand of that application, in their order; `zone` is the reader's (IANA)."""
    found = rows(session, _STEPS, {"application": application_id})
    return [_step(row, zone) for row in found]


def _step(row: AnyRow, zone: str) -> StepView:
    is_meeting = row.kind is StepKind.INTERVIEW and row.cancelled_at is None
    return StepView(
        ref=row.ref,
        kind=row.kind,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=zone,
        who=row.who,
        place=row.place,
        url=row.url,
        preparation=row.preparation,
        sequence=row.sequence,
        is_done=row.done_at is not None,
        is_cancelled=row.cancelled_at is not None,
        other_times=OtherTimesView(row.first_at, row.second_at, row.words)
        if row.first_at
        else None,
        may_propose=is_meeting and row.starts_at > clock.now(),
    )
