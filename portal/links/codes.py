"""Eight digits to the address on file: a link may be forwarded, pay must not travel with it."""

import hmac
import secrets
from datetime import timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.links.events import CodeDue
from portal.links.models import CandidateSession, StepUpCode
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.events import emit
from portal.plumbing.settings import key_ring
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import gettext as _

LIFE = timedelta(minutes=10)
TRIES = 5
MOST_AN_HOUR = 6
_A_DOUBLE_CLICK = timedelta(seconds=30)

_SESSION = (
    select(CandidateSession)
    .where(CandidateSession.id == bindparam("session_id"), CandidateSession.is_ended.is_(False))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_NEWEST = (
    select(StepUpCode)
    .where(StepUpCode.session_id == bindparam("session_id"))
    .order_by(StepUpCode.id.desc())
    .limit(1)
)
_SENT = (
    select(func.count(StepUpCode.id))
    .join(CandidateSession, CandidateSession.id == StepUpCode.session_id)
    .where(
        CandidateSession.candidate_id == bindparam("candidate_id"),
        StepUpCode.expires_at > bindparam("since"),
    )
)


def ask_code(session: Session, session_id: int) -> None:
    """Send this session's candidate a code; the one before it is void.

    A second press within 30 seconds sends nothing: it was a double click.
    Raises Refusal where no address is on file, or after six codes within the hour.
    """
    mine = _held(session, session_id)
    if not mine.candidate.email:
        raise Refusal(_("We have no mail address for you. Please reply to any of our mails."))
    newest = _code_of(session, session_id)
    if newest and _is_alive(newest) and clock.now() < newest.expires_at - LIFE + _A_DOUBLE_CLICK:
        return
    since = clock.now() + LIFE - timedelta(hours=1)
    lately = session.scalars(_SENT, {"candidate_id": mine.candidate_id, "since": since}).one()
    if lately >= MOST_AN_HOUR:
        raise Refusal(_("We have sent you several codes. Please wait an hour, or write to us."))
    _send(session, mine)


def enter_code(session: Session, session_id: int, code: str) -> bool:
    """Try a code; whether it was right, and this session may now see what needs one.

    A wrong one is counted, so this says no by its answer: a Refusal would undo the counting.
    """
    mine = _held(session, session_id)
    if mine.has_code:
        return True
    newest = _code_of(session, session_id)
    if newest is None or not _is_alive(newest):
        return False
    newest.tries += 1
    mine.has_code = hmac.compare_digest(newest.code_hash, _hash(session, session_id, code))
    newest.used_at = clock.now() if mine.has_code else None
    session.flush()
    return mine.has_code


def is_code_out(session: Session, session_id: int) -> bool:
    """Whether this session has a code on its way that may still be entered."""
    newest = _code_of(session, session_id)
    return newest is not None and _is_alive(newest)


def _held(session: Session, session_id: int) -> CandidateSession:
    mine = session.scalar(_SESSION, {"session_id": session_id})
    if mine is None:
        raise Missing
    return mine


def _code_of(session: Session, session_id: int) -> StepUpCode | None:
    return session.scalar(_NEWEST, {"session_id": session_id})


def _is_alive(code: StepUpCode) -> bool:
    return code.used_at is None and code.tries < TRIES and clock.now() < code.expires_at


def _send(session: Session, mine: CandidateSession) -> None:
    digits = f"{secrets.randbelow(10**8):08d}"
    sent = StepUpCode(
        session_id=mine.id,
        code_hash=_hash(session, mine.id, digits),
        expires_at=clock.now() + LIFE,
    )
    session.add(sent)
    session.flush()
    emit(session, CodeDue(mine.candidate_id, sent.id, digits))


def _hash(session: Session, session_id: int, code: str) -> str:
    """Under our key, since eight digits alone are soon tried by whoever holds a backup."""
    digits = "".join(character for character in code if character in "0123456789")
    return fingerprint(key_ring(session).sign("code", f"{session_id}.{digits}"))
