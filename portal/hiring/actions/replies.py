"""What a candidate says of how they were told: was it helpful, and may we write again."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.models import Application, EndingReply
from portal.plumbing import clock
from portal.plumbing.errors import Missing

WORDS_AT_MOST = 2000
_OWN = select(Application).where(
    Application.ref == bindparam("ref"),
    Application.candidate_id == bindparam("candidate"),
    Application.ending_id.is_not(None),
)


def say(
    session: Session, candidate_id: int, ref: str, *, is_helpful: bool, words: str | None = None
) -> None:
    """Record whether the ending was a helpful answer; said again, the last counts. Without `words`
    those that were written before stay. Raises Missing where we told no ending.
    """
    application, reply = _reply(session, candidate_id, ref)
    words = reply.words if words is None else words
    if (reply.is_helpful, reply.words) == (is_helpful, words):
        return
    reply.is_helpful, reply.words, reply.at = is_helpful, words, clock.now()
    trail.record(session, trail.CANDIDATE, "ending.found_helpful", subject=application.ref)
    session.flush()


def stay_in_touch(session: Session, candidate_id: int, ref: str, *, is_welcome: bool) -> None:
    """Record whether we may write about later roles. Raises Missing where we told no ending."""
    application, reply = _reply(session, candidate_id, ref)
    if reply.stay_in_touch == is_welcome:
        return
    reply.stay_in_touch, reply.at = is_welcome, clock.now()
    trail.record(session, trail.CANDIDATE, "ending.stay_in_touch_set", subject=application.ref)
    session.flush()


def _reply(session: Session, candidate_id: int, ref: str) -> tuple[Application, EndingReply]:
    application = session.scalar(_OWN, {"ref": ref, "candidate": candidate_id})
    if application is None:
        raise Missing
    applications.hold(session, application)
    ending = application.ending
    if ending is None or application.is_open():
        raise Missing
    if ending.reply is None:
        ending.reply = EndingReply(stay_in_touch=False, words="", at=clock.now())
    return application, ending.reply
