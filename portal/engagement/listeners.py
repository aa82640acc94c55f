"""What engagement does when something happens below it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.engagement.models import Question, QuestionKind
from portal.offers.events import OfferSaid, OfferSent
from portal.offers.models import Offer
from portal.plumbing import clock

_CLAIMS = select(Question).where(
    Question.application_id == bindparam("application"),
    Question.kind == QuestionKind.TOLD,
    Question.settled_at.is_(None),
)


def stands_in_writing(session: Session, event: OfferSaid | OfferSent) -> None:
    """They were told that they have the job, asked us to say so, and now we do."""
    application_id = session.get_one(Offer, event.offer_id).application_id
    for question in session.scalars(_CLAIMS, {"application": application_id}):
        question.settled_at = clock.now()
    session.flush()


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (OfferSaid, stands_in_writing),
    (OfferSent, stands_in_writing),
)
