"""Jobs, as far as somebody of the team may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.hiring.models import Application, Job, Stage
from portal.team.rights import Actor, jobs_seen

_OPEN_COUNT = (
    select(func.count())
    .where(Application.job_id == Job.id, Application.outcome.is_(None))
    .correlate(Job)
    .scalar_subquery()
)
_SEEN = Job.id.in_(bindparam("seen", expanding=True))


@dataclass(frozen=True)
class JobRow:
    """A job in the list: how many applications are open, how many stages say nothing yet."""

    ref: str
    title: str
    location: str
    lead: str
    open_applications: int
    stages: int
    unmapped: int
    is_closed: bool


@cache
def _all(*, scoped: bool) -> Select[Job, int]:
    statement = (
        select(Job, _OPEN_COUNT)
        .options(joinedload(Job.lead), selectinload(Job.stages))
        .order_by(Job.closed_at.is_not(None), Job.title, Job.id)
    )
    return statement.where(_SEEN) if scoped else statement


@cache
def _one(*, scoped: bool) -> Select[Job]:
    statement = (
        select(Job)
        .options(selectinload(Job.stages), joinedload(Job.lead))
        .where(Job.ref == bindparam("ref"))
    )
    return statement.where(_SEEN) if scoped else statement


@cache
def _names(*, scoped: bool) -> Select[int, str, str]:
    statement = select(Job.id, Job.ref, Job.title).order_by(Job.title, Job.id)
    return statement.where(_SEEN) if scoped else statement


_STAGE = select(Stage).where(Stage.ref == bindparam("ref"), Stage.job_id == bindparam("job"))


@cache
def _open(*, scoped: bool) -> Select[Job]:
    statement = (
        select(Job)
        .options(selectinload(Job.stages))
        .where(Job.closed_at.is_(None))
        .order_by(Job.title, Job.id)
    )
    return statement.where(_SEEN) if scoped else statement


@dataclass(frozen=True)
class JobName:
    """A job to choose from."""

    id: int
    ref: str
    title: str


def jobs(session: Session, actor: Actor) -> list[JobRow]:
    """The jobs the actor may see, open ones first."""
    seen = jobs_seen(actor)
    found = session.execute(_all(scoped=seen is not None), _seen(actor))
    return [_row(job, count) for job, count in found]


def job_names(session: Session, actor: Actor) -> list[JobName]:
    """The same, to choose from."""
    scoped = jobs_seen(actor) is not None
    return [JobName(*row) for row in session.execute(_names(scoped=scoped), _seen(actor))]


def open_jobs(session: Session, actor: Actor) -> Sequence[Job]:
    """The jobs the actor may see that somebody may still apply for, with their stages."""
    scoped = jobs_seen(actor) is not None
    return session.scalars(_open(scoped=scoped), _seen(actor)).all()


def job_by_ref(session: Session, actor: Actor, ref: str) -> Job | None:
    """The job of that ref with its stages, if the actor may see it."""
    scoped = jobs_seen(actor) is not None
    return session.scalar(_one(scoped=scoped), {"ref": ref, **_seen(actor)})


def stage_of(session: Session, job: Job, ref: str) -> Stage | None:
    """The stage of that ref, if it belongs to the job."""
    return session.scalar(_STAGE, {"ref": ref, "job": job.id})


def _seen(actor: Actor) -> dict[str, Sequence[int]]:
    seen = jobs_seen(actor)
    return {} if seen is None else {"seen": list(seen)}


def _row(job: Job, count: int) -> JobRow:
    return JobRow(
        ref=job.ref,
        title=job.title,
        location=job.location,
        lead=job.lead.name if job.lead else "",
        open_applications=count,
        stages=len(job.stages),
        unmapped=sum(stage.status is None for stage in job.stages),
        is_closed=job.closed_at is not None,
    )
