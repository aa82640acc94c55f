"""Jobs, and what their stages say to candidates."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import jobs
from portal.hiring.actions.jobs import DEFAULT_STAGES, NewJob
from portal.hiring.models import Stage
from portal.hiring.stages import MAPPED, Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.written import everything, letters, refused, trail_of

NOT_MAPPED = [status for status in Status if status not in MAPPED]


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def test_a_job_opens_with_its_stages_in_order(make, session):
    robin = make.robin()
    with transaction(session):
        new = NewJob("Designer", "Lisbon", "https://jobs.example/1", "x-1", robin)
        job = jobs.add(session, new, robin)

    assert (job.title, job.location, job.public_url) == (
        "Designer",
        "Lisbon",
        "https://jobs.example/1",
    )
    assert (job.external_id, job.lead.name, job.created_at) == ("x-1", "Robin Keller", MONDAY)
    assert [(stage.name, stage.status) for stage in job.stages] == list(DEFAULT_STAGES)
    assert [stage.position for stage in job.stages] == [0, 1, 2, 3, 4]
    assert trail_of(session, job.ref) == ["job.added"]
    assert letters(session) == []


def test_what_is_no_job_is_refused(make, session, subtests):
    for new, because in (
        (NewJob(""), "needs a title"),
        (NewJob("Designer", stages=()), "at least one stage"),
        (NewJob("Designer", stages=(("", None),)), "stage needs a name"),
        (NewJob("Designer", stages=(("Talk", None), ("Talk", None))), "a stage of that name"),
        (NewJob("Designer", public_url="javascript:alert(1)"), "starts with https"),
        (NewJob("Designer", first_word_days=0), "between 1 and 90"),
        (NewJob("Designer", first_word_days=-5), "between 1 and 90"),
        (NewJob("Designer", first_word_days=91), "between 1 and 90"),
        (NewJob("Designer", first_word_days=10**9), "between 1 and 90"),
        (NewJob("Designer", everyone_by=date(2026, 11, 20)), "That day is over"),
        (NewJob("Designer", everyone_by=date(2026, 11, 28)), "Nobody works on that day"),
        (NewJob("Designer", everyone_by=date(9999, 12, 31)), "90 working days"),
        *((NewJob("Designer", stages=(("Trap", one),)), "be mapped to that") for one in NOT_MAPPED),
    ):
        with subtests.test(str(new)), refused(session, because):
            jobs.add(session, new, None)


def test_one_more_stage_stands_at_the_end(make, session):
    job = make.job()

    with transaction(session):
        jobs.add_stage(session, job, name="References", status=Status.DECIDING, by=make.robin())
    make.look_again()

    assert (job.stages[-1].name, job.stages[-1].position) == ("References", 5)
    assert trail_of(session, job.ref)[-1] == "job.mapped"


def test_a_stage_that_is_none_is_refused(make, session, subtests):
    job = make.job()

    for name, status, because in (
        ("", None, "needs a name"),
        ("Review", None, "a stage of that name"),
        *(("Trap", status, "be mapped to that") for status in NOT_MAPPED),
    ):
        with subtests.test(str(because)), refused(session, because):
            jobs.add_stage(session, job, name=name, status=status)


@pytest.mark.parametrize("status", [None, Status.ON_HOLD])
def test_a_stage_is_mapped_for_what_comes_and_not_for_what_was(make, session, status):
    application = make.application(stage="Review")
    stage, whose = application.stage, application.candidate_id
    before = application_view(session, whose, application.ref)

    with transaction(session):
        jobs.map_stage(session, stage, make.robin(), status=status, sentence="Two of us read")

    session.rollback()
    assert (stage.status, stage.sentence) == (status, "Two of us read")
    assert trail_of(session, stage.job.ref)[-1] == "job.mapped"
    assert application_view(session, whose, application.ref) == before
    later = make.application(candidate=make.candidate("Ken Ito"), job=stage.job, stage="Review")
    assert later.updates[-1].sentence == "Two of us read"


def test_offers_and_endings_have_acts_of_their_own(make, session, subtests):
    stage = make.stage(make.job(), "Review")

    for status in NOT_MAPPED:
        with subtests.test(str(status)), refused(session, "be mapped to that"):
            jobs.map_stage(session, stage, None, status=status)


def test_two_stages_of_a_job_never_share_a_name(make, session):
    job = make.job()
    session.add(Stage(job_id=job.id, name="Review", position=9))

    with pytest.raises(IntegrityError):
        session.commit()


def test_two_jobs_may_share_title_and_stages(make, session):
    assert make.job().ref != make.job().ref
    assert len(everything(session)["stages"]) == 2 * len(DEFAULT_STAGES)
