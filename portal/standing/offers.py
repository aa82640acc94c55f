"""One offer in full, for its candidate."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.company.queries import company
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.hiring.stages import Outcome
from portal.hiring.undoing import undo_until
from portal.offers.models import Offer
from portal.offers.outcomes import OfferOutcome, OfferState, may_undo
from portal.plumbing import clock
from portal.standing.views import OfferView
from portal.team.covers import cover_name, house_day

_OFFER = (
    select(Offer, cover_name(Application.owner_id))
    .join(Offer.application)
    .where(
        Offer.ref == bindparam("ref"),
        Application.candidate_id == bindparam("candidate"),
        Offer.state == OfferState.SENT,
    )
    .options(
        joinedload(Offer.application).options(
            joinedload(Application.candidate),
            joinedload(Application.job),
            joinedload(Application.owner),
        ),
        selectinload(Offer.items),
        selectinload(Offer.decisions),
    )
)


def offer_view(session: Session, candidate_id: int, ref: str) -> OfferView | None:
    """That offer, if it was sent to this candidate. Ask for the code before it is shown."""
    asked = {"ref": ref, "candidate": candidate_id, "house_day": house_day(session)}
    offer, cover = session.execute(_OFFER, asked).one_or_none() or (None, None)
    if offer is None or offer.answer_by is None:
        return None
    application, decision, now = offer.application, offer.decision(), clock.now()
    zone = application.candidate.time_zone or company(session).time_zone
    outcome = decision.outcome if decision else None
    stands = decision is not None and application.outcome in (None, Outcome.DECLINED)
    own = stands and decision and may_undo(decision.outcome, decision.decided_at, now)
    return OfferView(
        ref=offer.ref,
        application_ref=application.ref,
        called=application.candidate.called,
        zone=zone,
        job_title=application.job.title,
        job_url=application.job.public_url,
        words=offer.words,
        answer_by=offer.answer_by,
        days_left=(offer.answer_by - today_for(now, zone)).days,
        starts_on=offer.starts_on,
        items=[(item.label, item.value) for item in offer.items],
        owner=cover or (application.owner.name if application.owner else ""),
        is_open=offer.is_open() and application.is_open(),
        is_accepted=outcome is OfferOutcome.ACCEPTED,
        is_declined=outcome is OfferOutcome.DECLINED,
        undo_until=undo_until(decision.decided_at) if decision and own else None,
        seed=application.ref,
    )
