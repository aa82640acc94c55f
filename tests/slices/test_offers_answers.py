"""Sending an offer, and the candidate's answers to it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEntry
from portal.hiring.actions import updates
from portal.hiring.promises import PromiseResult
from portal.hiring.reasons import ReasonCode, Reasons
from portal.hiring.stages import Outcome, Status
from portal.offers import actions
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome, OfferState
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.standing.offers import offer_view
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.written import refused


def trail_of(session):
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_each_act_leaves_one_line_in_the_trail(make, session):
    offer = make.declined()
    who = offer.application.candidate_id
    with transaction(session):
        actions.give_reasons(session, who, offer.ref, reasons=Reasons(ReasonCode.PAY))
    with transaction(session):
        actions.undo_answer(session, who, offer.ref)

    written = trail_of(session)
    for action in (
        "offer.sent",
        "offer.declined",
        "offer.reasons_given",
        "offer.answer_undone",
    ):
        assert written.count(action) == 1


def test_an_offer_keeps_the_promise_and_makes_the_next(make, session):
    with clock.held_at(MONDAY):
        offer = make.offer()

    kept, next_one = offer.application.promises
    assert kept.result is PromiseResult.KEPT
    assert (offer.application.status, next_one.due_on) == (
        Status.OFFER,
        offer.application.next_word_by,
    )
    assert next_one.due_on > offer.answer_by


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"answer_by": MONDAY.date() - timedelta(days=1)}, "over already"),
        ({"answer_by": MONDAY.date() + timedelta(days=400)}, "too far"),
        ({"starts_on": MONDAY.date() - timedelta(days=1)}, "start date is over"),
        ({"words": ""}, "good news"),
    ],
)
def test_bad_terms_are_refused(make, session, changed, words):
    with clock.held_at(MONDAY):
        application, robin = make.application(), make.robin()
        good = {
            "words": "Join us",
            "answer_by": MONDAY.date() + timedelta(days=8),
            "starts_on": None,
        }
        terms = Terms(**{**good, **changed})

        with pytest.raises(Refusal, match=words), transaction(session):
            actions.send(session, application, robin, terms=terms)


def test_a_draft_beside_an_open_offer_makes_room_for_no_other(make, session):
    offer = make.offer()
    with transaction(session):
        draft = Offer(
            application_id=offer.application_id, state=OfferState.DRAFT, created_at=clock.now()
        )
        session.add(draft)

    with pytest.raises(Refusal, match="open offer already"):
        make.offer(offer.application)


def test_an_open_offer_is_not_offered_again(make):
    offer = make.offer()

    with pytest.raises(Refusal, match="open offer already"):
        make.offer(offer.application)


def test_nobody_answers_somebody_elses_offer(make, session):
    offer, charlie = make.offer(), make.charlie()

    for answer in (actions.accept, actions.decline, actions.undo_answer):
        with pytest.raises(Missing), transaction(session):
            answer(session, charlie.candidate_id, offer.ref)


def test_an_offer_is_still_accepted_after_the_date(make, session):
    with clock.held_at(clock.now() - timedelta(days=20)):
        offer = make.offer()

    make.accepted(offer)

    assert offer.application.status is Status.JOINING


def test_a_decline_after_an_accept_is_refused(make, session):
    offer = make.accepted()

    with pytest.raises(Refusal, match="no longer open"):
        make.declined(offer)


def test_two_decisions_never_stand_at_once(make, session):
    offer = make.accepted()
    session.add(Decision(offer=offer, outcome=OfferOutcome.DECLINED, decided_at=clock.now()))

    with pytest.raises(IntegrityError):
        session.commit()


def test_a_decline_closes_and_leaves_no_promise_open(make, session):
    offer = make.declined()

    application = offer.application
    assert application.outcome is Outcome.DECLINED
    assert application.next_word_by is None
    assert [promise.result for promise in application.promises][-1] is PromiseResult.ENDED


def test_a_late_promise_stays_missed_when_the_candidate_answers(make, session):
    with clock.held_at(clock.now() - timedelta(days=40)):
        offer = make.offer()

    make.declined(offer)

    assert offer.application.promises[-1].result is PromiseResult.MISSED


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_undo_brings_the_promise_back(make, session, answer):
    offer = make.offer()
    due = offer.application.next_word_by
    getattr(make, answer)(offer)

    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)

    assert offer.application.next_word_by == due
    assert offer.is_open()
    make.accepted(offer)
    assert len(offer.decisions) == 2


def test_a_no_is_not_taken_back_where_the_role_was_closed_since(make, session):
    offer = make.declined()
    who, application = offer.application.candidate_id, offer.application
    application.job.closed_at = MONDAY
    session.commit()

    with refused(session, "closed meanwhile"):
        actions.undo_answer(session, who, offer.ref)
    assert application_view(session, who, application.ref).offer.undo_until is None
    assert offer_view(session, who, offer.ref).undo_until is None


def test_undo_is_refused_once_the_team_has_spoken(make, session):
    with clock.held_at(clock.now() - timedelta(hours=2)):
        offer = make.accepted()
    with transaction(session):
        word = updates.Word(Status.JOINING, "Welcome!", next_word_by=offer.application.next_word_by)
        updates.give(session, offer.application, make.robin(), word=word)

    with pytest.raises(Refusal, match="written to you since"), transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)


def test_reasons_belong_to_a_declined_offer(make, session):
    offer = make.accepted()

    with pytest.raises(Missing), transaction(session):
        actions.give_reasons(
            session,
            offer.application.candidate_id,
            offer.ref,
            reasons=Reasons(ReasonCode.PAY),
        )


def test_reasons_for_what_was_taken_back_are_refused_in_words(make, session):
    offer = make.declined()
    who = offer.application.candidate_id
    with transaction(session):
        actions.undo_answer(session, who, offer.ref)

    with pytest.raises(Refusal, match="You took that back meanwhile"), transaction(session):
        actions.give_reasons(session, who, offer.ref, reasons=Reasons(ReasonCode.PAY))


def test_reasons_given_again_replace_the_first(make, session):
    offer = make.declined()
    who = offer.application.candidate_id

    for main in (ReasonCode.PAY, ReasonCode.PEOPLE):
        with transaction(session):
            reasons = Reasons(main, (ReasonCode.GROWTH, main))
            actions.give_reasons(session, who, offer.ref, reasons=reasons)

    assert [(one.rank, one.code) for one in offer.decision().reasons] == [
        (1, ReasonCode.PEOPLE),
        (2, ReasonCode.GROWTH),
    ]
