"""What the team sees of the outbox, and what the demo shows of the mails it kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased, load_only

from portal.hiring.models import Application, Candidate
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import NEEDS_A_PERSON, ON_ITS_WAY, Heartbeat, KeptMail, Message

KEPT_AT_MOST = 200
FAILED_AT_MOST = 100
_CARRIER = aliased(Message)
_OF_APPLICATION = (
    select(
        Message.ref,
        Message.letter,
        func.coalesce(_CARRIER.state, Message.state),
        Message.created_at,
        func.coalesce(_CARRIER.due_at, Message.due_at),
        func.coalesce(_CARRIER.sent_at, Message.sent_at),
        func.coalesce(_CARRIER.attempts, Message.attempts),
        func.coalesce(_CARRIER.problem, Message.problem),
    )
    .outerjoin(_CARRIER, _CARRIER.id == Message.joined_id)
    .where(Message.application_id == bindparam("application"), Message.candidate_id.is_not(None))
    .order_by(Message.created_at.desc(), Message.id.desc())
)
_STUCK = (
    select(Message)
    .where(NEEDS_A_PERSON)
    .order_by(Message.created_at.desc(), Message.id.desc())
    .limit(FAILED_AT_MOST)
)
_STUCK_BY_STATE = (
    select(Message.state, func.count(Message.id)).where(NEEDS_A_PERSON).group_by(Message.state)
)
_WAITING = select(func.count(Message.id)).where(ON_ITS_WAY, Message.due_at <= bindparam("now"))
_SURVEYS = (
    select(
        Candidate.full_name,
        Application.ref,
        Message.letter == Letter.SURVEY_REMINDER,
        Message.due_at,
        Message.use_by,
    )
    .join(Candidate, Candidate.id == Message.candidate_id)
    .join(Application, Application.id == Message.application_id)
    .where(ON_ITS_WAY, Message.letter.in_((Letter.SURVEY, Letter.SURVEY_REMINDER)))
    .order_by(Message.due_at, Message.id)
    .limit(bindparam("most"))
)
_KEPT = (
    select(KeptMail)
    .options(load_only(KeptMail.at, KeptMail.recipient, KeptMail.subject))
    .order_by(KeptMail.at.desc(), KeptMail.id.desc())
    .limit(KEPT_AT_MOST)
)


@dataclass(frozen=True)
class MessageLine:
    """One message to a candidate, as the history of an application shows it."""

    ref: str
    letter: Letter
    state: MessageState
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str


@dataclass(frozen=True)
class SurveyLine:
    """An invitation or a reminder that leaves once the contact budget allows."""

    name: str
    ref: str
    """The application's."""
    is_reminder: bool
    due_at: datetime
    use_by: datetime


def messages_of(session: Session, application_id: int) -> list[MessageLine]:
    """What went or goes to the candidate about that application, newest first: "mail sent on ...",
    or why not. What a digest carries goes as the digest does.
    """
    rows = session.execute(_OF_APPLICATION, {"application": application_id})
    return [MessageLine(*row) for row in rows]


def surveys_waiting(session: Session, *, most: int) -> list[SurveyLine]:
    """Invitations and reminders that have not left, the next one first."""
    return [SurveyLine(*row) for row in session.execute(_SURVEYS, {"most": most})]


def stuck(session: Session) -> Sequence[Message]:
    """Messages that will not leave without a person, newest first."""
    return session.scalars(_STUCK).all()


def stuck_by_state(session: Session) -> dict[MessageState, int]:
    """How many there are of each such state."""
    return dict(iter(session.execute(_STUCK_BY_STATE)))


def waiting(session: Session, now: datetime) -> int:
    """How many messages are due and have not left."""
    return session.scalar(_WAITING, {"now": now}) or 0


def heartbeat(session: Session) -> Heartbeat | None:
    """When a worker last looked, what keeps mail from leaving; None before the first one did."""
    return session.get(Heartbeat, 1)


def kept_mails(session: Session) -> Sequence[KeptMail]:
    """The demo's mails, newest first, without their texts."""
    return session.scalars(_KEPT).all()


def kept_mail(session: Session, number: int) -> KeptMail | None:
    """One of them, in full."""
    return session.get(KeptMail, number)
