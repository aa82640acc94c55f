"""What stands beside an application, as conditions and columns of a statement about it."""

from sqlalchemy import and_, bindparam, func, select

from portal.hiring.models import Application, Ending, Step, StepKind, Update, Verdict

_STANDING = and_(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
IS_DECIDED = select(Verdict.id).where(_STANDING).correlate(Application).exists()
IS_WRITTEN = (
    select(Ending.id)
    .where(
        Ending.application_id == Application.id,
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
    )
    .correlate(Application)
    .exists()
)
"""The words of an ending wait to leave: nobody has to do anything."""
LAST_STEP = (
    select(func.max(Step.starts_at))
    .where(
        Step.application_id == Application.id,
        Step.kind == StepKind.INTERVIEW,
        Step.cancelled_at.is_(None),
    )
    .correlate(Application)
    .scalar_subquery()
)
NEXT_INTERVIEW = (
    select(func.min(Step.starts_at))
    .where(
        Step.application_id == Application.id,
        Step.kind == StepKind.INTERVIEW,
        Step.cancelled_at.is_(None),
        Step.starts_at > bindparam("now"),
    )
    .correlate(Application)
    .scalar_subquery()
)
LAST_WORD = (
    select(func.max(Update.at))
    .where(Update.application_id == Application.id, Update.by_id.is_not(None))
    .correlate(Application)
    .scalar_subquery()
)
