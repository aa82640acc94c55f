"""How often an ending was found a helpful answer: for the team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Ending, EndingReply
from portal.hiring.queries.real import IS_REAL_ALONE

_COUNTS = (
    select(
        func.count(Ending.id),
        func.count(EndingReply.is_helpful),
        func.coalesce(func.sum(case((EndingReply.is_helpful.is_(True), 1), else_=0)), 0),
    )
    .select_from(Ending)
    .join(
        Application,
        and_(Application.id == Ending.application_id, Application.ending_id == Ending.id),
    )
    .outerjoin(EndingReply, EndingReply.ending_id == Ending.id)
    .where(Ending.told_at >= bindparam("since"), Ending.words != "", IS_REAL_ALONE)
)
_COUNTS_OF_JOBS = _COUNTS.where(Application.job_id.in_(bindparam("jobs", expanding=True)))


@dataclass(frozen=True)
class Helpful:
    """Of so many who were `told`, so many `said` whether it helped, and `yes` of those that it
    did.
    """

    told: int
    said: int
    yes: int


def helpful(session: Session, *, since: datetime, jobs: Collection[int] | None) -> Helpful:
    """How the endings since then were received, of these jobs or, with None, of all."""
    statement = _COUNTS if jobs is None else _COUNTS_OF_JOBS
    told, answered, yes = session.execute(
        statement, {"since": since, "jobs": sorted(jobs or ())}
    ).one()
    return Helpful(int(told), int(answered), int(yes))
