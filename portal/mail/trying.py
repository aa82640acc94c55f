"""Trying the mail on oneself, before candidates get any."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application, Candidate
from portal.mail.beginning import beginning
from portal.mail.kinds import WAITING, Letter, MessageState
from portal.mail.models import Message
from portal.mail.outbox import NewMessage, put
from portal.mail.wording_preview import sample
from portal.mail.wordings import words_of
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_LOCKED = select(Teammate.id).where(Teammate.id == bindparam("id")).with_for_update()
_TRIALS = (
    select(Message.state, Message.created_at, Message.problem)
    .where(Message.subject == bindparam("subject"), Message.letter == bindparam("letter"))
    .order_by(Message.id.desc())
)
_SOMEBODY = (
    select(Application)
    .join(Application.candidate)
    .where(
        Application.introduced_at.is_(None),
        Application.outcome.is_(None),
        Candidate.email.is_not(None),
    )
    .order_by(Application.applied_at, Application.id)
    .limit(1)
)
_ON_ITS_WAY = frozenset({*WAITING, MessageState.SENDING})


@dataclass(frozen=True)
class Trial:
    """What became of a mail to oneself."""

    state: MessageState
    at: datetime
    problem: str


def send_test(session: Session, by: Teammate) -> None:
    """Mail a test to oneself. While one is on its way, no other leaves."""
    _send(session, by, Letter.TEAM_TEST, action="mail.tested")


def send_sample(session: Session, by: Teammate) -> None:
    """Mail oneself the first mail that a candidate will get. While one is on its way, no other
    leaves. Raises Refusal before a candidate could be introduced, or where nobody is left to be.
    """
    if not beginning(session).may_introduce:
        raise Refusal(_("Lines 1 to 3 come first."))
    application = session.scalar(_SOMEBODY)
    if application is None:
        raise Refusal(_("Nobody with a mail address waits to be introduced."))
    _send(session, by, Letter.TEAM_SAMPLE, action="mail.sampled", application_id=application.id)


def send_wording(session: Session, by: Teammate, *, letter: Letter, language: str) -> None:
    """Mail oneself a letter in the words that are kept. While one is on its way, no other leaves.
    Raises Refusal where nobody could get that letter now.
    """
    words = words_of(session, letter, language)
    if sample(session, letter, language=language, words=words) is None:
        raise Refusal(_("Nobody could get this letter now, so there is no one to show it with."))
    which = f"{letter.value} {language}"
    _send(session, by, Letter.TEAM_WORDING, action="mail.sampled", secret=which)


def last_trial(session: Session, by: Teammate, letter: Letter) -> Trial | None:
    """The latest of that kind that they sent to themselves."""
    row = session.execute(_TRIALS, {"subject": by.ref, "letter": letter}).first()
    return Trial(*row) if row else None


def _send(
    session: Session,
    by: Teammate,
    letter: Letter,
    *,
    action: str,
    application_id: int | None = None,
    secret: str = "",
) -> None:
    session.execute(_LOCKED, {"id": by.id})
    before = session.execute(_TRIALS, {"subject": by.ref, "letter": letter}).all()
    if any(row.state in _ON_ITS_WAY for row in before):
        return
    message = NewMessage(
        letter=letter,
        purpose=f"{letter.value}:{by.ref}:{len(before)}",
        teammate_id=by.id,
        application_id=application_id,
        subject=by.ref,
        secret=secret,
    )
    put(session, message)
    trail.record(session, by.ref, action, subject=by.ref)
