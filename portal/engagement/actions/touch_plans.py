"""Planning how the team keeps in touch: for the company, a department, or one job."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.models import Company, Department
from portal.engagement.models import PlannedTouch
from portal.engagement.touch_days import Planned, check
from portal.engagement.touch_plans import Plan, PlanFor, plan_of, rows_of
from portal.hiring.models import Job
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_HELD = {
    kind: select(kind.id).where(kind.id == bindparam("id")).with_for_update()
    for kind in (Company, Department, Job)
}


def keep(
    session: Session, whose: PlanFor, by: Teammate, *, plan: Sequence[Planned], seen: str
) -> None:
    """This is the plan there, for whoever accepts from now on; touches that are made stay as they
    are. Raises Refusal for what is no plan, and where somebody changed it since `seen`.
    """
    check(plan)
    known = _held(session, whose)
    if known.is_own and list(known.touches) == list(plan):
        return
    _check_seen(known, seen)
    for row in rows_of(session, whose):
        session.delete(row)
    session.flush()
    for position, one in enumerate(plan):
        row = PlannedTouch(
            job_id=whose.job.id if whose.job else None,
            department_id=whose.department.id if whose.department else None,
            position=position,
            **one.__dict__,
        )
        session.add(row)
    trail.record(session, by.ref, "touch_plan.kept", subject=_subject(whose))
    session.flush()


def forget(session: Session, whose: PlanFor, by: Teammate, *, seen: str) -> None:
    """Let the plan that stands above hold there again; a second time does nothing. Raises Refusal
    where somebody changed it since `seen`.
    """
    known = _held(session, whose)
    if not known.is_own:
        return
    _check_seen(known, seen)
    for row in rows_of(session, whose):
        session.delete(row)
    trail.record(session, by.ref, "touch_plan.forgotten", subject=_subject(whose))
    session.flush()


def _held(session: Session, whose: PlanFor) -> Plan:
    """The plan as it is now; nobody else changes it meanwhile."""
    kept = whose.job or whose.department
    session.scalar(_HELD[type(kept) if kept else Company], {"id": kept.id if kept else 1})
    session.expire_all()
    return plan_of(session, whose)


def _check_seen(known: Plan, seen: str) -> None:
    if known.mark != seen:
        raise Refusal(_("Somebody changed this plan meanwhile. Compare, then save again."))


def _subject(whose: PlanFor) -> str:
    if whose.job is not None:
        return whose.job.ref
    return f"department:{whose.department.id}" if whose.department else "company"
