"""Sending an offer, and the candidate's answer to it."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring import promises
from portal.hiring.actions import applications, endings, explaining, ledger, steps, updates
from portal.hiring.models import Application
from portal.hiring.reasons import Reasons
from portal.hiring.stages import Outcome, Status
from portal.offers import drafts, records
from portal.offers.events import AnswerUndone, OfferAccepted, OfferDeclined, OfferSent, ReasonsGiven
from portal.offers.models import Decision, DecisionReason, Offer
from portal.offers.outcomes import WE_WOULD_LIKE_YOU, OfferOutcome, OfferState, may_undo
from portal.offers.queries import offer_for
from portal.offers.terms import Terms, fill
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate


def send(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    terms: Terms,
    instead: bool = False,
    seen: int | None = None,
) -> Offer:
    """Put an offer before the candidate; what was said or drafted before it is used up.

    One that is open already stays so, unless the new one is to stand `instead`. Raises Refusal for
    a closed application, without words, an answer-by date that is over, or a start in the past.
    """
    applications.hold(session, application, seen)
    before = records.open_offers(session, application)
    if any(offer.may_be_accepted() for offer in before) and not instead:
        raise Refusal(_("There is an open offer already."))
    _check_address(application)
    answer_by = _check_terms(session, application, terms)
    for old in before:
        records.decide(session, old, OfferOutcome.SUPERSEDED)
    endings.overtake(session, application)
    now = clock.now()
    offer = Offer(
        application_id=application.id,
        state=OfferState.SENT,
        answer_by=answer_by,
        created_at=now,
        sent_at=now,
        by_id=by.id,
    )
    session.add(offer)
    fill(session, offer, terms)
    drafts.use_up(session, application, offer)
    ledger.keep(session, application)
    due = ledger.default_date(session, application, Status.OFFER, answer_by=answer_by)
    updates.tell(session, application, updates.Word(Status.OFFER, next_word_by=due), by=by)
    records.note(session, application, noted("We sent you an offer"), by=by)
    trail.record(session, by.ref, "offer.sent", subject=offer.ref)
    session.flush()
    events.emit(session, OfferSent(offer.id))
    return offer


def accept(session: Session, candidate_id: int, ref: str) -> Decision:
    """Record that the candidate means to join. Accepting stays possible after the answer-by date.

    Raises Missing, or Refusal when the offer is already decided, so a double click is harmless.
    """
    offer = _open_offer(session, candidate_id, ref)
    if not offer.may_be_accepted():
        raise Refusal(_("The written offer comes first. There is nothing to accept before."))
    application = offer.application
    endings.overtake(session, application)
    decision = records.decide(session, offer, OfferOutcome.ACCEPTED)
    ledger.end(session, application)
    due = ledger.default_date(session, application, Status.JOINING, starts_on=offer.starts_on)
    updates.tell(session, application, updates.Word(Status.JOINING, next_word_by=due))
    records.note(session, application, noted("You accepted our offer"))
    trail.record(session, trail.CANDIDATE, "offer.accepted", subject=offer.ref)
    events.emit(session, OfferAccepted(offer.id, decision.id))
    return decision


def decline(session: Session, candidate_id: int, ref: str) -> Decision:
    """Record that the candidate turned the offer down.

    Raises Missing, or Refusal when the offer is already decided, so a double click is harmless.
    """
    offer = _open_offer(session, candidate_id, ref)
    application = offer.application
    endings.overtake(session, application)
    decision = records.decide(session, offer, OfferOutcome.DECLINED)
    applications.close(session, application, Outcome.DECLINED)
    updates.tell(session, application, updates.Word(Status.CLOSED))
    records.note(session, application, noted("You declined our offer"))
    trail.record(session, trail.CANDIDATE, "offer.declined", subject=offer.ref)
    events.emit(session, OfferDeclined(offer.id, decision.id))
    steps.call_off(session, application, actor=trail.CANDIDATE)
    return decision


def undo_answer(session: Session, candidate_id: int, ref: str) -> None:
    """Take the candidate's own answer back: the offer is open again, with its promise.

    Raises Missing, or Refusal after 24 hours, once the team has told them something since, or
    where the job of a declined offer closed meanwhile.
    """
    offer = _held_offer(session, candidate_id, ref)
    application, decision = offer.application, _undoable(offer)
    endings.overtake(session, application)
    decision.taken_back_at = clock.now()
    due = ledger.due_again(session, application, answered_at=decision.decided_at)
    if application.is_open():
        ledger.end(session, application)
    else:
        application.outcome = application.closed_at = None
        application.next_word_by = due
    sentence = WE_WOULD_LIKE_YOU if offer.state is OfferState.VERBAL else ""
    word = updates.Word(Status.OFFER, sentence=sentence, next_word_by=due)
    updates.tell(session, application, word)
    records.note(session, application, noted("You took your answer back"))
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
    if not explaining.keep(
        session, decision, reasons, application=offer.application, rows=rows, row=DecisionReason
    ):
        return decision
    trail.record(session, trail.CANDIDATE, "offer.reasons_given", subject=offer.ref)
    session.flush()
    events.emit(session, ReasonsGiven(offer.id, decision.id))
    return decision


def _check_address(application: Application) -> None:
    if not application.candidate.email:
        raise Refusal(
            _("There is no mail address to write to, and an offer is read with a code by mail.")
        )


def _check_terms(session: Session, application: Application, terms: Terms) -> date:
    """The answer-by date, which there has to be."""
    today = promises.today_for(clock.now(), ledger.zone_of(session, application))
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.status is Status.JOINING:
        raise Refusal(_("They are joining already."))
    if not terms.words:
        raise Refusal(_("Say something with it: an offer is good news."))
    if terms.answer_by is None:
        raise Refusal(_("Say by when you need an answer."))
    if terms.answer_by < today:
        raise Refusal(_("The answer-by date is over already."))
    if terms.answer_by > today + timedelta(days=promises.REFUSE_AFTER):
        raise Refusal(_("The answer-by date is too far away."))
    if terms.starts_on is not None and terms.starts_on < today:
        raise Refusal(_("The start date is over already."))
    return terms.answer_by


def _held_offer(session: Session, candidate_id: int, ref: str) -> Offer:
    offer = offer_for(session, candidate_id, ref)
    if offer is None:
        raise Missing
    applications.hold(session, offer.application)
    return offer


def _undoable(offer: Offer) -> Decision:
    """The answer that may be taken back. Raises Refusal."""
    application, decision = offer.application, offer.decision()
    if decision is None or not may_undo(decision.outcome, decision.decided_at, clock.now()):
        raise Refusal(_("This can no longer be undone. Write to us: we will find a way."))
    if application.was_told_since(decision.decided_at) or decision.thanked_at is not None:
        raise Refusal(
            _("We have written to you since. Answer us, and we will sort it out together.")
        )
    if application.outcome is Outcome.WITHDRAWN:
        raise Refusal(_("You withdrew since. Take that back first."))
    if application.outcome not in (None, Outcome.DECLINED):
        raise Refusal(_("This can no longer be undone. Write to us: we will find a way."))
    if application.outcome is not None and application.job.closed_at is not None:
        raise Refusal(_("The role was closed meanwhile. Write to us: we will find a way."))
    return decision


def _open_offer(session: Session, candidate_id: int, ref: str) -> Offer:
    offer = _held_offer(session, candidate_id, ref)
    if not offer.is_open() or not offer.application.is_open():
        raise Refusal(_("This offer is no longer open."))
    return offer
