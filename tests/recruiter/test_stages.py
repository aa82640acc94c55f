"""The stages of a job on its page, and the sets of stages that the team keeps."""

import re

import pytest

from portal.hiring.actions import pipelines, templates
from portal.hiring.models import StageTemplate
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, update_of, words_of
from tests.written import letters, trail_of

ORDER = ["Received", "Review", "Interviews", "Decision", "On hold"]


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def page(job):
    return f"/team/jobs/{job.ref}"


def at(job, name="", act=""):
    """Where a form about that stage is sent to."""
    ref = next((stage.ref for stage in job.stages if stage.name == name), "")
    return f"{page(job)}/stages/{ref}" + (f"/{act}" if act else "")


def typed(**more):
    return {"name": "Review", "status": "in_review", "sentence": "", "version": "1", **more}


def read(browser, application):
    """The page as the candidate reads it, without what each request makes anew."""
    text = browser.get(f"/me/applications/{application.ref}").text
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def fields_of(reply):
    """The fields of the page that have something in them, several of one name included."""
    return [(field.get("name"), field.get("value")) for field in Page(reply.text).fields()]


def test_a_stage_is_changed_and_what_was_told_stays(teammate, make, session, candidate):
    application, browser = make.application(stage="Review"), teammate()
    job, sam = application.job, candidate(application)
    before = read(sam, application)
    sent = typed(name="Meeting", status="interviewing", sentence="You will meet us", days="8")
    stage = make.stage(job, "Review")

    reply = browser.post(at(job, "Review"), data=sent)

    assert (reply.status_code, reply.location) == (303, f"{page(job)}#stages")
    anew(session)
    assert stage.plan() == StagePlan("Meeting", Status.INTERVIEWING, "You will meet us", 8)
    assert trail_of(session, job.ref) == ["job.added", "job.mapped"]
    assert read(sam, application) == before
    browser.post(
        f"/team/applications/{application.ref}/update", data=update_of(application, stage=stage.ref)
    )
    anew(session)
    assert application.updates[-1].sentence == "You will meet us"
    assert read(sam, application) != before


def test_no_change_of_the_map_is_read_or_mailed(teammate, make, session, candidate):
    application, browser = make.application(stage="Review"), teammate()
    job, sam = application.job, candidate(application)
    before = read(sam, application)
    mails = letters(session)

    browser.post(at(job, "Review"), data=typed(name="Talk", status="", days="2"))
    browser.post(at(job), data={"name": "More", "status": "deciding"})
    browser.post(at(job, "Decision", "move"), data={"way": "up", "version": "3"})
    browser.post(at(job, "Received", "remove"), data={"version": "4"})
    rule = {"title": job.title, "first_word_days": "3", "version": "5"}
    browser.post(f"{page(job)}/edit", data=rule)

    anew(session)
    assert job.version == 6
    assert read(sam, application) == before
    assert letters(session) == mails


def test_a_stage_may_say_nothing(teammate, make, session):
    job, browser = make.job(), teammate()

    browser.post(at(job, "Review"), data=typed(status=""))

    anew(session)
    assert make.stage(job, "Review").status is None
    words = words_of(browser, page(job))
    assert "Review says nothing yet look Not mapped" in words
    assert "Nothing new: their page stays as it is." in words


def test_the_page_shows_what_they_would_read(teammate, make, session):
    job, browser = make.job(), teammate()

    sent = typed(name="Meeting", status="interviewing", sentence="You will meet us", days="8")
    browser.post(at(job, "Interviews"), data=sent)

    words = words_of(browser, page(job))
    assert "As they will read it, told today You will meet us Received Review Interviews" in words
    assert "You will hear from us by Thursday 3 December." in words


def test_the_page_says_what_wants_a_look(teammate, make, session):
    job, browser = make.job(), teammate()

    browser.post(at(job, "Review"), data=typed(sentence="Robin will score you", days="21"))

    words = words_of(browser, page(job))
    assert "21 working days are long to wait for a word." in words
    assert "“score” is for the team only." in words
    assert "The sentence names Robin Keller." in words


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "Decision"}, "This job has a stage of that name."),
        ({"status": "offer"}, "Not a valid choice"),
        ({"status": "closed"}, "Not a valid choice"),
        ({"status": "made-up"}, "Not a valid choice"),
        ({"sentence": "x" * 201}, "at most 200 fit here"),
        ({"days": "0"}, "Number must be between 1 and 90."),
        ({"days": "91"}, "Number must be between 1 and 90."),
        ({"days": "many"}, "Not a valid integer value."),
        ({"status": "on_hold", "days": "31"}, "between 1 and 30 working days"),
    ],
)
def test_what_no_stage_can_be_comes_back_as_it_was_typed(
    teammate, make, session, subtests, wrong, said
):
    job, browser = make.job(), teammate()
    sent = {"status": "in_review", "sentence": "Reading with care", "version": "1", **wrong}

    for what, name in (("Review", "Review"), ("", "Talk")):
        with subtests.test(what):
            with unchanged(session):
                reply = browser.post(at(job, what), data={"name": name} | sent)

            assert said in Page(reply.text).text()
            assert ("sentence", sent["sentence"]) in fields_of(reply)


def test_the_second_of_two_is_told_and_keeps_what_was_typed(teammate, make, session):
    job, robin, ada = make.job(), teammate(), teammate(Role.ADMIN)
    ada.post(at(job, "Review"), data=typed(sentence="We read with care"))
    ada.post(at(job, "Decision", "move"), data={"way": "up", "version": "2"})

    reply = robin.post(at(job, "Review"), data=typed(sentence="Two of us read"))

    assert reply.status_code == 409
    words = Page(reply.text).text()
    assert "Ada Lind changed what a stage is or says" in words
    assert "Ada Lind changed the order of the stages" in words
    assert "As it is kept now: In your own words We read with care" in words
    assert ("sentence", "Two of us read") in fields_of(reply)
    assert (
        robin.post(
            at(job, "Review"), data=typed(sentence="Two of us read", version="3")
        ).status_code
        == 303
    )
    anew(session)
    assert make.stage(job, "Review").sentence == "Two of us read"


def test_a_button_pressed_too_late_does_nothing(teammate, make, session, subtests):
    job, browser = make.job(), teammate()
    browser.post(at(job, "Review"), data=typed(sentence="We read with care"))

    for act, more in (("move", {"way": "up"}), ("remove", {})):
        with subtests.test(act):
            with unchanged(session):
                reply = browser.post(at(job, "Decision", act), data={"version": "1", **more})

            assert reply.status_code == 409
            assert "Robin Keller changed what a stage is or says" in Page(reply.text).text()


def test_a_stage_is_added_once(teammate, make, session):
    job, browser = make.job(), teammate()
    sent = {"name": "Phone screen", "status": "interviewing", "sentence": "We talk", "days": "4"}

    first, second = (browser.post(at(job), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "This job has a stage of that name." in second.text
    anew(session)
    assert job.stages[-1].plan() == StagePlan("Phone screen", Status.INTERVIEWING, "We talk", 4)


def test_stages_go_up_and_down(teammate, make, session):
    job, browser = make.job(), teammate()

    browser.post(at(job, "Decision", "move"), data={"way": "up", "version": "1"})
    twice = browser.post(at(job, "Decision", "move"), data={"way": "up", "version": "1"})

    assert twice.status_code == 409
    anew(session)
    assert [stage.name for stage in job.stages] == [
        "Received",
        "Review",
        "Decision",
        "Interviews",
        "On hold",
    ]
    browser.post(at(job, "Decision", "move"), data={"way": "down", "version": "2"})
    anew(session)
    assert [stage.name for stage in job.stages] == ORDER
    assert trail_of(session, job.ref)[1:] == ["job.reordered"] * 2


def test_a_stage_goes_up_or_down_and_nowhere_else(teammate, make, session):
    job, browser = make.job(), teammate()

    with unchanged(session):
        reply = browser.post(at(job, "Decision", "move"), data={"way": "left", "version": "1"})

    assert "Nothing was saved yet." in reply.text


def test_the_first_stage_has_no_way_up_and_the_last_none_down(teammate, make):
    job = make.job()

    text = teammate().get(page(job)).text

    assert text.count('name="way" value="up"') == text.count('name="way" value="down"') == 4
    assert "Move Received up" not in text
    assert "Move On hold down" not in text


def test_a_stage_is_taken_away(teammate, make, session):
    job, browser = make.job(), teammate()
    address = at(job, "On hold", "remove")

    first, second = (browser.post(address, data={"version": "1"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 404)
    anew(session)
    assert [stage.name for stage in job.stages] == ORDER[:-1]
    assert trail_of(session, job.ref)[1:] == ["job.stage_removed"]


def test_a_stage_that_somebody_stands_in_stays_in_words(teammate, make, session):
    job, browser = make.application().job, teammate()

    with unchanged(session):
        reply = browser.post(at(job, "Received", "remove"), data={"version": "1"})

    assert reply.status_code == 409
    assert "1 application stands in “Received”: move it first." in reply.text


def test_whoever_types_into_a_stage_that_is_gone_gets_their_words_back(teammate, make, session):
    job, browser = make.job(), teammate()
    address = at(job, "Review")
    with transaction(session):
        pipelines.remove_stage(session, make.stage(job, "Review"), make.robin(), seen=1)

    reply = browser.post(address, data=typed(sentence="Typed with a lot of care"))

    assert reply.status_code == 404
    assert "Typed with a lot of care" in reply.text


def test_a_stage_of_another_job_is_not_found(teammate, make, session):
    job, other, browser = make.job(), make.job("Data Analyst"), teammate()
    ref = make.stage(other, "Review").ref

    with unchanged(session):
        for address in (ref, f"{ref}/move", f"{ref}/remove"):
            reply = browser.post(f"{page(job)}/stages/{address}", data=typed(way="up"))
            assert reply.status_code == 404


def test_stages_are_kept_as_a_template(teammate, make, session):
    job, browser = make.job(), teammate()

    path, sent = f"{page(job)}/stages/keep", {"name": "Engineers"}
    first, second = (browser.post(path, data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "There is a template of that name." in second.text
    assert ("name", "Engineers") in fields_of(second)
    anew(session)
    template = session.query(StageTemplate).one()
    assert [stage.name for stage in template.stages] == ORDER
    assert trail_of(session, template.ref) == ["template.kept"]
    assert_kept("recruiter/templates/index.html", browser.get("/team/jobs/templates/").text)


def test_a_template_is_forgotten(teammate, make, session):
    with transaction(session):
        template = templates.keep(session, make.job(), make.robin(), name="Engineers")
    browser, ref = teammate(), template.ref

    first, second = (browser.post(f"/team/jobs/templates/{ref}/remove") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 404)
    assert "What you keep on the page of a job will stand here." in words_of(
        browser, "/team/jobs/templates/"
    )
    anew(session)
    assert trail_of(session, ref) == ["template.kept", "template.removed"]


def test_a_hiring_manager_reads_stages_and_changes_none(teammate, make, session):
    job, other = make.job(), make.job("Data Analyst")
    jonas = manager(teammate, make, job)

    text = jonas.get(page(job)).text

    assert "We are reviewing your application" in text
    assert 'name="way"' not in text
    with unchanged(session):
        for mine, code in ((job, 403), (other, 404)):
            acts = [at(mine, "Review", act) for act in ("", "move", "remove")]
            for address in (*acts, at(mine), f"{page(mine)}/stages/keep"):
                assert jonas.post(address, data=typed(way="up")).status_code == code
        assert jonas.get("/team/jobs/templates/").status_code == 403


def test_reading_changes_nothing(teammate, make, session):
    job, browser = make.job(), teammate()

    with unchanged(session):
        assert browser.get(page(job)).status_code == 200
        assert browser.get("/team/jobs/templates/").status_code == 200
        assert browser.get(at(job, "Review", "move")).status_code == 405
        assert browser.get(at(job, "Review", "remove")).status_code == 405
