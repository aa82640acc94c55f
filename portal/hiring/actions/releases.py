"""Telling the endings whose time has come, a few in a transaction. Several may do it at once, in
several processes: each application is one worker's at a time.
"""

from threading import Event

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, sessionmaker

from portal.hiring.actions import endings
from portal.hiring.models import Application, Ending
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.turns import Turns

JOB = "endings"
AT_ONCE = 10
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
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=Application)
)
log = structlog.get_logger()


def release_due(sessions: sessionmaker[Session], stopping: Event | None = None) -> int:
    """Tell what is due, the longest due first; how many were told.

    What fails is left for the next time, and keeps nobody else waiting. Stops between two
    transactions once `stopping` is set.
    """
    told, work = 0, _Work()
    with sessions() as session:
        turns = Turns(session)
        while not (stopping and stopping.is_set()) and work.is_any_due(session):
            were_told = work.release_some(session)
            if were_told is None:
                break  # another worker was quicker, and sees to the rest
            told += were_told
            session.expunge_all()
            turns.let_others_in()
    return told


class _Work:
    """Knows what failed: a few that fail together are tried again one by one, so that only the one
    whose fault it is stays behind.
    """

    def __init__(self) -> None:
        self._failed: list[int] = []
        self._alone = 0

    def is_any_due(self, session: Session) -> bool:
        """Asked first, since looking locks nothing."""
        is_any = session.scalar(_ANY, {"now": clock.now(), "failed": self._failed}) is not None
        session.rollback()
        return is_any

    def release_some(self, session: Session) -> int | None:
        """How many of the next few were told; None where somebody else has what is left."""
        values = {"now": clock.now(), "failed": self._failed, "most": self._most()}
        found: list[int] = []
        try:
            with transaction(session):
                due = session.scalars(_NEXT, values).all()
                found = [ending.id for ending in due]
                told = sum(endings.release(session, ending) for ending in due)
        except Exception:
            if not found:
                raise
            if len(found) > 1:
                self._alone = len(found) + 1
            else:
                log.exception("endings.not_released", ending=found[0])
                self._failed += found
            return 0
        return told if found else None

    def _most(self) -> int:
        self._alone = max(0, self._alone - 1)
        return 1 if self._alone else AT_ONCE
