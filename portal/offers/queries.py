"""Finding offers, always through whose they are."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application
from portal.offers.models import Offer
from portal.offers.outcomes import TOLD

_OFFER_FOR = (
    select(Offer)
    .join(Offer.application)
    .where(
        Offer.ref == bindparam("ref"),
        Application.candidate_id == bindparam("candidate"),
        Offer.state.in_(TOLD),
    )
)
_LATEST = (
    select(Offer)
    .where(Offer.application_id == bindparam("application"))
    .order_by(Offer.id.desc())
    .limit(1)
)
_LATEST_TOLD = _LATEST.where(Offer.state.in_(TOLD))


def offer_for(session: Session, candidate_id: int, ref: str) -> Offer | None:
    """The offer with that ref, if this candidate was told it; nobody else's is ever found."""
    return session.scalar(_OFFER_FOR, {"ref": ref, "candidate": candidate_id})


def latest_offer(session: Session, application_id: int) -> Offer | None:
    """The last offer of an application, drafts included: for the team."""
    return session.scalar(_LATEST, {"application": application_id})


def latest_told_offer(session: Session, application_id: int) -> Offer | None:
    """The last offer that its candidate was told or sent; what is drafted beside it changes
    nothing.
    """
    return session.scalar(_LATEST_TOLD, {"application": application_id})
