"""Finding offers, always through whose they are."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState

_OFFER_FOR = (
    select(Offer)
    .join(Offer.application)
    .where(
        Offer.ref == bindparam("ref"),
        Application.candidate_id == bindparam("candidate"),
        Offer.state == OfferState.SENT,
    )
)
_LATEST = (
    select(Offer)
    .where(Offer.application_id == bindparam("application"))
    .order_by(Offer.id.desc())
    .limit(1)
)
_LATEST_SENT = _LATEST.where(Offer.state == OfferState.SENT)


def offer_for(session: Session, candidate_id: int, ref: str) -> Offer | None:
    """The sent offer with that ref, if it is this candidate's; nobody else's is ever found."""
    return session.scalar(_OFFER_FOR, {"ref": ref, "candidate": candidate_id})


def latest_offer(session: Session, application_id: int) -> Offer | None:
    """The last offer of an application, drafts included: for the team."""
    return session.scalar(_LATEST, {"application": application_id})


def latest_sent_offer(session: Session, application_id: int) -> Offer | None:
    """The last offer that its candidate was sent; what is drafted beside it changes nothing."""
    return session.scalar(_LATEST_SENT, {"application": application_id})
