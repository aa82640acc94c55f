"""What became of the letters that ask how it was: an invitation whose letter reached nobody is not
counted as asked, and one that is of no use any more is taken back.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Event

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, sessionmaker

from portal.hiring.models import Application, Candidate
from portal.mail.contents.extras import SWITCHED_OFF
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import ON_ITS_WAY, Message
from portal.mail.outbox import cancel
from portal.plumbing.db import transaction
from portal.surveys import jobs, waiting
from portal.surveys.actions import invitations
from portal.surveys.items import Touchpoint
from portal.surveys.models import UNREACHED, Invitation, Round
from portal.surveys.moments import AFTER_THE_END

CLOSED = "The application was closed before this left."
_BOTH = (Letter.SURVEY, Letter.SURVEY_REMINDER)
_LOST = (MessageState.FAILED, MessageState.CANCELLED, MessageState.STALE)
_Digest = aliased(Message)
_STATE = func.coalesce(_Digest.state, Message.state)
_IS_OFF = Round.touchpoint.in_(bindparam("off", expanding=True))
_OF_NO_USE = (
    select(Message.subject, _IS_OFF.label("is_off"))
    .join(Invitation, Invitation.ref == Message.subject)
    .join(Invitation.round)
    .join(Invitation.application)
    .where(
        ON_ITS_WAY,
        Message.letter.in_(_BOTH),
        or_(
            _IS_OFF,
            and_(Application.outcome.is_not(None), Round.touchpoint.not_in(AFTER_THE_END)),
        ),
    )
)
_CHANGED = (
    select(Invitation, _STATE.in_(_LOST).label("is_lost"))
    .join(Invitation.round)
    .join(Message, Message.subject == Invitation.ref)
    .outerjoin(_Digest, _Digest.id == Message.joined_id)
    .where(
        Round.closed_at.is_(None),
        Message.letter == Letter.SURVEY,
        or_(
            and_(Invitation.unreached_at.is_(None), _STATE.in_(_LOST)),
            and_(Invitation.unreached_at.is_not(None), _STATE.not_in(_LOST)),
        ),
    )
)
_UNREACHED = (
    select(
        Candidate.full_name,
        Application.ref,
        Invitation.unreached_at,
        func.coalesce(func.nullif(_Digest.problem, ""), Message.problem),
    )
    .join(Invitation.application)
    .join(Candidate, Candidate.id == Invitation.candidate_id)
    .join(Message, Message.subject == Invitation.ref)
    .outerjoin(_Digest, _Digest.id == Message.joined_id)
    .where(UNREACHED, Message.letter == Letter.SURVEY)
    .order_by(Invitation.unreached_at.desc(), Invitation.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Unreached:
    """Somebody whom the question did not reach, and why, in a line for the team."""

    name: str
    ref: str
    """The application's."""
    since: datetime
    problem: str


def unreached(session: Session, *, most: int) -> list[Unreached]:
    """Whom it did not reach, the latest first."""
    return [Unreached(*row) for row in session.execute(_UNREACHED, {"most": most})]


def look(session: Session) -> None:
    """Take back what asks about an application that is closed, or where nobody is asked any more,
    and note whom a letter did not reach, or did after all. A second time changes nothing."""
    off = set(Touchpoint) - waiting.switched_on(session)
    for subject, is_off in session.execute(_OF_NO_USE, {"off": sorted(off)}).all():
        cancel(session, subject, _BOTH, problem=SWITCHED_OFF if is_off else CLOSED)
    for invitation, is_lost in session.execute(_CHANGED).all():
        invitations.reach(session, invitation, is_reached=not is_lost)


def close(sessions: sessionmaker[Session], _stopping: Event) -> None:
    """Every hour: see whom the letters reached, then close the rounds that are due."""
    with sessions() as session:
        close_rounds(session)


def close_rounds(session: Session) -> list[Round]:
    """In this order, so that a round counts as asked whom its letters reached."""
    with transaction(session):
        look(session)
    return jobs.close_rounds(session)
