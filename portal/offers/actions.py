"""Sending an offer, and the candidate's answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring import promises
from portal.hiring.actions import applications, explaining, ledger, steps, updates
from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.hiring.reasons import Reasons
from portal.hiring.stages import Outcome, Status
from portal.offers.events import AnswerUndone, OfferAccepted, OfferDeclined, OfferSent, ReasonsGiven
from portal.offers.models import Decision, DecisionReason, Offer, OfferItem
from portal.offers.outcomes import OfferOutcome, OfferState, may_undo
from portal.offers.queries import latest_sent_offer, offer_for
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate


@dataclass(frozen=True)
class Terms:
    """What is offered: `items` are lines of label and value; `starts_on` may still be open."""

    words: str
    answer_by: date
    starts_on: date | None
    items: Sequence[tuple[str, str]] = ()


def send(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    terms: Terms,
    seen: int | None = None,
) -> Offer:
    """Put an offer before the candidate. Raises Refusal for a closed application, an offer that
    is open already, an answer-by date that is over, or a start in the past.
    """
    applications.hold(session, application, seen)
    _check_terms(session, application, terms)
    offer = Offer(
        application_id=application.id,
        state=OfferState.SENT,
        words=terms.words,
        answer_by=terms.answer_by,
        starts_on=terms.starts_on,
        created_at=clock.now(),
        sent_at=clock.now(),
        by_id=by.id,
    )
    offer.items = [
        OfferItem(position=position, label=label, value=value)
        for position, (label, value) in enumerate(terms.items)
    ]
    session.add(offer)
    ledger.keep(session, application)
    due = ledger.default_date(session, application, Status.OFFER, answer_by=terms.answer_by)
    updates.tell(session, application, updates.Word(Status.OFFER, next_word_by=due), by=by)
    _note(session, application, noted("We sent you an offer"), by=by)
    trail.record(session, by.ref, "offer.sent", subject=offer.ref)
    session.flush()
    events.emit(session, OfferSent(offer.id))
    return offer


def accept(session: Session, candidate_id: int, ref: str) -> Decision:
    """Record that the candidate means to join. Accepting stays possible after the answer-by date.

    Raises Missing, or Refusal when the offer is already decided, so a double click is harmless.
    """
    offer = _open_offer(session, candidate_id, ref)
    application = offer.application
    decision = _decide(session, offer, OfferOutcome.ACCEPTED)
    ledger.end(session, application)
    due = ledger.default_date(session, application, Status.JOINING, starts_on=offer.starts_on)
    updates.tell(session, application, updates.Word(Status.JOINING, next_word_by=due))
    _note(session, application, noted("You accepted our offer"))
    trail.record(session, trail.CANDIDATE, "offer.accepted", subject=offer.ref)
    events.emit(session, OfferAccepted(offer.id, decision.id))
    return decision


def decline(session: Session, candidate_id: int, ref: str) -> Decision:
    """Record that the candidate turned the offer down.

    Raises Missing, or Refusal when the offer is already decided, so a double click is harmless.
    """
    offer = _open_offer(session, candidate_id, ref)
    application = offer.application
    decision = _decide(session, offer, OfferOutcome.DECLINED)
    applications.close(session, application, Outcome.DECLINED)
    updates.tell(session, application, updates.Word(Status.CLOSED))
    _note(session, application, noted("You declined our offer"))
    trail.record(session, trail.CANDIDATE, "offer.declined", subject=offer.ref)
    events.emit(session, OfferDeclined(offer.id, decision.id))
    steps.call_off(session, application, actor=trail.CANDIDATE)
    return decision


def undo_answer(session: Session, candidate_id: int, ref: str) -> None:
    """Take the candidate's own answer back: the offer is open again, with its promise.

    Raises Missing, or Refusal after 24 hours, or once the team has told them something since.
    """
    offer = _held_offer(session, candidate_id, ref)
    application, decision = offer.application, offer.decision()
    if decision is None or not may_undo(decision.outcome, decision.decided_at, clock.now()):
        raise Refusal(_("This can no longer be undone. Write to us: we will find a way."))
    if application.was_told_since(decision.decided_at):
        raise Refusal(
            _("We have written to you since. Answer us, and we will sort it out together.")
        )
    if not application.is_open() and application.outcome is not Outcome.DECLINED:
        raise Refusal(_("You withdrew since. Take that back first."))
    decision.taken_back_at = clock.now()
    due = ledger.due_again(session, application)
    if application.is_open():
        ledger.end(session, application)
    else:
        application.outcome = application.closed_at = None
        application.next_word_by = due
    updates.tell(session, application, updates.Word(Status.OFFER, next_word_by=due))
    _note(session, application, noted("You took your answer back"))
    trail.record(session, trail.CANDIDATE, "offer.answer_undone", subject=offer.ref)
    session.flush()
    if decision.outcome is OfferOutcome.DECLINED:
        steps.bring_back(session, application, since=decision.decided_at)
    events.emit(session, AnswerUndone(offer.id, decision.id))


def give_reasons(session: Session, candidate_id: int, ref: str, *, reasons: Reasons) -> Decision:
    """Record why, with the candidate's name. All of it is optional; given again, the last counts,
    but for an empty form, which says nothing and takes nothing back.

    Raises Missing where the offer was never declined, Refusal where that was taken back, or for
    more than two more reasons.
    """
    offer = _held_offer(session, candidate_id, ref)
    decision = offer.decision()
    if decision is None or decision.outcome is not OfferOutcome.DECLINED:
        declined = [one for one in offer.decisions if one.outcome is OfferOutcome.DECLINED]
        raise explaining.taken_back() if declined else Missing
    rows = decision.reasons
    if not explaining.keep(session, decision, reasons, rows=rows, row=DecisionReason):
        return decision
    trail.record(session, trail.CANDIDATE, "offer.reasons_given", subject=offer.ref)
    session.flush()
    events.emit(session, ReasonsGiven(offer.id, decision.id))
    return decision


def _check_terms(session: Session, application: Application, terms: Terms) -> None:
    today = promises.today_for(clock.now(), ledger.zone_of(session, application))
    standing = latest_sent_offer(session, application.id)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if standing is not None and standing.is_open():
        raise Refusal(_("There is an open offer already."))
    if application.status is Status.JOINING:
        raise Refusal(_("They are joining already."))
    if not terms.words:
        raise Refusal(_("Say something with it: an offer is good news."))
    if terms.answer_by < today:
        raise Refusal(_("The answer-by date is over already."))
    if terms.answer_by > today + timedelta(days=promises.REFUSE_AFTER):
        raise Refusal(_("The answer-by date is too far away."))
    if terms.starts_on is not None and terms.starts_on < today:
        raise Refusal(_("The start date is over already."))


def _held_offer(session: Session, candidate_id: int, ref: str) -> Offer:
    offer = offer_for(session, candidate_id, ref)
    if offer is None:
        raise Missing
    applications.hold(session, offer.application)
    return offer


def _open_offer(session: Session, candidate_id: int, ref: str) -> Offer:
    offer = _held_offer(session, candidate_id, ref)
    if not offer.is_open() or not offer.application.is_open():
        raise Refusal(_("This offer is no longer open."))
    return offer


def _decide(session: Session, offer: Offer, outcome: OfferOutcome) -> Decision:
    decision = Decision(offer=offer, outcome=outcome, decided_at=clock.now())
    session.add(decision)
    session.flush()
    return decision


def _note(
    session: Session, application: Application, words: str, *, by: Teammate | None = None
) -> None:
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN if by else TimelineKind.CANDIDATE,
            **kept(words),
            at=clock.now(),
            by_id=by.id if by else None,
        )
    )
