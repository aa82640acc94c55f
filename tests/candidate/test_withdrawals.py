"""Withdrawing an application, taking that back, saying why."""

from datetime import timedelta

import pytest

from portal.hiring.reasons import BEFORE_AN_OFFER, ReasonCode
from portal.hiring.stages import Outcome
from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.written import everything, letters, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def at(application, part):
    return f"/me/applications/{application.ref}/{part}"


def test_the_page_of_an_open_application_has_a_quiet_way_out(candidate, make):
    open_one = make.application()
    closed = make.ending(make.application(candidate=make.candidate("Ken Ito")))

    page, closing = (
        candidate(one).get(f"/me/applications/{one.ref}").text for one in (open_one, closed)
    )

    assert at(open_one, "withdraw") in page
    assert at(closed, "withdraw") not in closing


def test_it_says_first_what_ends_with_it(candidate, make):
    step = make.step(starts_at=MONDAY + timedelta(days=2, hours=6))
    application = make.session.get_one(type(make.application()), step.application_id)
    make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    make.offer(make.application(candidate=application.candidate, job=make.job("Designer")))

    page = candidate(application).get(at(application, "withdraw")).text

    assert_kept("candidate/withdrawals/withdraw.html", page)
    assert "checked" not in page


def test_after_accepting_it_says_that_the_yes_ends(candidate, make):
    application = make.accepted().application

    page = candidate(application).get(at(application, "withdraw")).text

    assert "your yes to our offer, and your first day on" in Page(page).text()


def test_a_candidate_withdraws(candidate, make, session):
    application = make.application(stage="Interviews")
    browser = candidate(application)

    reply = browser.post(at(application, "withdraw"), data={"sure": "y"})

    make.look_again()
    assert (reply.status_code, reply.location) == (303, at(application, "withdrawn"))
    assert application.outcome is Outcome.WITHDRAWN
    assert trail_of(session, application.ref).count("application.withdrawn") == 1
    assert {Letter.WITHDRAWN, Letter.TEAM_WITHDRAWN} <= set(letters(session))
    assert "Thank you for telling us, Sam" in browser.get(reply.location).text
    closed = browser.get(f"/me/applications/{application.ref}")
    assert "You withdrew your application" in closed.text
    assert "Undo until Tuesday 24 November at 09:00" in closed.text


def test_only_what_was_ticked_goes_with_it(candidate, make):
    sam = make.candidate()
    first, second, third = (
        make.application(candidate=sam, job=make.job(title)) for title in ("One", "Two", "Three")
    )
    browser = candidate(first)

    browser.post(at(first, "withdraw"), data={"sure": "y", "also": [second.ref]})

    make.look_again()
    assert [one.is_open() for one in (first, second, third)] == [False, False, True]
    page = browser.get(f"/me/applications/{first.ref}").text
    assert "Your other application goes on as before." in page


@pytest.mark.parametrize("data", [{}, {"sure": "y", "also": "made-up"}])
def test_without_the_box_or_with_something_made_up_nothing_changes(candidate, make, session, data):
    application = make.application()
    make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    browser = candidate(application)
    before = everything(session)

    reply = browser.post(at(application, "withdraw"), data=data)

    assert reply.status_code == 200
    assert "Something below needs another look" in reply.text
    assert everything(session) == before


def test_somebody_elses_is_not_withdrawn_along(candidate, make):
    application, charlie = make.application(), make.charlie()

    reply = candidate(application).post(
        at(application, "withdraw"), data={"sure": "y", "also": charlie.ref}
    )

    make.look_again()
    assert reply.status_code == 200
    assert (application.is_open(), charlie.is_open()) == (True, True)


def test_an_offer_that_waits_leads_to_decline(candidate, make):
    offer = make.offer()
    browser = candidate(offer.application)

    for reply in (
        browser.get(at(offer.application, "withdraw")),
        browser.post(at(offer.application, "withdraw"), data={"sure": "y"}),
    ):
        assert (reply.status_code, reply.location) == (303, f"/me/offers/{offer.ref}/decline")
    make.look_again()
    assert offer.application.is_open()


def test_a_second_time_says_that_it_is_closed(candidate, make):
    application = make.withdrawn()
    browser = candidate(application)

    reply = browser.post(at(application, "withdraw"), data={"sure": "y"})

    assert reply.status_code == 409
    assert "This application is closed already." in reply.text
    assert 'name="sure"' not in browser.get(at(application, "withdraw")).text


@pytest.mark.parametrize("part", ["withdraw", "withdrawn", "withdrawn/thanks", "withdrawn/undo"])
def test_charlies_is_not_there(candidate, make, session, part):
    application, charlie = make.application(), make.withdrawn(make.charlie())
    browser = candidate(application)
    before = everything(session)

    replies = [
        browser.get(at(charlie, part)),
        browser.post(at(charlie, part), data={"sure": "y", "main": "pay"}),
    ]

    assert {reply.status_code for reply in replies} <= {404, 405}
    assert everything(session) == before


def test_it_is_undone_within_a_day(candidate, make, session):
    application = make.application(stage="Interviews")
    due = application.next_word_by
    make.withdrawn(application)
    browser = candidate(application)

    reply = browser.post(at(application, "withdrawn/undo"), data={"sure": "y"})

    make.look_again()
    assert (reply.status_code, reply.location) == (303, f"/me/applications/{application.ref}")
    assert (application.outcome, application.next_word_by) == (None, due)
    assert {Letter.WITHDRAWAL_UNDONE, Letter.TEAM_WITHDRAWAL_UNDONE} <= set(letters(session))
    assert "You will hear from us by" in browser.get(reply.location).text


def test_undo_says_what_comes_back_and_needs_its_box(candidate, make):
    application = make.withdrawn()
    browser = candidate(application)

    assert_kept(
        "candidate/withdrawals/undo.html", browser.get(at(application, "withdrawn/undo")).text
    )
    browser.post(at(application, "withdrawn/undo"))
    make.look_again()
    assert application.outcome is Outcome.WITHDRAWN


def test_it_is_not_undone_later(candidate, make):
    with clock.held_at(MONDAY - timedelta(hours=25)):
        application = make.withdrawn()
    browser = candidate(application)

    reply = browser.post(at(application, "withdrawn/undo"), data={"sure": "y"})

    make.look_again()
    assert reply.status_code == 409
    assert application.outcome is Outcome.WITHDRAWN
    assert "undo until" not in browser.get(at(application, "withdrawn")).text
    assert 'name="sure"' not in browser.get(at(application, "withdrawn/undo")).text


def test_reasons_arrive_with_the_name(candidate, make, session):
    application = make.withdrawn()
    data = {
        "main": "no_reply",
        "more": ["role_unclear", "pay"],
        "comment": "Four weeks without a word.",
        "stay_in_touch": "y",
    }

    browser = candidate(application)
    reply = browser.post(at(application, "withdrawn"), data=data)

    make.look_again()
    withdrawal = application.withdrawal()
    assert (reply.status_code, reply.location) == (303, at(application, "withdrawn/thanks"))
    assert [reason.code for reason in withdrawal.reasons] == [
        ReasonCode.NO_REPLY,
        ReasonCode.ROLE_UNCLEAR,
        ReasonCode.PAY,
    ]
    assert (withdrawal.comment, withdrawal.stay_in_touch) == (data["comment"], True)
    assert Letter.TEAM_WITHDRAWAL_REASONS in letters(session)
    assert_kept("candidate/withdrawals/thanks.html", browser.get(reply.location).text)


@pytest.mark.parametrize(
    "data",
    [
        {"main": "because", "comment": "kept"},
        {"main": "pay", "more": ["growth", "people", "culture"], "comment": "kept"},
        {"main": "pay", "comment": "kept" + "x" * 2001},
    ],
)
def test_bad_reasons_come_back_with_what_was_typed(candidate, make, data):
    application = make.withdrawn()

    reply = candidate(application).post(at(application, "withdrawn"), data=data)

    make.look_again()
    assert reply.status_code in (200, 409)
    assert "kept" in reply.text
    assert application.withdrawal().reasons == []


@pytest.mark.parametrize("has_accepted", [False, True])
def test_what_is_asked_depends_on_whether_there_was_an_offer(candidate, make, has_accepted):
    application = make.withdrawn(make.accepted().application if has_accepted else None)

    page = candidate(application).get(at(application, "withdrawn")).text

    assert {f'value="{code}"' in page for code in BEFORE_AN_OFFER} == {not has_accepted}
    assert "checked" not in page


def test_what_stands_above_the_reasons(candidate, make):
    application = make.withdrawn()

    page = Page(candidate(application).get(at(application, "withdrawn")).text).text()

    assert "undo until Tue 24 Nov at 09:00" in page
    assert "Robin Keller reads it with your name" in page


def test_reasons_sent_after_an_undo_come_back_with_their_words(candidate, make, session):
    application = make.withdrawn()
    browser = candidate(application)
    browser.post(at(application, "withdrawn/undo"), data={"sure": "y"})
    before = everything(session)

    reply = browser.post(at(application, "withdrawn"), data={"main": "pay", "comment": "My words"})

    said = Page(reply.text).text()
    assert reply.status_code == 409
    assert "You took that back meanwhile." in said
    assert "Thank you for telling us" not in said
    assert "My words" in reply.text
    assert everything(session) == before


def test_who_did_not_withdraw_is_asked_nothing(candidate, make):
    application = make.declined().application
    browser = candidate(application)

    parts = ("withdrawn", "withdrawn/thanks")
    page = f"/me/applications/{application.ref}"
    assert {browser.get(at(application, part)).location for part in parts} == {page}
    assert browser.post(at(application, "withdrawn"), data={"main": "pay"}).status_code == 404
