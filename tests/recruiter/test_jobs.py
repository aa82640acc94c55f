"""Jobs: the list, one of them, what is said of it."""

from datetime import date

import pytest

from portal.company.models import Department
from portal.hiring.actions import closing, jobs, templates
from portal.hiring.models import Job
from portal.hiring.stage_plans import USUAL, StagePlan
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
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


def test_a_job_begins_with_the_stages_of_a_template(teammate, make, session):
    with transaction(session):
        kept = templates.keep(session, make.job(), make.robin(), name="Engineers")
    browser = teammate()

    words = words_of(browser, f"{PATH}add")
    browser.post(f"{PATH}add", data={"title": "Painter", "template": "with_a_task"})
    browser.post(f"{PATH}add", data={"title": "Baker", "template": kept.ref})

    assert "With a task" in words
    assert "Engineers" in words
    anew(session)
    stages = {job.title: [stage.name for stage in job.stages] for job in session.query(Job)}
    assert stages["Painter"][2] == "Take-home"
    assert stages["Baker"] == stages["Backend Engineer"]


def test_a_job_is_changed(teammate, make, session):
    job, ada = make.job(), make.ada()
    session.add(Department(name="Engineering"))
    session.commit()
    browser, address = teammate(), path(job, "edit")
    sent = {
        "title": "Designer",
        "department": str(session.query(Department).one().id),
        "lead": ada.ref,
        "first_word_days": "4",
        "version": "1",
    }

    reply = browser.post(address, data=sent)

    assert (reply.status_code, reply.location) == (303, path(job))
    anew(session)
    assert (job.title, job.department.name, job.lead.name) == (
        "Designer",
        "Engineering",
        "Ada Lind",
    )
    words = words_of(browser, path(job))
    assert "Engineering · lead: Ada Lind · first word 4 working days after applying" in words
    assert trail_of(session, job.ref) == ["job.added", "job.changed"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Give it a title."),
        ({"public_url": "javascript:alert(1)"}, "A link starts with https://."),
        ({"everyone_by": "2026-11-22"}, "That day is over."),
        ({"first_word_days": "91"}, "Number must be between 1 and 90."),
        ({"lead": "made-up"}, "Not a valid choice"),
        ({"department": "77"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    job, browser = make.job(), teammate()
    sent = {"title": "Site Manager", "location": "Porto", "version": "1", **typed}

    with unchanged(session):
        reply = browser.post(path(job, "edit"), data=sent)

    assert said in reply.text
    fields = {field.get("name"): field.get("value") for field in Page(reply.text).fields()}
    assert (fields["title"], fields["location"]) == (sent["title"], "Porto")


def test_a_job_is_restricted_and_not_any_more(teammate, make, session):
    job, browser = make.job(), teammate()
    sent = {"title": job.title, "version": "1"}

    assert browser.post(path(job, "edit"), data=sent | {"is_restricted": "y"}).status_code == 303

    anew(session)
    assert job.is_restricted
    assert "Its figures are shown with others’ alone." in words_of(browser, path(job))
    second = browser.post(path(job, "edit"), data=sent)
    assert "Show no figures of this job by itself yes" in Page(second.text).text()
    browser.post(path(job, "edit"), data=sent | {"version": "2"})
    anew(session)
    assert not job.is_restricted


def test_the_second_of_two_is_told_what_the_first_changed(teammate, make, session):
    job, robin, ada = make.job(), teammate(), teammate(Role.ADMIN)
    ada.post(path(job, "edit"), data={"title": "Backend", "location": "Porto", "version": "1"})
    with transaction(session):
        closing.close(session, job, make.ada())
    sent = {"title": "Engineer", "location": "Porto", "version": "1"}

    reply = robin.post(path(job, "edit"), data=sent)

    assert reply.status_code == 409
    words = Page(reply.text).text()
    assert "Somebody changed this job meanwhile." in words
    assert "Ada Lind changed what is said of the job" in words
    assert "As it is kept now: Title, as candidates read it Backend" in words
    assert "Where Porto" not in words
    assert 'value="Engineer"' in reply.text
    assert 'name="version" value="2"' in reply.text
    again = robin.post(path(job, "edit"), data=sent | {"version": "2"})
    assert again.status_code == 303
    anew(session)
    assert job.title == "Engineer"


def test_a_job_that_nobody_applied_for_is_deleted(teammate, make, session):
    job, browser = make.job(), teammate()
    ref, address = job.ref, path(job, "delete")

    with unchanged(session):
        assert browser.post(address, data={"version": "1"}).status_code == 200
    reply = browser.post(address, data={"version": "1", "sure": "y"})

    assert (reply.status_code, reply.location) == (303, PATH)
    anew(session)
    assert session.query(Job).count() == 0
    assert trail_of(session, ref) == ["job.added", "job.removed"]
    assert browser.post(address, data={"version": "1", "sure": "y"}).status_code == 404


def test_a_job_with_people_in_it_stays_in_words(teammate, make, session):
    job, browser = make.application().job, teammate()

    with unchanged(session):
        reply = browser.post(path(job, "delete"), data={"version": "1", "sure": "y"})

    assert reply.status_code == 409
    assert "Somebody applied for this job, so it stays." in reply.text
    assert "Delete the job" not in words_of(browser, path(job, "edit"))


def test_whoever_types_into_a_job_that_is_deleted_gets_their_words_back(teammate, make, session):
    job, browser = make.job(), teammate()
    with transaction(session):
        jobs.remove(session, job, make.robin(), seen=1)

    reply = browser.post(path(job, "edit"), data={"title": "A title typed with some care"})

    assert reply.status_code == 404
    assert "A title typed with some care" in reply.text


def test_the_list_says_how_much_wants_a_look(teammate, make):
    bad = StagePlan("Talk", Status.INTERVIEWING, "You will be scored next week")
    make.job(stages=[USUAL[0], bad, StagePlan("Later")])

    assert "3 stages 1 says nothing 2 to look at" in words_of(teammate(), PATH)


def test_it_costs_the_same_for_one_job_and_for_twenty(teammate, make, engine):
    browser = teammate()
    make.application()
    with counted(engine) as one:
        browser.get(PATH)
    for number in range(19):
        make.application(job=make.job(f"Job {number}"))

    with counted(engine) as twenty:
        browser.get(PATH)

    assert len(twenty) == len(one) <= 8


def test_a_hiring_manager_reads_their_job_and_changes_nothing(teammate, make, session):
    job, other = make.job(), make.job("Data Analyst")
    jonas = manager(teammate, make, job)

    words = words_of(jonas, PATH)
    assert ("Backend Engineer" in words, "Data Analyst" in words) == (True, False)
    assert "We are reviewing your application" in words_of(jonas, path(job))
    assert Page(jonas.get(path(job)).text).every("select") == []
    assert jonas.get(path(other)).status_code == 404
    with unchanged(session):
        assert jonas.get(f"{PATH}add").status_code == 403
        assert jonas.get(path(job, "edit")).status_code == 403
        assert jonas.post(f"{PATH}add", data={"title": "Mine"}).status_code == 403
        assert jonas.post(path(job, "edit"), data={"title": "Mine"}).status_code == 403
        assert jonas.post(path(job, "delete"), data={"sure": "y"}).status_code == 403
        assert jonas.post(path(other, "edit"), data={"title": "Mine"}).status_code == 404


def test_reading_changes_nothing(teammate, make, session):
    job, browser = make.job(), teammate()

    with unchanged(session):
        for address in (PATH, f"{PATH}add", path(job), path(job, "edit")):
            assert browser.get(address).status_code == 200
        assert browser.get(f"{PATH}made-up").status_code == 404
