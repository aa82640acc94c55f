"""Questions of candidates in Today and on the page of the application."""

from datetime import timedelta

import pytest

from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.make import MONDAY
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.written import letters, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(question, act="answer"):
    return f"/team/applications/{question.application.ref}/questions/{question.ref}/{act}"


def sent(**more):
    return {"words": "Yes, on Fridays.", "seen": "0", **more}


def test_it_stands_in_today_and_is_answered_there(teammate, make, session):
    question = make.question()
    browser = teammate()
    assert "May I bring my dog?" in words_of(browser, "/team/")

    reply = browser.post(path(question), data=sent(**{"from": "today"}))

    assert (reply.status_code, reply.location) == (303, "/team/")
    words = words_of(browser, "/team/")
    assert "Answered: it stands on their page" in words
    assert "May I bring" not in words
    assert letters(session)[-1] is Letter.ANSWER


def test_a_late_one_says_since_when(teammate, make):
    make.question()

    with clock.held_at(MONDAY + timedelta(days=2)):
        words = words_of(teammate(), "/team/")

    assert "answer was due Tue 24 Nov" in words


def test_the_application_shows_the_whole_conversation(teammate, make):
    answer = make.answer()
    application = make.session.get_one(type(make.question()), answer.question_id).application

    words = words_of(teammate(), f"/team/applications/{application.ref}")

    assert "May I bring my dog?" in words
    assert "Yes, on Fridays." in words
    assert "Say more…" in words


def test_who_did_not_see_the_first_answer_keeps_their_words(teammate, make, session):
    question = make.question()
    make.answer(question)
    browser = teammate()

    with unchanged(session):
        reply = browser.post(path(question), data=sent(words="Only small dogs."))

    assert reply.status_code == 409
    assert "Somebody answered meanwhile" in reply.text
    assert "Only small dogs." in reply.text
    assert "Yes, on Fridays." in reply.text


@pytest.mark.parametrize(
    ("words", "because"), [("", "Write an answer."), ("x" * 5001, "5001 characters")]
)
def test_bad_input_comes_back_with_words_and_as_typed(teammate, make, session, words, because):
    question = make.question()
    browser = teammate()

    with unchanged(session):
        reply = browser.post(path(question), data=sent(words=words))

    assert because in reply.text
    assert words in reply.text


@pytest.mark.parametrize("seen", ["", "many", "-1", "٣"])
def test_a_tampered_count_harms_nobody(teammate, make, seen):
    question = make.question()

    assert teammate().post(path(question), data=sent(seen=seen)).status_code in {303, 409}


def test_it_needs_no_answer(teammate, make, session):
    question = make.question(words="Thank you!")
    browser = teammate()

    codes = [browser.post(path(question, "settle")).status_code for _press in range(2)]

    assert codes == [303, 303]
    anew(session)
    assert trail_of(session, question.ref) == ["question.asked", "question.settled"]
    assert Letter.ANSWER not in letters(session)
    assert "Thank you!" not in words_of(browser, "/team/")


def test_another_applications_question_is_not_there(teammate, make, session):
    question, charlie = make.question(), make.charlie()
    wrong = f"/team/applications/{charlie.ref}/questions/{question.ref}/answer"
    browser = teammate()

    with unchanged(session):
        assert browser.post(wrong, data=sent()).status_code == 404


def test_a_manager_reads_but_does_not_answer(teammate, make, session):
    question = make.question()
    browser = manager(teammate, make, question.application.job)

    words = words_of(browser, f"/team/applications/{question.application.ref}")

    assert "May I bring my dog?" in words
    assert "Send answer" not in words
    with unchanged(session):
        assert browser.post(path(question), data=sent()).status_code == 403


def test_ten_cost_no_more_statements_than_one(teammate, make, engine):
    make.question()
    browser = teammate()
    with counted(engine) as one:
        browser.get("/team/")
    for number in range(9):
        candidate = make.candidate(f"Person{number} Ahead")
        make.question(make.application(candidate=candidate))

    with counted(engine) as ten:
        page = browser.get("/team/").text

    assert page.count("Send answer") == 10
    assert len(ten) == len(one)
