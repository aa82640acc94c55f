"""I was told that I have the job."""

import pytest

from portal.engagement.models import Question
from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, unchanged, words_of
from tests.written import letters


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application):
    return f"/me/applications/{application.ref}/told"


def told(**more):
    return {"said_by": "Priya Nair", "said_on": "2026-11-20", "words": "On the phone.", **more}


def test_it_is_said_and_promised_an_answer(candidate, make, session):
    application = make.application(stage="Decision")
    browser = candidate(application)
    assert path(application) in browser.get(f"/me/applications/{application.ref}").text

    reply = browser.post(path(application), data=told())

    asked = f"/me/applications/{application.ref}/questions"
    assert (reply.status_code, reply.location) == (303, asked)
    words = words_of(browser, asked)
    assert "I was told that I have the job: by Priya Nair, on Friday 20 November." in words
    assert "On the phone." in words
    assert "You will have an answer by Tuesday 24 November." in words
    assert letters(session)[-1] is Letter.TEAM_ASSURANCE
    assert_kept("candidate/assurances/told.html", browser.get(path(application)).text)


def test_said_twice_it_is_one(candidate, make, session):
    application = make.application(stage="Decision")
    browser = candidate(application)

    for _time in range(2):
        assert browser.post(path(application), data=told()).status_code == 303

    anew(session)
    assert session.query(Question).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"said_by": ""}, "Write who said it."),
        ({"said_on": "yesterday"}, "Not a valid date value."),
        ({"said_on": "2027-01-01"}, "That day is still to come."),
        ({"words": "x" * 2001}, "2001 characters"),
    ],
)
def test_bad_input_comes_back_as_it_was_typed(candidate, make, session, typed, said):
    application = make.application(stage="Decision")
    browser, sent = candidate(application), told(**typed)

    with unchanged(session):
        reply = browser.post(path(application), data=sent)

    assert said in reply.text
    fields = {field.get("name"): field for field in Page(reply.text).fields()}
    assert (fields["said_by"].get("value") or "") == sent["said_by"]
    assert fields["words"].text() == sent["words"]


def test_charlie_says_nothing_about_sams(candidate, make, session):
    application = make.application(stage="Decision")
    browser = candidate(make.charlie())

    with unchanged(session):
        assert browser.get(path(application)).status_code == 404
        assert browser.post(path(application), data=told()).status_code == 404


def test_looking_changes_nothing(candidate, make, session):
    application = make.application(stage="Decision")
    browser = candidate(application)

    with unchanged(session):
        assert browser.get(path(application)).status_code == 200


def test_an_offer_by_word_of_mouth_has_no_terms_to_read(candidate, make):
    offer = make.verbal()
    browser = candidate(offer.application, code=True)
    page = browser.get(f"/me/applications/{offer.application.ref}").text
    assert_kept("candidate/status/show.html", page, case="verbal")

    reply = browser.get(f"/me/offers/{offer.ref}")

    assert (reply.status_code, reply.location) == (
        303,
        f"/me/applications/{offer.application.ref}",
    )
    assert browser.post(f"/me/offers/{offer.ref}/accept", data={"sure": "y"}).status_code == 409
    assert path(offer.application) not in page
