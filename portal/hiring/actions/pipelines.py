"""The stages of a job and what they say to candidates. Whatever is changed here counts from the
next update on: what was told stays as it was told.
"""

from dataclasses import asdict

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.hiring.actions.jobs import hold, note
from portal.hiring.models import Application, Job, Stage, StageMove
from portal.hiring.stage_plans import StagePlan, check
from portal.plumbing.db import drop
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext
from portal.team.models import Teammate

_STAND = select(func.count(Application.id)).where(Application.stage_id == bindparam("stage"))
_STOOD = (
    select(StageMove.id)
    .where(
        or_(
            StageMove.from_stage_id == bindparam("stage"),
            StageMove.to_stage_id == bindparam("stage"),
        )
    )
    .limit(1)
)


def add_stage(session: Session, job: Job, by: Teammate | None = None, *, plan: StagePlan) -> Stage:
    """One more stage at the end of the job's pipeline. Raises Refusal for one that can't be."""
    hold(session, job)
    check(plan, others=[stage.name for stage in job.stages])
    stage = Stage(ref=new_ref(), position=len(job.stages), **asdict(plan))
    job.stages.append(stage)
    note(session, job, by, action="job.mapped")
    return stage


def change_stage(
    session: Session, stage: Stage, by: Teammate | None, *, plan: StagePlan, seen: int | None = None
) -> None:
    """Let a stage be as planned. Raises Refusal for one that can't be, and where somebody changed
    the job since `seen`.
    """
    job = _held(session, stage, seen)
    check(plan, others=[other.name for other in job.stages if other is not stage])
    stage.name, stage.status = plan.name, plan.status
    stage.sentence, stage.days = plan.sentence, plan.days
    note(session, job, by, action="job.mapped")


def move_stage(session: Session, stage: Stage, by: Teammate, *, up: bool, seen: int) -> None:
    """Let a stage change places with its neighbour; the first one can't go up, the last not down,
    and stay. Raises Refusal where somebody changed the job since `seen`.
    """
    job = _held(session, stage, seen)
    order = list(job.stages)
    place = order.index(stage)
    other = min(max(place + (-1 if up else 1), 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order):
        one.position = position
    note(session, job, by, action="job.reordered")
    session.expire(job, ["stages"])


def remove_stage(session: Session, stage: Stage, by: Teammate, *, seen: int) -> None:
    """Take a stage away. Raises Refusal while an application stands in it or ever stood there,
    for the only one, and where somebody changed the job since `seen`.
    """
    job = _held(session, stage, seen)
    _check_unused(session, stage)
    if len(job.stages) == 1:
        raise Refusal(_("A job needs at least one stage."))
    drop(session, stage, otherwise=_("Something points at this stage, so it stays."))
    note(session, job, by, action="job.stage_removed")
    session.expire(job, ["stages"])


def _held(session: Session, stage: Stage, seen: int | None) -> Job:
    job = stage.job
    hold(session, job, seen)
    if stage not in job.stages:
        raise Missing
    return job


def _check_unused(session: Session, stage: Stage) -> None:
    stand = session.scalar(_STAND, {"stage": stage.id}) or 0
    if stand:
        raise Refusal(
            ngettext(
                "%(num)d application stands in “%(name)s”: move it first.",
                "%(num)d applications stand in “%(name)s”: move them first.",
                stand,
                name=stage.name,
            )
        )
    if session.scalar(_STOOD, {"stage": stage.id}) is not None:
        raise Refusal(
            _(
                "Somebody stood in “%(name)s” before, and the history says so: it stays.",
                name=stage.name,
            )
        )
