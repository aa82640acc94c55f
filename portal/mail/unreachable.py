"""Addresses that a mail server refused for good: marked on whoever has them, until another address
takes their place or a person tries again.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.mail.envelopes import recipient_of
from portal.mail.models import Message
from portal.plumbing import clock

_WHOSE = select(Message).where(Message.id == bindparam("id")).options(joinedload(Message.candidate))


def mark(session: Session, message_id: int, recipient: str) -> None:
    """Nobody is reached at that address, which is marked where it is still the candidate's."""
    message = session.scalars(_WHOSE, {"id": message_id}).one()
    candidate = message.candidate
    if candidate is None or not candidate.email or candidate.email_refused_at is not None:
        return
    if recipient_of(candidate.email) == recipient:
        candidate.email_refused_at = clock.now()


def clear(session: Session, message_id: int) -> None:
    """A mail that its candidate asked for arrived there after all."""
    candidate = session.scalars(_WHOSE, {"id": message_id}).one().candidate
    if candidate is not None and candidate.email_refused_at is not None:
        candidate.email_refused_at = None
