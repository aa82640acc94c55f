"""I can't make it: two other times, in the candidate's own zone, and nothing moves by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.hiring.actions import steps
from portal.hiring.models import Application, StepKind, StepProposal
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import unchanged
from tests.written import letters, trail_of

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def application(make):
    return make.application(candidate=make.candidate(zone="Asia/Tokyo"), stage="Interviews")


@pytest.fixture
def step(make, application):
    return make.step(application, starts_at=WEDNESDAY)


def sent(**more):
    return {
        "first_day": "2026-11-26",
        "first_time": "18:00",
        "second_day": "2026-11-27",
        "second_time": "09:30",
        "words": "School starts that day.",
        **more,
    }


def path(step):
    return f"/me/steps/{step.ref}/other-times"


def waiting(session):
    session.rollback()
    return session.scalars(select(StepProposal)).all()


def test_they_say_when_they_can_in_their_own_time(candidate, make, session, application, step):
    browser = candidate(application)

    reply = browser.post(path(step), data=sent())

    assert (reply.status_code, reply.location) == (303, f"/me/applications/{application.ref}")
    (proposal,) = waiting(session)
    assert proposal.first_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert proposal.second_at == datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
    assert letters(session)[-1] is Letter.TEAM_CANT_MAKE_IT
    assert trail_of(session, step.ref)[-1] == "step.other_times"
    page = browser.get(reply.location).text
    assert (
        "You told us you can’t make it, and proposed Thu 26 Nov 18:00 or Fri 27 Nov 09:30."
        " Until we answer, the old time stands. You will hear from us by Monday 30 November."
    ) in Page(page).text()
    assert "Wed 25 Nov 18:00" in Page(page).text()


def test_the_page_asks_and_says_that_it_has_no_effect(candidate, session, application, step):
    browser = candidate(application)
    assert path(step) in browser.get(f"/me/applications/{application.ref}").text

    with unchanged(session):
        reply = browser.get(path(step))

    assert "has no effect on how we see you" in reply.text
    assert "On a clock in Tokyo." in Page(reply.text).text()
    assert_kept("candidate/steps/other_times.html", reply.text)


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"first_day": ""}, "Say which day."),
        ({"second_time": ""}, "Say at what time."),
        ({"first_day": "2026-11-22"}, "That time is over already."),
        ({"second_day": "2026-11-23", "second_time": "17:59"}, "That time is over already."),
        ({"first_day": "the 26th"}, "Not a valid date value."),
        ({"first_day": "2199-12-31"}, "too far ahead"),
        ({"second_day": "2026-11-26", "second_time": "18:00"}, "two different times"),
        ({"words": "x" * 2001}, "2001 characters"),
    ],
)
def test_what_is_no_time_comes_back_with_words_and_as_typed(
    candidate, session, application, step, more, because
):
    browser = candidate(application)

    with unchanged(session):
        reply = browser.post(path(step), data=sent(**more))

    assert because in reply.text
    for name, typed in sent(**more).items():
        assert typed in reply.text, name


def test_a_time_that_does_not_exist_there_is_refused(candidate, make, session):
    application = make.application(candidate=make.candidate(zone="Europe/Lisbon"))
    step = make.step(application, starts_at=WEDNESDAY)

    reply = candidate(application).post(
        path(step), data=sent(first_day="2027-03-28", first_time="01:30")
    )

    assert "this time does not exist there" in reply.text
    assert waiting(session) == []


def test_twice_does_it_once(candidate, session, application, step):
    browser = candidate(application)

    codes = [browser.post(path(step), data=sent()).status_code for _click in range(2)]

    assert codes == [303, 303]
    assert len(waiting(session)) == 1
    assert letters(session).count(Letter.TEAM_CANT_MAKE_IT) == 1


def test_charlies_interview_is_not_there_for_sam(candidate, make, session, application, step):
    charlies = make.step(make.charlie(), starts_at=WEDNESDAY)
    browser = candidate(application)

    with unchanged(session):
        replies = [browser.get(path(charlies)), browser.post(path(charlies), data=sent())]

    assert [reply.status_code for reply in replies] == [404, 404]


def test_a_task_and_what_is_cancelled_have_no_other_times(candidate, make, session, application):
    task = make.step(application, kind=StepKind.TASK)
    gone = make.step(application, starts_at=WEDNESDAY)
    with transaction(session):
        steps.cancel(session, gone, make.robin())
    browser = candidate(application)

    assert "other-times" not in browser.get(f"/me/applications/{application.ref}").text
    for step in (task, gone):
        with unchanged(session):
            reply = browser.post(path(step), data=sent())
        assert reply.status_code == 409
        assert "There is no time to change here" in reply.text


def test_the_answer_takes_the_line_away(candidate, make, session, application, step):
    browser = candidate(application)
    browser.post(path(step), data=sent())
    with transaction(session):
        found = session.get_one(Application, application.id)
        plan = steps.Plan(
            StepKind.INTERVIEW, "Meet the team", MONDAY + timedelta(days=3), None, "Asia/Tokyo"
        )
        steps.change(session, found.steps[0], make.robin(), plan=plan)

    words = Page(browser.get(f"/me/applications/{application.ref}").text).text()

    assert "You told us you can’t make it" not in words
    assert "Thu 26 Nov 18:00" in words
