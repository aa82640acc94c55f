"""Writing down that somebody has the job, and answering who says so."""

import pytest

from portal.engagement.models import Question
from portal.hiring.models import Application
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.offers.models import Offer
from portal.plumbing import clock
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application):
    return f"/team/applications/{application.ref}/verbal"


def confirming(question):
    return f"/team/applications/{question.application.ref}/questions/{question.ref}/confirm"


def said_of(application, **more):
    return {
        "said_by": "Priya Nair",
        "said_on": "2026-11-20",
        "version": str(application.version),
        **more,
    }


def test_it_is_written_down_with_who_and_when(teammate, make, session, candidate):
    application, browser = make.application(stage="Decision"), teammate()
    assert path(application) in browser.get(f"/team/applications/{application.ref}").text
    page = Page(browser.get(path(application)).text)
    fields = {field.get("name"): field.get("value") for field in page.fields()}
    assert (fields["said_by"], fields["said_on"]) == ("Robin Keller", "2026-11-23")

    reply = browser.post(path(application), data=said_of(application))

    assert (reply.status_code, reply.location) == (303, f"/team/applications/{application.ref}")
    words = words_of(browser, f"/team/applications/{application.ref}")
    assert "Priya Nair said on Friday 20 November that they have the job." in words
    assert "The written offer is promised by Thursday 26 November." in words
    assert "Said, and not in writing yet" in words_of(browser, "/team/")
    read = words_of(candidate(application), f"/me/applications/{application.ref}")
    assert "Priya Nair told you on Friday 20 November, and here it is in writing." in read
    assert "You will hear from us by Thursday 26 November." in read


def test_sent_twice_it_is_written_once(teammate, make, session):
    application, browser = make.application(stage="Decision"), teammate()
    sent = said_of(application)

    first, second = (browser.post(path(application), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert letters(session).count(Letter.VERBAL_OFFER) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"said_by": " "}, "Write who said it."),
        ({"said_by": "x" * 200}, "at most 120 fit here"),
        ({"said_on": ""}, "Say on which day."),
        ({"said_on": "2026-12-24"}, "That day is still to come."),
    ],
)
def test_bad_input_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.application(stage="Decision"), teammate()
    sent = said_of(application, **typed)

    with unchanged(session):
        reply = browser.post(path(application), data=sent)

    assert said in reply.text
    fields = {field.get("name"): field.get("value") for field in Page(reply.text).fields()}
    assert (fields["said_by"] or "", fields["said_on"] or "") == (
        sent["said_by"].strip(),
        sent["said_on"],
    )


def test_a_claim_is_confirmed_as_they_wrote_it_or_corrected(teammate, make, session):
    question, browser = make.claim(words="She rang me at noon."), teammate()
    today = words_of(browser, "/team/")
    assert "Was told they have the job." in today
    page = browser.get(f"/team/applications/{question.application.ref}").text
    assert confirming(question) in page
    assert "was told they have the job: by Priya Nair, on Monday 23 November" in Page(page).text()
    assert "Needs no answer" not in page
    form = Page(browser.get(confirming(question)).text)
    fields = {field.get("name"): field.get("value") for field in form.fields()}
    assert (fields["said_by"], fields["said_on"]) == ("Priya Nair", "2026-11-23")

    sent = said_of(question.application, said_by="Priya N. Nair")
    reply = browser.post(confirming(question), data=sent)

    assert reply.status_code == 303
    anew(session)
    assert session.query(Offer).one().said_by == "Priya N. Nair"
    assert session.query(Question).one().settled_at == MONDAY
    assert session.query(Application).one().status is Status.OFFER
    with unchanged(session):
        assert browser.post(confirming(question), data=sent).status_code == 409


def test_an_ordinary_question_cannot_be_confirmed(teammate, make, session):
    question, browser = make.question(), teammate()

    with unchanged(session):
        assert browser.get(confirming(question)).status_code == 404
        sent = said_of(question.application)
        assert browser.post(confirming(question), data=sent).status_code == 404


def test_who_may_tell_may_say_it_and_nobody_else(teammate, make, session):
    question, charlie = make.claim(), make.charlie()
    application = question.application
    jonas, robin = manager(teammate, make, application.job), teammate()

    with unchanged(session):
        for address in (path(application), confirming(question)):
            assert jonas.get(address).status_code == 403
            assert jonas.post(address, data=said_of(application)).status_code == 403
            assert robin.get(address).status_code == 200
        assert jonas.post(path(charlie), data=said_of(charlie)).status_code == 404
        elsewhere = f"/team/applications/{charlie.ref}/questions/{question.ref}/confirm"
        assert robin.post(elsewhere, data=said_of(charlie)).status_code == 404
