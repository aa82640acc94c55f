"""The one reminder of a survey, to everybody who was asked: who answered is written nowhere."""

from datetime import timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.mail.due import putting
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.mail.outbox import NewMessage
from portal.plumbing import clock
from portal.surveys import waiting
from portal.surveys.models import Invitation, Round
from portal.surveys.queries import today

AFTER = timedelta(days=5)
"""After the invitation left, by itself or in a digest."""
LEAST_LEFT = timedelta(days=2)
"""Of the round: a reminder on its last day only hurries."""

_Digest = aliased(Message)
_Reminder = aliased(Message)
_DUE = (
    select(Invitation.ref, Invitation.candidate_id, Invitation.application_id)
    .join(Invitation.round)
    .join(Candidate, Candidate.id == Invitation.candidate_id)
    .join(Message, Message.subject == Invitation.ref)
    .outerjoin(_Digest, _Digest.id == Message.joined_id)
    .where(
        Round.closed_at.is_(None),
        Round.touchpoint.in_(bindparam("on", expanding=True)),
        Round.closes_on >= bindparam("closes_after"),
        Invitation.said_no_at.is_(None),
        Candidate.extras != Extras.NONE,
        Candidate.email.is_not(None),
        Message.letter == Letter.SURVEY,
        func.coalesce(Message.sent_at, _Digest.sent_at) <= bindparam("sent_by"),
        ~select(_Reminder.id)
        .where(_Reminder.subject == Invitation.ref, _Reminder.letter == Letter.SURVEY_REMINDER)
        .exists(),
    )
    .order_by(Invitation.id)
)


def due(session: Session) -> list[NewMessage]:
    """The reminders that are due now and were not put yet. Whoever answered is reminded as well,
    even with their name: a reminder that somebody does not get would tell. Nobody is where the
    survey is switched off.
    """
    asked = {
        "sent_by": clock.now() - AFTER,
        "closes_after": today(session) + LEAST_LEFT,
        "on": sorted(waiting.switched_on(session)),
    }
    return [
        NewMessage(
            letter=Letter.SURVEY_REMINDER,
            purpose=f"{Letter.SURVEY_REMINDER.value}:{row.ref}",
            candidate_id=row.candidate_id,
            application_id=row.application_id,
            subject=row.ref,
        )
        for row in session.execute(_DUE, asked)
    ]


work = putting(due)
