"""Keeping a call: what they read of it, what the team reads, and a call in vain."""

import pytest

from portal.mail.kinds import Letter, MessageState
from portal.plumbing import clock
from tests.make import MONDAY
from tests.pages import Page
from tests.posted import messages
from tests.recruiter.desk import FRIDAY, anew, manager, unchanged, words_of
from tests.written import ledger_of, letters, trail_of

SAID = "We spoke about the team, and you will hear from us on Friday."
ACTS = ("calls", "calls/missed")


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act):
    return f"/team/applications/{application.ref}/{act}"


def call_of(application, **more):
    return {"words": SAID, "next_word": "", "version": str(application.version), **more}


def test_a_call_is_kept_with_a_line_and_a_date(teammate, make, session, candidate):
    application, browser = make.application(), teammate()
    sent = call_of(application, next_word=FRIDAY, memo="Has another offer", about_the_role="y")

    reply = browser.post(path(application, "calls"), data=sent)

    page = f"/team/applications/{application.ref}"
    assert (reply.status_code, reply.location) == (303, page)
    anew(session)
    assert (application.next_word_by.isoformat(), application.interviewed) == (FRIDAY, True)
    assert "Has another offer" in words_of(browser, page)
    theirs = candidate(application).get(f"/me/applications/{application.ref}").text
    assert SAID in theirs
    assert "Has another offer" not in theirs
    assert letters(session) == [Letter.INTRODUCTION]


def test_sent_with_its_defaults_a_call_moves_no_date(teammate, make, session):
    application, browser = make.application(), teammate()
    before = ledger_of(session, application)
    shown = Page(browser.get(f"/team/applications/{application.ref}").text).text()
    assert "no new date: the promise stands" in shown

    assert browser.post(path(application, "calls"), data=call_of(application)).status_code == 303

    assert ledger_of(session, application) == before


def test_kept_twice_it_is_kept_once(teammate, make, session):
    application, browser = make.application(), teammate()

    replies = [
        browser.post(path(application, "calls"), data=call_of(application, version=seen))
        for seen in [str(application.version)] * 2
    ]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert SAID in replies[1].text
    anew(session)
    assert trail_of(session, application.ref).count("call.logged") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " "}, "Write a line about it that they will read."),
        ({"words": "x" * 5001}, "at most 5000 fit here"),
        ({"next_word": "other"}, "Say by when the next word will come."),
        ({"next_word": "2026-11-20"}, "That day is over"),
        ({"next_word": "2026-11-28"}, "Nobody works on that day."),
        ({"next_word": "2036-11-28"}, "too long to leave somebody waiting"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.application(), teammate()
    sent = call_of(application, memo="For us alone, and not short.", **typed)

    with unchanged(session):
        reply = browser.post(path(application, "calls"), data=sent)

    assert said in Page(reply.text).text()
    assert sent["words"].strip() in reply.text
    assert "For us alone, and not short." in reply.text


def test_a_call_in_vain_is_noted_for_the_team(teammate, make, session, candidate):
    application, browser = make.application(), teammate()

    replies = [browser.post(path(application, "calls/missed")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert trail_of(session, application.ref).count("call.missed") == 1
    words = words_of(browser, f"/team/applications/{application.ref}")
    assert "Called 1 time without reaching them, last on Monday 23 November." in words
    assert "team only Called, and did not reach them." in words
    theirs = candidate(application).get(f"/me/applications/{application.ref}").text
    assert "did not reach" not in theirs


def test_a_kept_call_clears_not_reached_in_today(teammate, make, session):
    application, browser = make.application(), teammate()
    messages(session)[0].state = MessageState.FAILED
    session.commit()
    assert "not reached" in words_of(browser, "/team/")

    with clock.held_at(MONDAY.replace(minute=30)):
        browser.post(path(application, "calls/missed"))
        assert "not reached" in words_of(browser, "/team/")
        sent = call_of(application, next_word=FRIDAY)
        assert browser.post(path(application, "calls"), data=sent).status_code == 303

    with clock.held_at(MONDAY.replace(minute=31)):
        assert "not reached" not in words_of(browser, "/team/")


def test_after_the_end_a_call_is_still_kept(teammate, make, session):
    application, browser = make.ending(), teammate()
    anew(session)

    reply = browser.post(path(application, "calls"), data=call_of(application))

    assert reply.status_code == 303
    assert SAID in words_of(browser, f"/team/applications/{application.ref}")


def test_who_may_not_tell_keeps_no_call(teammate, make, session):
    application, charlie = make.application(), make.charlie()
    jonas = manager(teammate, make, application.job)

    with unchanged(session):
        for act in ACTS:
            sent = call_of(application)
            assert jonas.post(path(application, act), data=sent).status_code == 403
            assert jonas.post(path(charlie, act), data=sent).status_code == 404


@pytest.mark.parametrize("interviewed", [True, False], ids=["note", "mail"])
def test_an_ending_to_nobody_s_address_asks_for_a_call(teammate, make, session, interviewed):
    nobody = make.candidate(email="")
    stage = "Interviews" if interviewed else "Review"
    application = make.ending(make.application(candidate=nobody, stage=stage, introduced=False))
    browser = teammate()

    words = words_of(browser, "/team/")
    assert "Not reached Sam Okafor" in words
    assert "There is no address to write to." in words

    with clock.held_at(MONDAY.replace(minute=30)):
        anew(session)
        sent = call_of(application)
        assert browser.post(path(application, "calls"), data=sent).status_code == 303
    with clock.held_at(MONDAY.replace(minute=31)):
        assert "Not reached" not in words_of(browser, "/team/")
