"""Jobs, as far as somebody of the team may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.audit.models import AuditEntry
from portal.hiring.map_lint import Remark, lint
from portal.hiring.models import Application, Job, Stage
from portal.team.models import Teammate
from portal.team.queries import names
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
    """A job in the list: how many applications are open, how many stages say nothing yet, and how
    much else of what they say wants a look.
    """

    ref: str
    title: str
    location: str
    lead: str
    open_applications: int
    stages: int
    unmapped: int
    remarks: int
    is_closed: bool


@dataclass(frozen=True)
class JobChange:
    """Somebody changed a job or its stages; nobody, where an import did."""

    at: datetime
    action: str
    by: str | None


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
        .options(selectinload(Job.stages), joinedload(Job.lead), joinedload(Job.department))
        .where(Job.ref == bindparam("ref"))
    )
    return statement.where(_SEEN) if scoped else statement


@cache
def _names(*, scoped: bool) -> Select[int, str, str]:
    statement = select(Job.id, Job.ref, Job.title).order_by(Job.title, Job.id)
    return statement.where(_SEEN) if scoped else statement


_EVER_APPLIED = select(Application.id).where(Application.job_id == bindparam("job")).limit(1)
_CHANGING = ("job.changed", "job.handed_over", "job.mapped", "job.reordered", "job.stage_removed")
"""What raises a job's version."""
_CHANGES = (
    select(AuditEntry.at, AuditEntry.action, Teammate.name)
    .outerjoin(Teammate, Teammate.ref == AuditEntry.actor)
    .where(AuditEntry.subject == bindparam("subject"), AuditEntry.action.in_(_CHANGING))
    .order_by(AuditEntry.id.desc())
    .limit(bindparam("count"))
)
_CHANGES_AT_MOST = 10
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
    found = session.execute(_all(scoped=seen is not None), _seen(actor)).all()
    team = names(session)
    return [_row(job, count, team) for job, count in found]


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


def remarks_on(session: Session, job: Job) -> list[Remark]:
    """What to look at in its stages."""
    return lint([stage.plan() for stage in job.stages], team=names(session))


def has_ever_been_applied_for(session: Session, job: Job) -> bool:
    """Whether somebody ever applied: then it can't be deleted."""
    return session.scalar(_EVER_APPLIED, {"job": job.id}) is not None


def changes_since(session: Session, job: Job, seen: int) -> list[JobChange]:
    """What was changed of the job since that version of it, the latest first."""
    count = min(max(job.version - seen, 0), _CHANGES_AT_MOST)
    found = session.execute(_CHANGES, {"subject": job.ref, "count": count})
    return [JobChange(*row) for row in found]


def _seen(actor: Actor) -> dict[str, Sequence[int]]:
    seen = jobs_seen(actor)
    return {} if seen is None else {"seen": list(seen)}


def _row(job: Job, count: int, team: Sequence[str]) -> JobRow:
    unmapped = sum(stage.status is None for stage in job.stages)
    remarks = lint([stage.plan() for stage in job.stages], team=team)
    return JobRow(
        ref=job.ref,
        title=job.title,
        location=job.location,
        lead=job.lead.name if job.lead else "",
        open_applications=count,
        stages=len(job.stages),
        unmapped=unmapped,
        remarks=len(remarks) - unmapped,
        is_closed=job.closed_at is not None,
    )
