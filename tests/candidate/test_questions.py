"""Asking, and reading what was answered."""

from datetime import timedelta

import pytest

from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import unchanged, words_of
from tests.written import letters


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application):
    return f"/me/applications/{application.ref}/questions"


def test_a_question_is_asked_from_the_first_page(candidate, make, session):
    application = make.application()
    browser = candidate(application)
    assert path(application) in browser.get(f"/me/applications/{application.ref}").text

    reply = browser.post(path(application), data={"words": "May I bring my dog?"})

    assert (reply.status_code, reply.location) == (303, path(application))
    words = words_of(browser, path(application))
    assert "Your question is with us." in words
    assert "May I bring my dog?" in words
    assert "You will have an answer by Tuesday 24 November." in words
    assert letters(session)[-1] is Letter.TEAM_QUESTION
    assert "Your question" in words_of(browser, f"/me/applications/{application.ref}")


def test_the_answer_stands_below_the_question(candidate, make):
    application = make.application()
    make.answer(make.question(application))

    page = candidate(application).get(path(application)).text

    assert "Robin Keller answered" in Page(page).text()
    assert "Yes, on Fridays." in page
    assert "You will have an answer" not in page
    assert_kept("candidate/questions/ask.html", page)


def test_a_late_answer_is_said_to_be_late(candidate, make):
    application = make.application()
    make.question(application)

    with clock.held_at(MONDAY + timedelta(days=2)):
        words = words_of(candidate(application), path(application))

    assert "We promised you an answer by Tuesday 24 November and are late." in words


@pytest.mark.parametrize(
    ("words", "because"), [("  ", "Write your question."), ("x" * 20_000, "20000 characters")]
)
def test_bad_input_comes_back_with_words_and_as_typed(candidate, make, session, words, because):
    application = make.application()
    browser = candidate(application)

    with unchanged(session):
        reply = browser.post(path(application), data={"words": words})

    assert because in reply.text
    assert words.strip() in reply.text


def test_looking_changes_nothing(candidate, make, session):
    application = make.application()
    browser = candidate(application)

    with unchanged(session):
        assert browser.get(path(application)).status_code == 200


def test_charlies_questions_are_not_there_for_sam(candidate, make, session):
    charlie = make.charlie()
    browser = candidate(make.application())

    with unchanged(session):
        replies = [browser.get(path(charlie)), browser.post(path(charlie), data={"words": "Who?"})]

    assert [reply.status_code for reply in replies] == [404, 404]


def test_the_closing_page_leads_to_it(candidate, make):
    application = make.ending()
    browser = candidate(application)

    assert path(application) in browser.get(f"/me/applications/{application.ref}").text
    assert browser.post(path(application), data={"words": "Why?"}).status_code == 303
