"""Steps, as their candidate reads them."""

from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Step
from portal.plumbing.db import rows
from portal.standing.views import StepView

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
)
_STEPS = (
    select(*_STEP_COLUMNS)
    .where(Step.application_id == bindparam("application"), Step.cancelled_at.is_(None))
    .order_by(Step.starts_at)
)
_STEP = (
    select(
        *_STEP_COLUMNS,
        Candidate.time_zone.label("candidate_zone"),
        Application.ref.label("application"),
    )
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
    )
