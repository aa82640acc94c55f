"""Letters that nothing but the time brings: a job finds them, and puts each once."""

from collections.abc import Callable, Sequence
from threading import Event

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, sessionmaker

from portal.mail.models import Message
from portal.mail.outbox import NewMessage, put
from portal.plumbing.db import transaction
from portal.plumbing.jobs import Work

_AT_ONCE = 500
_KNOWN = select(Message.purpose).where(Message.purpose.in_(bindparam("purposes", expanding=True)))


def putting(due: Callable[[Session], list[NewMessage]]) -> Work:
    """A job that puts what is due. It looks first, since looking locks nothing."""

    def work(sessions: sessionmaker[Session], _stopping: Event) -> None:
        with sessions() as session:
            if due(session):
                with transaction(session):
                    put(session, *due(session))

    return work


def not_put(session: Session, wanted: Sequence[NewMessage]) -> list[NewMessage]:
    """Those of them that nobody put yet."""
    known: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        asked = [message.purpose for message in wanted[start : start + _AT_ONCE]]
        known.update(session.scalars(_KNOWN, {"purposes": asked}))
    return [message for message in wanted if message.purpose not in known]
