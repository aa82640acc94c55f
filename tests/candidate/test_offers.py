"""Reading an offer, answering it, taking the answer back, saying why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.hiring.reasons import AFTER_AN_OFFER, ReasonCode
from portal.hiring.stages import Outcome, Status
from portal.mail.models import Letter, Message
from portal.offers.outcomes import OfferOutcome
from portal.plumbing import clock


def actions_in_trail(session):
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def letters(session, letter):
    return list(session.scalars(select(Message).where(Message.letter == letter)))


def test_terms_are_read_after_the_code_only(candidate, make):
    offer = make.offer(items=(("Salary", "52,000 DKK"),))

    without = candidate(offer.application).get(f"/me/offers/{offer.ref}")
    with_code = candidate(offer.application, code=True).get(f"/me/offers/{offer.ref}")

    assert "52,000" not in without.text
    assert "52,000 DKK" in with_code.text


def test_a_candidate_accepts_an_offer(candidate, make, session):
    offer = make.offer()
    browser = candidate(offer.application, code=True)

    reply = browser.post(f"/me/offers/{offer.ref}/accept", data={"sure": "y"})

    make.look_again()
    assert reply.location == f"/me/applications/{offer.application.ref}"
    assert offer.decision().outcome is OfferOutcome.ACCEPTED
    assert offer.application.status is Status.JOINING
    assert offer.application.next_word_by is not None
    assert actions_in_trail(session).count("offer.accepted") == 1
    assert len(letters(session, Letter.OFFER_ACCEPTED)) == 1
    assert "You are joining us" in browser.get(reply.location).text


def test_a_candidate_declines_an_offer(candidate, make, session):
    offer = make.offer()

    reply = candidate(offer.application, code=True).post(
        f"/me/offers/{offer.ref}/decline", data={"sure": "y"}
    )

    make.look_again()
    assert reply.location == f"/me/offers/{offer.ref}/declined"
    assert offer.decision().outcome is OfferOutcome.DECLINED
    assert offer.application.outcome is Outcome.DECLINED
    assert actions_in_trail(session).count("offer.declined") == 1
    assert len(letters(session, Letter.OFFER_DECLINED)) == 1
    assert letters(session, Letter.TEAM_OFFER_ANSWERED)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_answer_needs_the_box(candidate, make, session, answer):
    offer = make.offer()

    reply = candidate(offer.application, code=True).post(f"/me/offers/{offer.ref}/{answer}")

    make.look_again()
    assert reply.status_code == 200
    assert "required" in reply.text
    assert offer.decision() is None


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_second_answer_is_told_that_it_came_too_late(candidate, make, session, answer):
    offer = make.offer()
    browser = candidate(offer.application, code=True)
    browser.post(f"/me/offers/{offer.ref}/accept", data={"sure": "y"})

    reply = browser.post(f"/me/offers/{offer.ref}/{answer}", data={"sure": "y"})

    make.look_again()
    assert reply.status_code == 409
    assert "no longer open" in reply.text
    assert len(offer.decisions) == 1


@pytest.mark.parametrize("part", ["", "/accept", "/decline", "/declined", "/undo", "/thanks"])
def test_charlies_offer_is_nobody_elses(candidate, make, part):
    offer = make.offer()
    charlies = make.offer(make.charlie())
    browser = candidate(offer.application, code=True)

    replies = [
        browser.get(f"/me/offers/{charlies.ref}{part}"),
        browser.post(f"/me/offers/{charlies.ref}{part}", data={"sure": "y"}),
    ]

    make.session.rollback()
    assert {reply.status_code for reply in replies} <= {404, 405}
    assert charlies.decision() is None


@pytest.mark.parametrize("part", ["declined", "thanks"])
def test_after_an_undo_the_way_back_leads_to_the_offer(candidate, make, session, part):
    offer = make.declined()
    browser = candidate(offer.application, code=True)
    browser.post(f"/me/offers/{offer.ref}/undo", data={"sure": "y"})

    back = browser.get(f"/me/offers/{offer.ref}/{part}")

    assert (back.status_code, back.location) == (303, f"/me/offers/{offer.ref}")
    assert browser.get(back.location).status_code == 200


def test_an_answer_is_undone_within_24_hours(candidate, make, session):
    offer = make.declined()
    due = offer.application.promises[-1].due_on

    reply = candidate(offer.application, code=True).post(
        f"/me/offers/{offer.ref}/undo", data={"sure": "y"}
    )

    make.look_again()
    assert reply.status_code == 303
    assert offer.is_open()
    assert offer.application.outcome is None
    assert offer.application.next_word_by == due
    assert letters(session, Letter.ANSWER_UNDONE)


def test_an_answer_is_not_undone_later(candidate, make, session):
    with clock.held_at(clock.now() - timedelta(hours=25)):
        offer = make.declined()

    reply = candidate(offer.application, code=True).post(
        f"/me/offers/{offer.ref}/undo", data={"sure": "y"}
    )

    make.look_again()
    assert reply.status_code == 409
    assert offer.decision().outcome is OfferOutcome.DECLINED


def test_reasons_arrive_with_the_name(candidate, make, session):
    offer = make.declined()
    data = {
        "main": "pay",
        "more": ["growth", "people"],
        "comment": "Berlin paid more.",
        "stay_in_touch": "y",
    }

    reply = candidate(offer.application, code=True).post(
        f"/me/offers/{offer.ref}/declined", data=data
    )

    make.look_again()
    decision = offer.decision()
    assert reply.location == f"/me/offers/{offer.ref}/thanks"
    assert [reason.code for reason in decision.reasons] == [
        ReasonCode.PAY,
        ReasonCode.GROWTH,
        ReasonCode.PEOPLE,
    ]
    assert (decision.comment, decision.stay_in_touch) == ("Berlin paid more.", True)
    assert letters(session, Letter.TEAM_REASONS)


@pytest.mark.parametrize(
    "data",
    [
        {"main": "because", "comment": "kept"},
        {"main": "pay", "more": ["growth", "people", "culture"], "comment": "kept"},
        {"main": "pay", "comment": "kept" + "x" * 2001},
    ],
)
def test_bad_reasons_come_back_with_what_was_typed(candidate, make, session, data):
    offer = make.declined()

    reply = candidate(offer.application, code=True).post(
        f"/me/offers/{offer.ref}/declined", data=data
    )

    make.look_again()
    assert reply.status_code in (200, 409)
    assert "kept" in reply.text
    assert offer.decision().reasons == []


def test_reasons_sent_after_an_undo_come_back_with_their_words(candidate, make):
    offer = make.declined()
    browser = candidate(offer.application, code=True)
    browser.post(f"/me/offers/{offer.ref}/undo", data={"sure": "y"})

    reply = browser.post(
        f"/me/offers/{offer.ref}/declined", data={"main": "pay", "comment": "My words"}
    )

    make.look_again()
    assert reply.status_code == 409
    assert "You took that back meanwhile." in reply.text
    assert "My words" in reply.text
    assert offer.decisions[-1].reasons == []


def test_the_order_of_reasons_stays_and_nothing_is_preselected(candidate, make):
    offer = make.declined()
    browser = candidate(offer.application, code=True)

    first, again = (browser.get(f"/me/offers/{offer.ref}/declined").text for _ in range(2))

    assert first.count("checked") == 0
    assert [first.index(f'value="{code}"') for code in AFTER_AN_OFFER] == [
        again.index(f'value="{code}"') for code in AFTER_AN_OFFER
    ]
