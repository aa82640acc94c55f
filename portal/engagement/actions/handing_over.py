"""Somebody leaves: their touches go with all else that is theirs."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.models import Touch
from portal.hiring.actions import owners
from portal.hiring.models import HandOver
from portal.team.models import Teammate
from portal.team.queries import teammate_by_ref

_THEIRS = (
    select(Touch)
    .where(Touch.owner_id == bindparam("leaver"), Touch.settled_at.is_(None))
    .order_by(Touch.id)
    .with_for_update()
)


def hand_over(session: Session, ref: str, *, to: str, by: Teammate) -> HandOver:
    """Give another teammate all that this one answers for, touches included, and end this one's
    access: all of it or nothing. Raises what `owners.hand_over` raises.
    """
    leaver, receiver = teammate_by_ref(session, ref), teammate_by_ref(session, to)
    given = _give(session, leaver, receiver, by=by) if leaver and receiver else 0
    return owners.hand_over(session, ref, to=to, by=by, touches=given)


def _give(session: Session, leaver: Teammate, receiver: Teammate, *, by: Teammate) -> int:
    found = session.scalars(_THEIRS, {"leaver": leaver.id}).all()
    for touch in found:
        touch.owner_id = receiver.id
    if found:
        trail.record(session, by.ref, "touches.handed_over", subject=leaver.ref)
    session.flush()
    return len(found)
