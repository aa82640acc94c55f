"""What delivery reports say of mails that had left: they did not reach anybody after all."""

from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.mail.envelopes import recipient_of
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.mail.reports import Report
from portal.mail.unreachable import mark
from portal.plumbing.text import one_line

_PROBLEM_AT_MOST = 300
_BY_NAME = (
    select(Message)
    .where(Message.message_id == bindparam("message_id"))
    .options(joinedload(Message.candidate))
    .with_for_update(of=Message)
)


class Noted(StrEnum):
    """What became of a report."""

    FAILED = "failed"
    """The mail has failed, and the team sees it."""
    KNOWN = "known"
    """It had failed already, or never left."""
    NOT_OURS = "not_ours"


def note(session: Session, report: Report) -> Noted:
    """That mail did not arrive: it has failed, and where nobody is reached at the address, that is
    marked. Only a report that names a mail of ours counts; its name can't be guessed.
    """
    message = session.scalar(_BY_NAME, {"message_id": report.message_id})
    if message is None:
        return Noted.NOT_OURS
    if message.state not in (MessageState.SENT, MessageState.UNSURE):
        return Noted.KNOWN
    message.state = MessageState.FAILED
    message.problem = one_line(f"It came back: {report.problem}")[:_PROBLEM_AT_MOST]
    candidate = message.candidate
    if report.is_address and candidate is not None and candidate.email:
        mark(session, message.id, recipient_of(candidate.email))
    session.flush()
    return Noted.FAILED
