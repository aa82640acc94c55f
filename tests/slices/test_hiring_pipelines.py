"""The stages of a job, and what they say to candidates."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import pipelines, stages, updates
from portal.hiring.models import Stage
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import MAPPED, Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from portal.standing.stages import as_read
from tests.make import MONDAY, WORDS
from tests.written import refused, trail_of

NOT_MAPPED = [status for status in Status if status not in MAPPED]
NO_STAGES = (
    (StagePlan(""), "needs a name"),
    (StagePlan("Decision"), "a stage of that name"),
    (StagePlan("decision"), "a stage of that name"),
    (StagePlan("Talk", days=0), "between 1 and 90"),
    (StagePlan("Talk", days=91), "between 1 and 90"),
    (StagePlan("Talk", Status.ON_HOLD, days=31), "between 1 and 30"),
    *((StagePlan("Trap", status), "be mapped to that") for status in NOT_MAPPED),
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def names(make, job):
    make.look_again()
    return [stage.name for stage in job.stages]


def test_one_more_stage_stands_at_the_end(make, session):
    job, plan = make.job(), StagePlan("References", Status.DECIDING, "We ask around", 4)

    with transaction(session):
        pipelines.add_stage(session, job, make.robin(), plan=plan)

    make.look_again()
    assert (job.stages[-1].plan(), job.stages[-1].position) == (plan, 5)
    assert (job.version, trail_of(session, job.ref)[-1]) == (2, "job.mapped")


def test_a_stage_that_is_none_is_refused(make, session, subtests):
    job = make.job()
    review = make.stage(job, "Review")

    for plan, because in NO_STAGES:
        with subtests.test(f"added: {plan}"), refused(session, because):
            pipelines.add_stage(session, job, plan=plan)
        with subtests.test(f"changed: {plan}"), refused(session, because):
            pipelines.change_stage(session, review, None, plan=plan)


def test_a_stage_keeps_its_own_name(make, session):
    review = make.stage(make.job(), "Review")

    with transaction(session):
        pipelines.change_stage(session, review, None, plan=StagePlan("REVIEW", Status.IN_REVIEW))

    assert review.name == "REVIEW"


@pytest.mark.parametrize("status", [None, Status.ON_HOLD])
def test_a_stage_is_changed_for_what_comes_and_not_for_what_was(make, session, status):
    application = make.application(stage="Review")
    stage, whose = application.stage, application.candidate_id
    before = application_view(session, whose, application.ref)
    plan = StagePlan("Reading", status, "Two of us read", 7)

    with transaction(session):
        pipelines.change_stage(session, stage, make.robin(), plan=plan, seen=1)

    session.rollback()
    assert stage.plan() == plan
    assert (stage.job.version, trail_of(session, stage.job.ref)[-1]) == (2, "job.mapped")
    assert application_view(session, whose, application.ref) == before
    later = make.application(candidate=make.candidate("Ken Ito"), job=stage.job, stage="Reading")
    assert (later.updates[-1].sentence, later.next_word_by) == (
        "Two of us read",
        date(2026, 12, 2),
    )


def test_of_two_who_change_stages_of_a_job_the_second_is_refused(make, session, subtests):
    job, robin = make.job(), make.robin()
    review = make.stage(job, "Review")
    with transaction(session):
        pipelines.change_stage(session, review, robin, plan=StagePlan("Reading"), seen=1)

    because = "Somebody changed this job meanwhile"
    with subtests.test("change"), refused(session, because):
        pipelines.change_stage(session, review, robin, plan=StagePlan("Look"), seen=1)
    with subtests.test("move"), refused(session, because):
        pipelines.move_stage(session, review, robin, up=True, seen=1)
    with subtests.test("remove"), refused(session, because):
        pipelines.remove_stage(session, review, robin, seen=1)


@pytest.mark.parametrize(
    ("name", "up", "wanted"),
    [
        ("Review", True, ["Review", "Received", "Interviews", "Decision", "On hold"]),
        ("Review", False, ["Received", "Interviews", "Review", "Decision", "On hold"]),
        ("Received", True, ["Received", "Review", "Interviews", "Decision", "On hold"]),
        ("On hold", False, ["Received", "Review", "Interviews", "Decision", "On hold"]),
    ],
)
def test_a_stage_changes_places_with_its_neighbour(make, session, name, up, wanted):
    job = make.job()

    with transaction(session):
        pipelines.move_stage(session, make.stage(job, name), make.robin(), up=up, seen=1)

    assert names(make, job) == wanted
    assert [stage.position for stage in job.stages] == [0, 1, 2, 3, 4]
    assert trail_of(session, job.ref) == ["job.added", "job.reordered"]


def test_a_stage_that_nobody_ever_stood_in_is_taken_away(make, session):
    job = make.application().job

    with transaction(session):
        pipelines.remove_stage(session, make.stage(job, "On hold"), make.robin(), seen=1)

    assert names(make, job) == ["Received", "Review", "Interviews", "Decision"]
    assert trail_of(session, job.ref)[-1] == "job.stage_removed"


@pytest.mark.parametrize("ended", [False, True])
def test_a_stage_that_applications_stand_in_stays(make, session, ended):
    application = make.ending() if ended else make.application()
    make.application(candidate=make.candidate("Ken Ito"), job=application.job)

    with refused(session, "2 applications stand in “Received”: move them first."):
        pipelines.remove_stage(session, application.stage, make.robin(), seen=1)


@pytest.mark.parametrize("name", ["Received", "Review"])
def test_a_stage_that_the_history_tells_of_stays(make, session, name):
    application = make.application()
    job, robin = application.job, make.robin()
    for there in ("Review", "Interviews"):
        with transaction(session):
            stages.move(session, application, robin, stage=make.stage(job, there))

    with refused(session, f"Somebody stood in “{name}” before"):
        pipelines.remove_stage(session, make.stage(job, name), robin, seen=1)


def test_the_only_stage_stays(make, session):
    job, robin = make.job(stages=[StagePlan("Received", Status.RECEIVED)]), make.robin()

    with refused(session, "at least one stage"):
        pipelines.remove_stage(session, job.stages[0], robin, seen=1)


def test_nobody_is_moved_into_a_stage_that_is_gone(make, session):
    application = make.application()
    gone = make.stage(application.job, "On hold")
    with transaction(session):
        pipelines.remove_stage(session, gone, make.robin(), seen=1)
    lost = Stage(id=gone.id, job_id=application.job_id)

    with refused(session, "That stage is gone."):
        stages.move(session, application, make.robin(), stage=lost)


def test_two_stages_of_a_job_never_share_a_name(make, session):
    job = make.job()
    session.add(Stage(job_id=job.id, name="Review", position=9))

    with pytest.raises(IntegrityError):
        session.commit()


def test_what_they_would_read_is_what_they_then_read(make, session):
    application = make.application()
    stage = make.stage(application.job, "Interviews")
    plan = StagePlan("Interviews", Status.INTERVIEWING, "You will meet us", 8)
    with transaction(session):
        pipelines.change_stage(session, stage, None, plan=plan)
    shown = as_read(session, application.job)[stage.ref]
    word = updates.Word(stage.status, WORDS, stage.sentence, shown.next_word_by)

    with transaction(session):
        updates.give_and_move(session, application, make.robin(), word=word, stage=stage)

    told = application_view(session, application.candidate_id, application.ref)
    assert (told.sentence, told.next_word_by, told.milestones, told.status) == (
        shown.sentence,
        shown.next_word_by,
        shown.milestones,
        shown.status,
    )
    assert shown.next_word_by == date(2026, 12, 3)


def test_a_stage_that_says_nothing_shows_nothing(make, session):
    job = make.job(stages=[StagePlan("Received", Status.RECEIVED), StagePlan("Talk")])

    assert list(as_read(session, job)) == [job.stages[0].ref]
