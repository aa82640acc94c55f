"""When a worker last looked, and what keeps mail from leaving: read by the banner and by `flask
doctor`.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.mail.models import Heartbeat
from portal.plumbing.text import one_line

_WRITE_EVERY = timedelta(minutes=1)
_STOP_FOR = (5, 15, 60)
_PROBLEM_AT_MOST = 300
_FIRST = {
    "sqlite": sqlite.insert(Heartbeat).on_conflict_do_nothing(index_elements=[Heartbeat.id]),
    "postgresql": postgresql.insert(Heartbeat).on_conflict_do_nothing(
        index_elements=[Heartbeat.id]
    ),
}
_HELD = (
    select(Heartbeat)
    .where(Heartbeat.id == 1)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def is_stopped(session: Session, now: datetime) -> bool:
    """Whether the queue rests: the mail server refused us a short while ago, or a restore waits for
    somebody's word.
    """
    beat = session.get(Heartbeat, 1)
    if beat is None:
        return False
    is_resting = beat.stopped_until is not None and now < beat.stopped_until
    return is_resting or beat.paused_at is not None


def is_time(session: Session, now: datetime) -> bool:
    """Whether the last beat is old enough to write another."""
    beat = session.get(Heartbeat, 1)
    return beat is None or now - beat.at >= _WRITE_EVERY


def is_in_trouble(session: Session) -> bool:
    """Whether something kept mail from leaving when it was last tried."""
    beat = session.get(Heartbeat, 1)
    return beat is not None and bool(beat.problem)


def record(session: Session, now: datetime) -> None:
    """A worker looked."""
    _beat(session, now).at = now


def clear(session: Session, now: datetime) -> None:
    """A mail left: nothing stands in the way."""
    beat = _beat(session, now)
    beat.at, beat.problem, beat.problem_since = now, "", None
    beat.refusals, beat.stopped_until = 0, None


def trouble(session: Session, now: datetime, problem: str) -> None:
    """Nobody answers at the mail server."""
    _note(_beat(session, now), now, problem)


def stop(session: Session, now: datetime, problem: str) -> datetime:
    """The mail server refuses us, whoever we write to: rest for 5, 15, then 60 minutes, and try
    once each time. Until when.
    """
    beat = _beat(session, now)
    _note(beat, now, problem)
    minutes = _STOP_FOR[min(beat.refusals, len(_STOP_FOR) - 1)]
    beat.refusals += 1
    beat.stopped_until = now + timedelta(minutes=minutes)
    return beat.stopped_until


def pause(session: Session, now: datetime) -> None:
    """Let nothing leave until somebody resumes."""
    _beat(session, now).paused_at = now


def resume(session: Session) -> bool:
    """Let mail leave again; whether it was paused."""
    beat = session.scalar(_HELD)
    if beat is None or beat.paused_at is None:
        return False
    beat.paused_at = None
    return True


def _note(beat: Heartbeat, now: datetime, problem: str) -> None:
    beat.at, beat.problem = now, one_line(problem)[:_PROBLEM_AT_MOST]
    beat.problem_since = beat.problem_since or now


def _beat(session: Session, now: datetime) -> Heartbeat:
    """The one row, held until the transaction ends: two workers may each be the first to write."""
    first = {"id": 1, "at": now, "problem": "", "refusals": 0}
    session.execute(_FIRST[session.get_bind().dialect.name], first)
    return session.scalars(_HELD).one()
