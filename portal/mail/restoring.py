"""After a restore: nothing leaves by itself that may have left since the copy was made."""

from datetime import datetime

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.mail import heartbeat
from portal.mail.kinds import MessageState
from portal.mail.models import ON_ITS_WAY, Message
from portal.team.models import Teammate

_HOLD_BACK = (
    update(Message)
    .where(ON_ITS_WAY)
    .values(state=MessageState.STALE, lease="", secret="", problem=bindparam("why"))
    .execution_options(synchronize_session=False)
)


def hold_back(session: Session, now: datetime, *, made_at: datetime) -> int:
    """Let a person decide about each mail that waited when the copy was made, and nothing else
    leave before `resume`; how many waited.
    """
    why = f"It waited in a copy of {made_at:%Y-%m-%d %H:%M} UTC, and may have left since."
    held = session.execute(_HOLD_BACK, {"why": why})
    assert isinstance(held, CursorResult)
    heartbeat.pause(session, now)
    return held.rowcount


def resume(session: Session, by: Teammate | None = None) -> None:
    """Let mail leave again. A second time does nothing."""
    if heartbeat.resume(session):
        trail.record(session, by.ref if by else trail.SYSTEM, "mail.resumed", subject="outbox")
