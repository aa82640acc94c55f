"""From what happens to an offer to the letters that tell of it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.events import StartConfirmed
from portal.hiring.models import Application
from portal.mail.kinds import Letter
from portal.mail.outbox import cancel
from portal.mail.whom import tell, tell_team
from portal.offers.events import (
    AnswerUndone,
    DeclineThanked,
    OfferAccepted,
    OfferDeclined,
    OfferSaid,
    OfferSent,
    ReasonsGiven,
)
from portal.offers.models import Decision, Offer


def said(session: Session, event: OfferSaid) -> None:
    """What somebody of ours said stands on the page, and the written offer follows."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.VERBAL_OFFER, subject=offer.ref)


def sent(session: Session, event: OfferSent) -> None:
    """There is an offer; its terms stay behind the code."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.OFFER, subject=offer.ref)


def accepted(session: Session, event: OfferAccepted) -> None:
    """Thanks to the candidate; the team hears at once."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.OFFER_ACCEPTED, subject=str(event.decision_id))
    tell_team(session, offer, Letter.TEAM_OFFER_ANSWERED, decision_id=event.decision_id)


def declined(session: Session, event: OfferDeclined) -> None:
    """Thanks and a wish to the candidate; the team hears at once."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.OFFER_DECLINED, subject=str(event.decision_id))
    tell_team(session, offer, Letter.TEAM_OFFER_ANSWERED, decision_id=event.decision_id)


def undone(session: Session, event: AnswerUndone) -> None:
    """The offer is open again: both sides hear it."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.ANSWER_UNDONE, subject=str(event.decision_id))
    tell_team(session, offer, Letter.TEAM_ANSWER_UNDONE, decision_id=event.decision_id)


def explained(session: Session, event: ReasonsGiven) -> None:
    """The team hears why, and hears it again where the candidate says more later."""
    offer = session.get_one(Offer, event.offer_id)
    given_at = session.get_one(Decision, event.decision_id).reasons_given_at
    about = str(event.decision_id)
    cancel(session, about, [Letter.TEAM_REASONS], problem="They said more before this left.")
    tell_team(
        session,
        offer,
        Letter.TEAM_REASONS,
        decision_id=event.decision_id,
        nth=f"{given_at:%Y%m%d%H%M%S%f}",
    )


def thanked(session: Session, event: DeclineThanked) -> None:
    """The words, in full."""
    offer = session.get_one(Offer, event.offer_id)
    tell(session, offer.application, Letter.THANKS, subject=str(event.decision_id))


def started(session: Session, event: StartConfirmed) -> None:
    """Welcome."""
    application = session.get_one(Application, event.application_id)
    tell(session, application, Letter.WELCOME, subject=application.ref)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (OfferSaid, said),
    (OfferSent, sent),
    (OfferAccepted, accepted),
    (OfferDeclined, declined),
    (AnswerUndone, undone),
    (ReasonsGiven, explained),
    (DeclineThanked, thanked),
    (StartConfirmed, started),
)
