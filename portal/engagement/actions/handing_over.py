"""Somebody leaves, or is taken off a job: their touches go to whoever does them from then on."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.actions import touches
from portal.engagement.models import Touch
from portal.hiring.actions import owners
from portal.hiring.models import Application, HandOver
from portal.team.models import Teammate
from portal.team.queries import teammate_by_ref

_THEIRS = (
    select(Touch)
    .where(Touch.owner_id == bindparam("leaver"), Touch.settled_at.is_(None))
    .order_by(Touch.id)
    .with_for_update(of=Touch)
)
_IN_JOBS = _THEIRS.join(Application, Application.id == Touch.application_id).where(
    Application.job_id.in_(bindparam("jobs", expanding=True))
)


def hand_over(session: Session, ref: str, *, to: str, by: Teammate) -> HandOver:
    """Give another teammate all that this one answers for, touches included, and end this one's
    access: all of it or nothing. Raises what `owners.hand_over` raises.
    """
    leaver, receiver = teammate_by_ref(session, ref), teammate_by_ref(session, to)
    given = _give(session, leaver, receiver, by=by) if leaver and receiver else 0
    return owners.hand_over(session, ref, to=to, by=by, touches=given)


def leave_jobs(
    session: Session, teammate: Teammate, job_ids: Collection[int], *, by: Teammate
) -> None:
    """Give what is theirs in these jobs, which they see no more, to the next hiring manager there,
    else to the lead, else to whoever answers for the application.
    """
    asked = {"leaver": teammate.id, "jobs": list(job_ids)}
    found = session.scalars(_IN_JOBS, asked).all()
    for touch in found:
        receiver = touches.manager_of(session, touch.application.job)
        touch.owner_id = receiver if receiver != teammate.id else None
    if found:
        trail.record(session, by.ref, "touches.handed_over", subject=teammate.ref)
    session.flush()


def _give(session: Session, leaver: Teammate, receiver: Teammate, *, by: Teammate) -> int:
    found = session.scalars(_THEIRS, {"leaver": leaver.id}).all()
    for touch in found:
        touch.owner_id = receiver.id
    if found:
        trail.record(session, by.ref, "touches.handed_over", subject=leaver.ref)
    session.flush()
    return len(found)
