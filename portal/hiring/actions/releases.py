"""Telling the endings whose time has come, each in a transaction of its own. Several may do it at
once, in several processes: each application is one worker's at a time.
"""

from threading import Event

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, sessionmaker

from portal.hiring.actions import endings
from portal.hiring.models import Application, Ending
from portal.plumbing import clock
from portal.plumbing.db import transaction

JOB = "endings"
_IS_DUE = (
    Ending.told_at.is_(None),
    Ending.taken_back_at.is_(None),
    Ending.dropped_at.is_(None),
    Ending.leaves_at <= bindparam("now"),
    Ending.id.not_in(bindparam("failed", expanding=True)),
)
_ANY = select(Ending.id).where(*_IS_DUE).limit(1)
_NEXT = (
    select(Ending)
    .join(Application, Application.id == Ending.application_id)
    .where(*_IS_DUE)
    .order_by(Ending.leaves_at, Ending.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=Application)
)
log = structlog.get_logger()


def release_due(sessions: sessionmaker[Session], stopping: Event | None = None) -> int:
    """Tell what is due, the longest due first; how many were told.

    What fails is left for the next time, and keeps nobody else waiting. Stops between two once
    `stopping` is set.
    """
    told, failed = 0, list[int]()
    while not (stopping and stopping.is_set()):
        with sessions() as session:
            if session.scalar(_ANY, _now(failed)) is None:
                break
            was_told = _release_next(session, failed)
        if was_told is None:
            break  # another worker was quicker, and sees to the rest
        told += was_told
    return told


def _release_next(session: Session, failed: list[int]) -> bool | None:
    """Whether the next one was told; None where somebody else has what is left."""
    found = 0
    try:
        with transaction(session):
            ending = session.scalar(_NEXT, _now(failed))
            if ending is None:
                return None
            found = ending.id
            return endings.release(session, ending)
    except Exception:
        log.exception("endings.not_released", ending=found)
        failed.append(found)
        return False


def _now(failed: list[int]) -> dict[str, object]:
    return {"now": clock.now(), "failed": failed}
