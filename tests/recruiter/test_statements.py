"""A page of the team says as much to the database for one row as for fifty."""

from datetime import timedelta

import pytest

from portal.hiring.actions import applications, updates
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY, WORDS
from tests.recruiter.desk import counted

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def somebody(make, number, job):
    """Who is due a word today, with a step ahead and a memo; who is decided and untold; and whose
    offer has gone quiet.
    """
    with clock.held_at(MONDAY - 5 * DAY):
        person = make.candidate(f"Person{number} Quill")
        application = make.application(candidate=person, job=job, stage="Interviews")
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=MONDAY.date())
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)
            applications.add_memo(make.session, application, make.robin(), words="Ask Jonas.")
        asked = make.candidate(f"Asked{number} Quill")
        make.offer(make.application(candidate=asked, job=job, stage="Decision"))
    make.step(application, starts_at=MONDAY + DAY)
    make.verdict(make.application(candidate=make.candidate(f"Decided{number} Quill"), job=job))
    make.post(f"News {number}")
    return application


def test_pages_cost_the_same_for_one_and_for_fifty(teammate, make, engine):
    job, browser = make.job(), teammate()
    application = somebody(make, 0, job)
    more = [make.job(f"Job {number}") for number in range(2)]
    paths = [
        "/team/",
        "/team/?whose=everyone",
        f"/team/?job={job.ref}",
        "/team/candidates/",
        "/team/candidates/?q=quill+back&show=open",
        "/team/candidates/?show=late",
        f"/team/applications/{application.ref}",
        "/team/jobs/",
        f"/team/jobs/{job.ref}",
        "/team/news/",
    ]

    one = [cost(browser, engine, path) for path in paths]
    for number in range(1, 50):
        somebody(make, number, more[number % 2] if number % 3 else job)

    assert [cost(browser, engine, path) for path in paths] == one


def cost(browser, engine, path):
    """How many statements that page takes, with everything warm."""
    browser.get(path)
    with counted(engine) as said:
        assert browser.get(path).status_code == 200, path
    return path, len(said)
