"""The figures of the ledger, on a page of their own and on the job's; a day far ahead."""

from datetime import date

import pytest

from portal.hiring.actions import updates
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.kept import assert_kept
from tests.make import MONDAY, WORDS
from tests.pages import Page
from tests.recruiter.desk import anew, counted, manager, unchanged, update_of, words_of
from tests.written import ledger_of

ROOT = "/team/feedback/promises"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def missed(make, name="Sam Okafor", **more):
    """Somebody who was promised a word by the end of October, and waits."""
    with clock.held_at(MONDAY.replace(month=10, day=5)):
        application = make.application(candidate=make.candidate(name), stage="Interviews", **more)
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=date(2026, 10, 30))
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)
    return application


def test_what_was_missed_stands_by_month_and_by_job(teammate, make, session):
    application = missed(make)

    words = words_of(teammate(), ROOT)

    assert "Oct 2026 1 0 1 0" in words
    assert "Backend Engineer 1 0 1 0" in words
    assert "Robin" not in words
    assert "Oct 2026 1 0 1 0" in words_of(teammate(), f"/team/jobs/{application.job.ref}")


def test_before_anything_was_due_it_says_what_will_stand_there(teammate, make):
    job = make.job()

    assert "No promise was due yet." in words_of(teammate(), ROOT)
    assert "No promise was due yet." in words_of(teammate(), f"/team/jobs/{job.ref}")


def test_a_hiring_manager_sees_their_jobs_alone(teammate, make):
    missed(make)
    job = make.job("Data Analyst")
    missed(make, "Charlie Byrne", job=job)

    words = words_of(manager(teammate, make, job), ROOT)

    assert "Data Analyst 1 0 1 0" in words
    assert "Backend" not in words


def test_a_hiring_manager_without_a_job_sees_no_figures(teammate, make):
    assert manager(teammate, make).get(ROOT).status_code == 403


def test_reading_changes_nothing(teammate, make, session):
    missed(make)
    browser = teammate()

    with unchanged(session):
        browser.get(ROOT)


def test_it_costs_the_same_for_one_and_for_many(teammate, make, engine):
    browser = teammate()
    missed(make)
    with counted(engine) as one:
        browser.get(ROOT)
    for number in range(10):
        missed(make, f"P{number} Quill", job=make.job(f"Job {number}"))

    with counted(engine) as many:
        browser.get(ROOT)

    assert len(many) == len(one) <= 10


def test_the_words_of_the_page_are_kept(teammate, make):
    missed(make)

    assert_kept("recruiter/feedback/promises.html", teammate().get(ROOT).text)


def far(application, day, **more):
    return update_of(application, next_word="other", other_day=day, **more)


@pytest.mark.parametrize("act", ["update", "longer"])
def test_a_day_far_ahead_asks_for_a_tick_and_keeps_the_words(teammate, make, session, act):
    application, browser = make.application(stage="Interviews"), teammate()
    page = f"/team/applications/{application.ref}/{act}"
    data = far(application, "2026-12-22", why="own")
    before = ledger_of(session, application)

    reply = browser.post(page, data=data)

    assert reply.status_code == 200
    words = Page(reply.text).text()
    assert "22 December 2026 is more than 20 working days away." in words
    assert "Yes, they are to wait that long" in words
    assert WORDS in reply.text
    assert ledger_of(session, application) == before
    assert browser.post(page, data={**data, "far": "y"}).status_code == 303
    anew(session)
    assert application.next_word_by == date(2026, 12, 22)


def test_twenty_working_days_take_no_tick(teammate, make, session):
    application = make.application(stage="Interviews")
    page = f"/team/applications/{application.ref}/update"

    assert teammate().post(page, data=far(application, "2026-12-21")).status_code == 303


def test_beyond_ninety_no_tick_helps(teammate, make, session):
    application, browser = make.application(stage="Interviews"), teammate()
    page = f"/team/applications/{application.ref}/update"

    for more in ({}, {"far": "y"}):
        reply = browser.post(page, data=far(application, "2027-04-30", **more))
        assert reply.status_code == 409
        words = Page(reply.text).text()
        assert "That is more than 90 working days away" in words
        assert "Yes, they are to wait that long" not in words


def test_a_day_of_the_list_takes_no_tick(teammate, make):
    job = make.job(everyone_by=date(2027, 2, 1))
    application = make.application(job=job)
    page = f"/team/applications/{application.ref}/update"
    data = update_of(application, next_word="2027-02-01")

    assert teammate().post(page, data=data).status_code == 303
