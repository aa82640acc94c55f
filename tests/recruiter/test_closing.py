"""Closing a job, notes one after the other, and second choices, as pages."""

from datetime import timedelta

import pytest

from portal.hiring.actions import second_choices
from portal.hiring.stages import Outcome
from portal.plumbing import clock
from tests.kept import assert_kept
from tests.make import MONDAY, NOTE
from tests.recruiter.desk import anew, ending_of, manager, unchanged, words_of
from tests.written import trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def interviewed(make, name, job):
    return make.verdict(
        make.application(candidate=make.candidate(name), job=job, stage="Interviews")
    )


def close_of(job):
    return f"/team/jobs/{job.ref}/close"


def test_a_job_is_closed_in_steps(teammate, make, session):
    job, browser = make.job(), teammate()
    interviewed(make, "Omar Said", job)
    make.application(candidate=make.candidate("Ines Moreau"), job=job, stage="Interviews")
    make.application(candidate=make.candidate("Ken Ito"), job=job)
    assert_kept("recruiter/closing/close.html", browser.get(close_of(job)).text)
    assert f'href="{close_of(job)}"' in browser.get(f"/team/jobs/{job.ref}").text

    with unchanged(session):
        assert browser.post(close_of(job), data={}).status_code == 200
    reply = browser.post(close_of(job), data={"sure": "y"})

    assert (reply.status_code, reply.location) == (303, close_of(job))
    anew(session)
    assert (job.closing_at, job.closed_at) == (MONDAY, None)
    words = words_of(browser, close_of(job))
    assert "This job is being closed" in words
    assert "Write these 2 notes" in words
    assert "Write one mail for them" in words
    assert browser.post(close_of(job), data={"sure": "y"}).status_code == 409


def test_it_stays_open_after_all(teammate, make, session):
    job, browser = make.application().job, teammate()
    browser.post(close_of(job), data={"sure": "y"})

    replies = [browser.post(f"/team/jobs/{job.ref}/keep-open") for _time in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    anew(session)
    assert job.closing_at is None


def test_a_closed_job_is_opened_again_and_whoever_was_told_stays_told(
    teammate, candidate, make, session
):
    application = make.ending(make.application())
    job, browser = application.job, teammate()
    browser.post(close_of(job), data={"sure": "y"})
    sam = candidate(application)
    before = words_of(sam, f"/me/applications/{application.ref}")
    assert "Open this job again" in browser.get(close_of(job)).text
    with unchanged(session):
        assert browser.get(f"/team/jobs/{job.ref}/reopen").status_code == 405

    replies = [browser.post(f"/team/jobs/{job.ref}/reopen") for _time in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert "This job is open already." in replies[1].text
    anew(session)
    assert (job.closing_at, job.closed_at) == (None, None)
    assert trail_of(session, job.ref).count("job.reopened") == 1
    assert application.outcome is Outcome.NOT_SELECTED
    assert words_of(sam, f"/me/applications/{application.ref}") == before
    assert "Close this job" in browser.get(f"/team/jobs/{job.ref}").text


def test_an_open_offer_is_said_in_words(teammate, make, session):
    job, browser = make.offer().application.job, teammate()
    words = words_of(browser, close_of(job))
    assert "1 offer is open" in words
    assert "Begin to close it" not in words

    with unchanged(session):
        reply = browser.post(close_of(job), data={"sure": "y"})

    assert reply.status_code == 409
    assert "An offer is open." in reply.text


def test_it_warns_while_an_acceptance_may_be_undone(teammate, make):
    job, browser = make.accepted().application.job, teammate()

    assert "An acceptance may still be undone" in words_of(browser, close_of(job))
    with clock.held_at(MONDAY + timedelta(hours=25)):
        later = teammate()
        assert "may still be undone" not in words_of(later, close_of(job))


def test_a_closed_job_says_so(teammate, make):
    job, browser = make.job(), teammate()

    browser.post(close_of(job), data={"sure": "y"})

    assert "This job is closed" in words_of(browser, close_of(job))


def test_a_hiring_manager_closes_nothing(teammate, make, session):
    job = make.application().job
    jonas = manager(teammate, make, job)

    with unchanged(session):
        assert jonas.get(close_of(job)).status_code == 403
        assert jonas.post(close_of(job), data={"sure": "y"}).status_code == 403
        assert jonas.post(f"/team/jobs/{job.ref}/keep-open").status_code == 403
    other = make.job("Data Analyst")
    assert jonas.post(close_of(other), data={"sure": "y"}).status_code == 404


def test_notes_are_written_one_after_the_other(teammate, make, session):
    job, browser = make.job(), teammate()
    omar, ines = (interviewed(make, name, job) for name in ("Omar Said", "Ines Moreau"))
    queue = f"/team/jobs/{job.ref}/notes"
    assert_kept("recruiter/notes/of_job.html", browser.get(queue).text)

    write = browser.get(f"/team/applications/{omar.ref}/ending?queue={job.ref}").text
    assert "2 notes to write." in write
    assert f"/team/applications/{ines.ref}/ending?queue={job.ref}" in write
    read = browser.post(
        f"/team/applications/{omar.ref}/ending/preview", data=ending_of(omar, queue=job.ref)
    )
    assert f'name="queue" value="{job.ref}"' in read.text
    replies = []
    for one in (omar, ines):
        sent = ending_of(one, queue=job.ref, overruled="y")
        replies.append(browser.post(f"/team/applications/{one.ref}/ending/tell", data=sent))

    assert [reply.location for reply in replies] == [
        f"/team/applications/{ines.ref}/ending?queue={job.ref}",
        queue,
    ]
    assert "No note is waiting to be written" in words_of(browser, queue)
    anew(session)
    assert (omar.waiting().words, ines.waiting().words) == (NOTE, NOTE)


def test_my_own_notes_are_a_queue_too(teammate, make):
    omar = interviewed(make, "Omar Said", make.job())
    browser = teammate()
    assert_kept("recruiter/notes/mine.html", browser.get("/team/notes/").text)

    sent = ending_of(omar, queue="mine")
    reply = browser.post(f"/team/applications/{omar.ref}/ending/tell", data=sent)

    assert reply.location == "/team/notes/"


def test_a_made_up_queue_is_none(teammate, make):
    omar = interviewed(make, "Omar Said", make.job())

    page = teammate().get(f"/team/applications/{omar.ref}/ending?queue=made-up").text

    assert "Skip this one" not in page
    assert "All of them" not in page


def test_who_was_interviewed_and_not_decided_is_told_that_the_job_closes(teammate, make, session):
    application, browser = make.application(stage="Interviews"), teammate()
    browser.post(close_of(application.job), data={"sure": "y"})

    path = f"/team/applications/{application.ref}/ending"
    shown = browser.post(f"{path}/preview", data=ending_of(application))
    assert "This role is closed" in shown.text
    browser.post(f"{path}/tell", data=ending_of(application))

    anew(session)
    assert application.waiting().outcome is Outcome.JOB_CLOSED


def test_a_second_choice_is_for_the_team_alone(teammate, make, session, candidate):
    application, browser = make.application(stage="Decision"), teammate()
    theirs = candidate(application)
    before = theirs.get(f"/me/applications/{application.ref}").text
    path = f"/team/applications/{application.ref}/second-choice"

    replies = [browser.post(path) for _time in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert "Second choice: only the team knows." in words_of(
        browser, f"/team/applications/{application.ref}"
    )
    assert "Second choices" in words_of(browser, "/team/")
    after = theirs.get(f"/me/applications/{application.ref}").text
    assert without_token(after) == without_token(before)
    assert trail_of(session, application.ref).count("second_choice.marked") == 1
    replies = [browser.post(f"{path}/off") for _time in range(2)]
    assert [reply.status_code for reply in replies] == [303, 409]
    anew(session)
    assert second_choices.standing(session, application) is None


def without_token(html):
    return [line for line in html.splitlines() if "csrf_token" not in line]


def test_a_hiring_manager_marks_on_their_own_job_only(teammate, make):
    application = make.application()
    jonas = manager(teammate, make, application.job)

    def mark(whose):
        return jonas.post(f"/team/applications/{whose.ref}/second-choice").status_code

    assert (mark(application), mark(make.charlie())) == (303, 404)
