"""Which plan of touches holds for whom: a job's own, else its department's, else the company's,
else the shipped one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.models import Department
from portal.engagement.models import PlannedTouch
from portal.engagement.touch_days import SHIPPED, Planned
from portal.hiring.models import Job

_OF_JOB = PlannedTouch.job_id == bindparam("job")
_OF_DEPARTMENT = PlannedTouch.department_id == bindparam("department")
_OF_COMPANY = PlannedTouch.job_id.is_(None) & PlannedTouch.department_id.is_(None)
_IN_ORDER = select(PlannedTouch).order_by(PlannedTouch.position, PlannedTouch.id)
_ROWS = {
    "job": _IN_ORDER.where(_OF_JOB),
    "department": _IN_ORDER.where(_OF_DEPARTMENT),
    "company": _IN_ORDER.where(_OF_COMPANY),
}


@dataclass(frozen=True)
class PlanFor:
    """PlanFor plan is meant: the job's, the department's; the company's where neither is given."""

    job: Job | None = None
    department: Department | None = None


@dataclass(frozen=True)
class Plan:
    """A plan, and whether it is theirs or stands above; `mark` is another one once it changed."""

    touches: Sequence[Planned]
    is_own: bool

    @property
    def mark(self) -> str:
        """What a form carries, to notice that somebody changed it meanwhile."""
        return sha256(repr((tuple(self.touches), self.is_own)).encode()).hexdigest()[:16]


def plan_of(session: Session, whose: PlanFor) -> Plan:
    """The plan that holds there."""
    own = rows_of(session, whose)
    if own:
        return Plan([row.planned() for row in own], is_own=True)
    if whose.job is not None:
        return Plan(_above(session, whose.job), is_own=False)
    if whose.department is not None:
        return Plan(plan_of(session, PlanFor()).touches, is_own=False)
    return Plan(SHIPPED, is_own=False)


def rows_of(session: Session, whose: PlanFor) -> Sequence[PlannedTouch]:
    """The rows of that plan alone."""
    if whose.job is not None:
        return session.scalars(_ROWS["job"], {"job": whose.job.id}).all()
    if whose.department is not None:
        return session.scalars(_ROWS["department"], {"department": whose.department.id}).all()
    return session.scalars(_ROWS["company"]).all()


def _above(session: Session, job: Job) -> Sequence[Planned]:
    return plan_of(session, PlanFor(department=job.department)).touches
