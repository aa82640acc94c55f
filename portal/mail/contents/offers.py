"""Letters about an offer. Its terms are never in them: they stand behind a code."""

from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.company.calendar import local_day
from portal.hiring.stages import Outcome
from portal.hiring.undoing import undo_until
from portal.mail.contents.basis import Links, Outdated, open_view_of, view_of, with_page
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome, OfferState, may_undo
from portal.plumbing import clock

_OFFER = (
    select(Offer)
    .where(Offer.ref == bindparam("ref"))
    .options(selectinload(Offer.decisions), joinedload(Offer.by))
)
_BEFORE = (
    select(Offer.sent_at, Decision.outcome)
    .outerjoin(Decision, and_(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None)))
    .where(
        Offer.application_id == bindparam("application"),
        Offer.id < bindparam("id"),
        Offer.state == OfferState.SENT,
    )
    .order_by(Offer.id.desc())
    .limit(1)
)
_DECISION = (
    select(Decision)
    .where(Decision.id == bindparam("id"))
    .options(joinedload(Decision.offer).joinedload(Offer.by))
)
_ANSWER = {
    Letter.OFFER_ACCEPTED: OfferOutcome.ACCEPTED,
    Letter.OFFER_DECLINED: OfferOutcome.DECLINED,
}


def verbal(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Who told them when that they have the job. Outdated once the written offer is there."""
    view = open_view_of(session, message)
    said = session.scalar(_OFFER, {"ref": message.subject})
    if said is None or not said.is_open():
        raise Outdated("It was answered, or written, before this left.")
    return {
        **with_page(view, links),
        "said_by": said.said_by,
        "said_on": said.said_on,
        "writer": _writer(said, view.owner),
    }


def offer(session: Session, message: Message, links: Links) -> dict[str, object]:
    """There is an offer, and by when an answer is hoped for. Outdated once it is decided."""
    view = open_view_of(session, message)
    sent = session.scalar(_OFFER, {"ref": message.subject})
    if sent is None or not sent.is_open() or sent.answer_by is None:
        raise Outdated("The offer was decided before this left.")
    return {
        **with_page(view, links),
        "answer_by": sent.answer_by,
        "instead_of": _took_the_place_of(session, sent, view.zone),
        "writer": _writer(sent, view.owner),
    }


def reminder(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The answer-by date comes nearer. Outdated once it is answered, over, or another took its
    place.
    """
    view = open_view_of(session, message)
    if view.offer is not None and view.offer.days_left < 0:
        raise Outdated("The answer-by date was over before this left.")
    return offer(session, message, links)


def welcome(session: Session, message: Message, links: Links) -> dict[str, object]:
    """They have started."""
    view = view_of(session, message)
    if view.outcome is not Outcome.HIRED:
        raise Outdated("They are not hired any more.")
    return {**with_page(view, links), "writer": view.owner}


def answered(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Thanks for a yes or a no. Outdated once it is taken back."""
    view = view_of(session, message)
    decision = decision_of(session, message)
    if decision.taken_back_at is not None or decision.outcome is not _ANSWER[message.letter]:
        raise Outdated("The answer was taken back before this left.")
    if message.letter is Letter.OFFER_ACCEPTED and view.outcome is not None:
        raise Outdated("They withdrew before this left.")
    undo = may_undo(decision.outcome, decision.decided_at, clock.now())
    return {
        **with_page(view, links),
        "undo_until": undo_until(decision.decided_at) if undo else None,
        "writer": _writer(decision.offer, view.owner),
    }


def thanks(session: Session, message: Message, links: Links) -> dict[str, object]:
    """What somebody of ours wrote to whoever declined."""
    view = view_of(session, message)
    decision = decision_of(session, message)
    if decision.thanked_at is None:
        raise Outdated("Nothing was written.")
    writer = decision.thanked_by.name if decision.thanked_by else view.owner
    return {**with_page(view, links), "words": decision.thanks, "writer": writer}


def undone(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The offer is open again. Outdated once it is answered anew."""
    view = open_view_of(session, message)
    offer = decision_of(session, message).offer
    if not offer.is_open():
        raise Outdated("The offer was answered again before this left.")
    return {
        **with_page(view, links),
        "answer_by": offer.answer_by,
        "is_over": view.offer is not None and view.offer.days_left < 0,
        "as_shipped": offer.answer_by is None,
        "writer": _writer(offer, view.owner),
    }


def decision_of(session: Session, message: Message) -> Decision:
    """The decision a message is about. Raises Outdated where it is gone."""
    decision = session.scalar(_DECISION, {"id": int(message.subject)})
    if decision is None:
        raise Outdated("The answer is gone.")
    return decision


def _took_the_place_of(session: Session, sent: Offer, zone: str) -> date | None:
    """The day of the offer before, where that was open until this one: not of one that lapsed, or
    that we took back.
    """
    asked = {"application": sent.application_id, "id": sent.id}
    before = session.execute(_BEFORE, asked).one_or_none()
    if before is None or before.outcome is not OfferOutcome.SUPERSEDED:
        return None
    return local_day(before.sent_at, zone)


def _writer(offer: Offer, owner: str) -> str:
    return offer.by.name if offer.by else owner
