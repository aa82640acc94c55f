"""Jobs, and what their stages say to candidates."""

from datetime import date

import pytest

from portal.hiring.models import Job
from portal.hiring.stages import Status
from portal.plumbing import clock
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, counted, manager, unchanged, update_of, words_of
from tests.written import trail_of

PATH = "/team/jobs/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(job, act=""):
    return f"{PATH}{job.ref}" + (f"/{act}" if act else "")


def test_an_empty_list_says_what_to_do(teammate):
    assert "Open a job, then bring in who applied for it." in words_of(teammate(), PATH)


def test_the_list_counts_who_is_open_and_which_stages_say_nothing(teammate, make, session):
    application = make.application()
    make.ending(make.application(job=application.job))
    make.stage(application.job, "Review").status = None
    session.commit()

    words = words_of(teammate(), PATH)

    assert "Backend Engineer" in words
    assert "1 open" in words
    assert "5 stages 1 says nothing" in words


def test_a_job_is_opened_with_its_stages(teammate, session):
    sent = {
        "title": "Site  Manager",
        "location": "Porto",
        "public_url": "https://northwind.example/jobs/1",
        "everyone_by": "2026-12-18",
    }

    reply = teammate().post(f"{PATH}add", data=sent)

    anew(session)
    job = session.query(Job).one()
    assert (reply.status_code, reply.location) == (303, path(job))
    assert (job.title, job.location, job.everyone_by) == (
        "Site Manager",
        "Porto",
        date(2026, 12, 18),
    )
    assert job.lead.name == "Robin Keller"
    assert [stage.status for stage in job.stages] == [
        Status.RECEIVED,
        Status.IN_REVIEW,
        Status.INTERVIEWING,
        Status.DECIDING,
        Status.ON_HOLD,
    ]
    assert trail_of(session, job.ref) == ["job.added"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 121}, "at most 120 fit here"),
        ({"public_url": "javascript:alert(1)"}, "A link starts with https://."),
        ({"everyone_by": "soon"}, "Not a valid date value."),
        ({"first_word_days": "0"}, "Number must be between 1 and 90."),
        ({"first_word_days": "ten"}, "Not a valid integer value."),
    ],
)
def test_what_cannot_be_opened_comes_back_as_it_was_typed(teammate, session, typed, said):
    sent, browser = {"title": "Site Manager", "location": "Porto", **typed}, teammate()

    with unchanged(session):
        reply = browser.post(f"{PATH}add", data=sent)

    assert said in reply.text
    fields = {field.get("name"): field.get("value") for field in Page(reply.text).fields()}
    assert (fields["title"], fields["location"]) == (sent["title"], "Porto")


def test_a_stage_is_mapped_and_what_was_told_stays(teammate, make, session):
    application, browser = make.application(stage="Review"), teammate()
    stage = make.stage(application.job, "Review")
    sent = {"status": "interviewing", "sentence": "You will meet us"}

    reply = browser.post(path(application.job, f"stages/{stage.ref}"), data=sent)

    assert reply.status_code == 303
    anew(session)
    assert (stage.status, stage.sentence) == (Status.INTERVIEWING, "You will meet us")
    assert application.status is Status.IN_REVIEW
    assert [update.sentence for update in application.updates] == [
        "We are reviewing your application"
    ]
    assert trail_of(session, application.job.ref) == ["job.added", "job.mapped"]
    browser.post(
        f"/team/applications/{application.ref}/update", data=update_of(application, stage=stage.ref)
    )
    anew(session)
    assert application.updates[-1].sentence == "You will meet us"


def test_a_stage_may_say_nothing(teammate, make, session):
    job, browser = make.job(), teammate()
    stage = make.stage(job, "Review")

    browser.post(path(job, f"stages/{stage.ref}"), data={"status": "", "sentence": ""})

    anew(session)
    assert stage.status is None
    assert "says nothing yet" in words_of(browser, path(job))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"status": "offer"}, "Not a valid choice"),
        ({"status": "closed"}, "Not a valid choice"),
        ({"status": "made-up"}, "Not a valid choice"),
        ({"sentence": "x" * 201}, "at most 200 fit here"),
    ],
)
def test_a_stage_is_not_mapped_to_what_has_an_act_of_its_own(teammate, make, session, typed, said):
    job, browser = make.job(), teammate()
    stage = make.stage(job, "Review")
    sent = {"status": "in_review", "sentence": "Reading", **typed}

    with unchanged(session):
        reply = browser.post(path(job, f"stages/{stage.ref}"), data=sent)

    assert said in reply.text
    assert f'value="{sent["sentence"]}"' in reply.text


def test_a_stage_is_added_once(teammate, make, session):
    job, browser = make.job(), teammate()
    sent = {"name": "Phone screen", "status": "interviewing", "sentence": ""}

    first, second = (browser.post(path(job, "stages"), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "This job has a stage of that name." in second.text
    anew(session)
    assert (job.stages[-1].name, job.stages[-1].position) == ("Phone screen", 5)


def test_a_stage_of_another_job_is_not_found(teammate, make, session):
    job, other, browser = make.job(), make.job("Data Analyst"), teammate()
    stage = make.stage(other, "Review")

    with unchanged(session):
        reply = browser.post(path(job, f"stages/{stage.ref}"), data={"status": "deciding"})

    assert reply.status_code == 404


def test_it_costs_the_same_for_one_job_and_for_twenty(teammate, make, engine):
    browser = teammate()
    make.application()
    with counted(engine) as one:
        browser.get(PATH)
    for number in range(19):
        make.application(job=make.job(f"Job {number}"))

    with counted(engine) as twenty:
        browser.get(PATH)

    assert len(twenty) == len(one) <= 5


def test_a_hiring_manager_reads_their_job_and_changes_nothing(teammate, make, session):
    job, other = make.job(), make.job("Data Analyst")
    jonas = manager(teammate, make, job)
    stage = make.stage(job, "Review")

    words = words_of(jonas, PATH)
    assert ("Backend Engineer" in words, "Data Analyst" in words) == (True, False)
    assert "We are reviewing your application" in words_of(jonas, path(job))
    assert Page(jonas.get(path(job)).text).every("select") == []
    assert jonas.get(path(other)).status_code == 404
    with unchanged(session):
        assert jonas.get(f"{PATH}add").status_code == 403
        assert jonas.post(f"{PATH}add", data={"title": "Mine"}).status_code == 403
        assert jonas.post(path(job, "stages"), data={"name": "Mine"}).status_code == 403
        assert jonas.post(path(job, f"stages/{stage.ref}")).status_code == 403
        assert jonas.post(path(other, "stages"), data={"name": "Mine"}).status_code == 404


def test_reading_changes_nothing(teammate, make, session):
    job, browser = make.job(), teammate()

    with unchanged(session):
        for address in (PATH, f"{PATH}add", path(job)):
            assert browser.get(address).status_code == 200
        assert browser.get(f"{PATH}made-up").status_code == 404
