"""What a teammate answers for: open applications, job by job, and the open jobs they lead."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Job
from portal.hiring.queries.days import IS_OPEN

_OWNED = (
    select(Job.title, func.count())
    .select_from(Application)
    .join(Job, Job.id == Application.job_id)
    .where(Application.owner_id == bindparam("teammate"), IS_OPEN)
    .group_by(Job.id, Job.title)
    .order_by(Job.title, Job.id)
)
_LED = (
    select(Job.title)
    .where(Job.lead_id == bindparam("teammate"), Job.closed_at.is_(None))
    .order_by(Job.title, Job.id)
)


@dataclass(frozen=True)
class Theirs:
    """The jobs with how many open applications of each, and the jobs they lead."""

    applications: list[tuple[str, int]]
    led: list[str]

    @property
    def is_any(self) -> bool:
        """Whether there is anything to hand over."""
        return bool(self.applications or self.led)


def theirs(session: Session, teammate_id: int) -> Theirs:
    """What that teammate answers for now."""
    of = {"teammate": teammate_id}
    owned = [(title, count) for title, count in session.execute(_OWNED, of)]
    return Theirs(owned, list(session.scalars(_LED, of)))
