"""One offer in full, for its candidate."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.company.queries import company
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.hiring.stages import Outcome
from portal.hiring.undoing import undo_until
from portal.offers.models import Decision, Offer, OfferFile
from portal.offers.outcomes import TOLD, OfferOutcome, OfferState, is_still_theirs, may_undo
from portal.plumbing import clock
from portal.standing.answers import days_left
from portal.standing.closing import kept_until
from portal.standing.offered import OfferView
from portal.team.covers import cover_name, house_day

_OFFER = (
    select(Offer, cover_name(Application.owner_id))
    .join(Offer.application)
    .where(
        Offer.ref == bindparam("ref"),
        Application.candidate_id == bindparam("candidate"),
        Offer.state.in_(TOLD),
    )
    .options(
        joinedload(Offer.application).options(
            joinedload(Application.candidate),
            joinedload(Application.job),
            joinedload(Application.owner),
        ),
        selectinload(Offer.items),
        joinedload(Offer.file),
        selectinload(Offer.decisions),
    )
)


_PDF = (
    select(OfferFile.content)
    .join(Offer, Offer.id == OfferFile.offer_id)
    .join(Application, Application.id == Offer.application_id)
    .where(
        Offer.ref == bindparam("ref"),
        Offer.state == OfferState.SENT,
        Application.candidate_id == bindparam("candidate"),
    )
)


def offer_pdf(session: Session, candidate_id: int, ref: str) -> bytes | None:
    """The PDF that went with that offer, if it was sent to this candidate. Ask for the code
    before it is handed out.
    """
    return session.scalar(_PDF, {"ref": ref, "candidate": candidate_id})


def offer_view(session: Session, candidate_id: int, ref: str) -> OfferView | None:
    """That offer, if it was sent to this candidate. Ask for the code before it is shown."""
    asked = {"ref": ref, "candidate": candidate_id, "house_day": house_day(session)}
    offer, cover = session.execute(_OFFER, asked).one_or_none() or (None, None)
    if offer is None:
        return None
    application, decision, now = offer.application, offer.decision(), clock.now()
    house = company(session)
    zone = application.candidate.time_zone or house.time_zone
    outcome = decision.outcome if decision else None
    own = decision is not None and _is_theirs(application, decision, now)
    return OfferView(
        ref=offer.ref,
        application_ref=application.ref,
        called=application.candidate.called,
        zone=zone,
        job_title=application.job.title,
        job_url=application.job.public_url,
        words=offer.words,
        answer_by=offer.answer_by,
        days_left=days_left(offer.answer_by, today_for(now, zone)),
        starts_on=offer.starts_on,
        items=[(item.label, item.value) for item in offer.items],
        owner=cover or (application.owner.name if application.owner else ""),
        is_written=offer.state is OfferState.SENT,
        is_open=offer.is_open() and application.is_open(),
        is_accepted=outcome is OfferOutcome.ACCEPTED
        and application.outcome in (None, Outcome.HIRED),
        is_declined=outcome is OfferOutcome.DECLINED,
        undo_until=undo_until(decision.decided_at) if decision and own else None,
        pdf_size=offer.file.size if offer.file else 0,
        kept_until=kept_until(application.closed_at, zone, house.retention_months),
        seed=application.ref,
    )


def _is_theirs(application: Application, decision: Decision, now: datetime) -> bool:
    return may_undo(decision.outcome, decision.decided_at, now) and is_still_theirs(
        application.outcome,
        is_job_closed=application.job.closed_at is not None,
        is_told_since=application.was_told_since(decision.decided_at),
        is_thanked=decision.thanked_at is not None,
    )
