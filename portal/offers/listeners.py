"""What becomes of an offer when its application ends."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.events import EndingTold
from portal.hiring.models import Application, Ending
from portal.hiring.stages import Outcome
from portal.offers import records
from portal.offers.outcomes import OfferOutcome
from portal.offers.queries import latest_told_offer

_BECAME = {
    Outcome.OFFER_LAPSED: (OfferOutcome.LAPSED, "offer.lapsed"),
    Outcome.OFFER_RESCINDED: (OfferOutcome.RESCINDED, "offer.rescinded"),
}


def ending_told(session: Session, event: EndingTold) -> None:
    """They were told that it lapsed, or that we take it back. One that they had accepted stays
    accepted: that is what became of it, before we went back on it.
    """
    ending = session.get_one(Ending, event.ending_id)
    application = session.get_one(Application, event.application_id)
    offer = latest_told_offer(session, application.id)
    if offer is None or ending.outcome not in _BECAME:
        return
    outcome, action = _BECAME[ending.outcome]
    for open_one in records.open_offers(session, application):
        records.decide(session, open_one, outcome)
    actor = ending.by.ref if ending.by else trail.SYSTEM
    trail.record(session, actor, action, subject=offer.ref)
    session.flush()


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = ((EndingTold, ending_told),)
