"""What every act around an offer writes down: what became of it, and a line of "so far"."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import TOLD, OfferOutcome
from portal.plumbing import clock
from portal.plumbing.kept import Day, kept
from portal.team.models import Teammate

_TOLD = (
    select(Offer)
    .where(Offer.application_id == bindparam("application"), Offer.state.in_(TOLD))
    .order_by(Offer.id)
)


def decide(session: Session, offer: Offer, outcome: OfferOutcome) -> Decision:
    """What became of that offer; the caller holds its application and has seen that it is open."""
    decision = Decision(offer=offer, outcome=outcome, decided_at=clock.now())
    session.add(decision)
    session.flush()
    return decision


def open_offers(session: Session, application: Application) -> list[Offer]:
    """Those of an application that wait for what becomes of them, the oldest first."""
    told = session.scalars(_TOLD, {"application": application.id})
    return [offer for offer in told if offer.is_open()]


def note(
    session: Session,
    application: Application,
    words: str,
    *,
    by: Teammate | None = None,
    **values: str | Day,
) -> None:
    """A line of "so far", of somebody of ours or else of the candidate."""
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN if by else TimelineKind.CANDIDATE,
            **kept(words, **values),
            at=clock.now(),
            by_id=by.id if by else None,
        )
    )
