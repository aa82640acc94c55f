"""The sets of stages that a job may be opened with."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from portal.hiring.models import StageTemplate
from portal.hiring.stage_plans import Shipped, StagePlan, name_of, shipped

_ALL = (
    select(StageTemplate)
    .options(selectinload(StageTemplate.stages))
    .order_by(StageTemplate.name, StageTemplate.id)
)
_ONE = (
    select(StageTemplate)
    .options(selectinload(StageTemplate.stages))
    .where(StageTemplate.ref == bindparam("ref"))
)


def templates(session: Session) -> Sequence[StageTemplate]:
    """Those that the team keeps, by name."""
    return session.scalars(_ALL).all()


def template_by_ref(session: Session, ref: str) -> StageTemplate | None:
    """The one of that ref."""
    return session.scalar(_ONE, {"ref": ref})


def template_names(session: Session) -> dict[str, str]:
    """All that may be chosen, the shipped ones first: what a form sends, and what it shows."""
    ours = {which.value: name_of(which) for which in Shipped}
    return ours | {template.ref: template.name for template in templates(session)}


def stages_of(session: Session, chosen: str) -> tuple[StagePlan, ...] | None:
    """The stages of the set that was chosen by `template_names`; None once it is deleted."""
    if chosen in set(Shipped):
        return shipped(Shipped(chosen))
    template = template_by_ref(session, chosen)
    return tuple(stage.plan() for stage in template.stages) if template else None
