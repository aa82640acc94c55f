"""Endings for many: who is in a batch, what became of each, which batches are under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.models import (
    Application,
    Candidate,
    Ending,
    EndingBatch,
    EndingLine,
    Job,
)
from portal.hiring.queries.scope import Scope
from portal.team.models import Teammate
from portal.team.rights import Role, jobs_seen

_OF = EndingLine.batch_id == bindparam("batch")
_ONE = (
    select(EndingBatch)
    .where(EndingBatch.ref == bindparam("ref"), EndingBatch.job_id == bindparam("job"))
    .options(joinedload(EndingBatch.by), joinedload(EndingBatch.confirmed_by))
)
_OF_JOB = (
    select(EndingBatch)
    .where(EndingBatch.job_id == bindparam("job"), EndingBatch.taken_back_at.is_(None))
    .order_by(EndingBatch.id.desc())
    .limit(bindparam("most"))
    .options(joinedload(EndingBatch.by))
)
_SECOND = (
    select(Teammate.id)
    .where(
        Teammate.id != bindparam("me"),
        Teammate.role.in_((Role.ADMIN, Role.RECRUITER)),
        Teammate.disabled_at.is_(None),
        Teammate.password_hash.is_not(None),
    )
    .limit(1)
)
_STATES = select(
    func.count(),
    func.count(Ending.told_at),
    func.count(Ending.taken_back_at),
    func.count(Ending.dropped_at),
).where(Ending.batch_id == bindparam("batch"))
_LEAVES = select(func.min(Ending.leaves_at), func.max(Ending.leaves_at)).where(
    Ending.batch_id == bindparam("batch"),
    Ending.told_at.is_(None),
    Ending.taken_back_at.is_(None),
    Ending.dropped_at.is_(None),
)
_DROPPED = (
    select(Application.ref, Candidate.full_name, Ending.dropped_because)
    .select_from(Ending)
    .join(Application, Application.id == Ending.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(Ending.batch_id == bindparam("batch"), Ending.dropped_at.is_not(None))
    .order_by(Ending.id)
    .limit(bindparam("most"))
)
_LEFT_OUT = (
    select(Application.ref, Candidate.full_name, EndingLine.why_not)
    .select_from(EndingLine)
    .join(Application, Application.id == EndingLine.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(_OF, EndingLine.why_not.is_not(None))
    .order_by(EndingLine.why_not, EndingLine.id)
    .limit(bindparam("most"))
)
SHOWN_AT_MOST = 200
UNDER_WAY_AT_MOST = 20
_STILL_WAITING = (
    select(Ending.batch_id, func.count().label("waiting"))
    .where(
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
        Ending.batch_id.is_not(None),
    )
    .group_by(Ending.batch_id)
    .subquery()
)


@cache
def _under_way(*, of_job: bool, scoped: bool) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            EndingBatch.ref,
            Job.ref.label("job_ref"),
            Job.title,
            EndingBatch.size,
            Teammate.name,
            (EndingBatch.by_id == bindparam("me")).label("is_mine"),
            EndingBatch.confirmed_at.is_(None),
            EndingBatch.written_at.is_not(None),
            func.coalesce(_STILL_WAITING.c.waiting, 0),
        )
        .join(Job, Job.id == EndingBatch.job_id)
        .outerjoin(Teammate, Teammate.id == EndingBatch.by_id)
        .outerjoin(_STILL_WAITING, _STILL_WAITING.c.batch_id == EndingBatch.id)
        .where(
            EndingBatch.begun_at.is_not(None),
            EndingBatch.taken_back_at.is_(None),
            or_(EndingBatch.written_at.is_(None), _STILL_WAITING.c.waiting > 0),
        )
        .order_by(EndingBatch.id)
        .limit(UNDER_WAY_AT_MOST)
    )
    if of_job:
        statement = statement.where(Job.id == bindparam("job"))
    return statement.where(Job.id.in_(bindparam("seen", expanding=True))) if scoped else statement


@dataclass(frozen=True)
class LeftOut:
    """Somebody who is not told by it, and why: left out before it was written, or dropped since."""

    ref: str
    name: str
    why: str


@dataclass(frozen=True)
class Progress:
    """How far a batch is. What is written either waits, was told, was taken back or was dropped."""

    written: int
    told: int
    taken_back: int
    dropped: int
    leaves_from: datetime | None
    leaves_until: datetime | None
    left_out: list[LeftOut]

    @property
    def waiting(self) -> int:
        """How many endings have not left."""
        return self.written - self.told - self.taken_back - self.dropped


@dataclass(frozen=True)
class UnderWay:
    """A batch that was begun and has not left as a whole."""

    ref: str
    job_ref: str
    job_title: str
    size: int
    by: str | None
    is_mine: bool
    """Whether the actor began it."""
    is_asking: bool
    """Whether it waits for a second teammate."""
    is_written: bool
    waiting: int
    """How many endings wait to leave."""


def batches_under_way(session: Session, scope: Scope) -> list[UnderWay]:
    """Those of the jobs in the scope, whoever began them: anybody may confirm or undo."""
    which = {"of_job": scope.job is not None, "scoped": jobs_seen(scope.actor) is not None}
    values = {**scope.values, "me": scope.actor.teammate_id}
    return [UnderWay(*row) for row in session.execute(_under_way(**which), values)]


def batch_by_ref(session: Session, job: Job, ref: str) -> EndingBatch | None:
    """The batch of that ref, if it is that job's."""
    return session.scalar(_ONE, {"ref": ref, "job": job.id})


def batches_of(session: Session, job: Job, *, most: int = 20) -> Sequence[EndingBatch]:
    """The job's batches that were not taken back, the newest first."""
    return session.scalars(_OF_JOB, {"job": job.id, "most": most}).all()


def is_a_second_there(session: Session, teammate_id: int) -> bool:
    """Whether somebody else on the team could confirm."""
    return session.scalar(_SECOND, {"me": teammate_id}) is not None


def progress(session: Session, batch: EndingBatch) -> Progress:
    """How far it is, and who is left out."""
    of = {"batch": batch.id, "most": SHOWN_AT_MOST}
    leaves_from, leaves_until = session.execute(_LEAVES, of).one()
    rows = [*session.execute(_DROPPED, of), *session.execute(_LEFT_OUT, of)]
    return Progress(
        *session.execute(_STATES, of).one(),
        leaves_from,
        leaves_until,
        [LeftOut(ref, name, why.value) for ref, name, why in rows],
    )
