"""Jobs: opened, changed, deleted while nobody ever applied."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.company.models import Department
from portal.hiring.actions import jobs, pipelines
from portal.hiring.actions.jobs import JobFacts, NewJob
from portal.hiring.models import Job, Stage
from portal.hiring.stage_plans import USUAL, Shipped, StagePlan, shipped
from portal.hiring.stages import MAPPED, Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
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
        new = NewJob("Designer", "Lisbon", "https://jobs.example/1", external_id="x-1", lead=robin)
        job = jobs.add(session, new, robin)

    assert (job.title, job.location, job.public_url) == (
        "Designer",
        "Lisbon",
        "https://jobs.example/1",
    )
    assert (job.external_id, job.lead.name, job.created_at) == ("x-1", "Robin Keller", MONDAY)
    assert [stage.plan() for stage in job.stages] == list(USUAL)
    assert [stage.position for stage in job.stages] == [0, 1, 2, 3, 4]
    assert (job.version, trail_of(session, job.ref)) == (1, ["job.added"])
    assert letters(session) == []


def test_a_job_may_begin_with_a_task(make, session):
    job = make.job(stages=shipped(Shipped.WITH_A_TASK))

    make.look_again()
    assert [stage.name for stage in job.stages][2:4] == ["Take-home", "Task handed in"]
    assert (job.stages[2].sentence, job.stages[2].days) == ("The next step is a task for you", 10)


def test_what_is_no_job_is_refused(make, session, subtests):
    for new, because in (
        (NewJob(""), "needs a title"),
        (NewJob("Designer", stages=()), "at least one stage"),
        (NewJob("Designer", stages=[StagePlan("")]), "stage needs a name"),
        (NewJob("Designer", stages=[StagePlan("Talk"), StagePlan("talk")]), "a stage of that name"),
        (NewJob("Designer", stages=[StagePlan("Talk", days=0)]), "between 1 and 90"),
        (NewJob("Designer", public_url="javascript:alert(1)"), "starts with https"),
        (NewJob("Designer", first_word_days=0), "between 1 and 90"),
        (NewJob("Designer", first_word_days=-5), "between 1 and 90"),
        (NewJob("Designer", first_word_days=91), "between 1 and 90"),
        (NewJob("Designer", first_word_days=10**9), "between 1 and 90"),
        (NewJob("Designer", everyone_by=date(2026, 11, 20)), "That day is over"),
        (NewJob("Designer", everyone_by=date(2026, 11, 28)), "Nobody works on that day"),
        (NewJob("Designer", everyone_by=date(9999, 12, 31)), "90 working days"),
        *(
            (NewJob("Designer", stages=[StagePlan("Trap", one)]), "be mapped to that")
            for one in NOT_MAPPED
        ),
    ):
        with subtests.test(str(new)), refused(session, because):
            jobs.add(session, new, None)


def test_nobody_who_left_leads_a_job(make, session):
    gone, job, robin = make.teammate("Gone Before"), make.job(), make.robin()
    gone.disabled_at = MONDAY
    session.commit()

    with refused(session, "Gone Before is not on the team any more"):
        jobs.add(session, NewJob("Designer", lead=gone), robin)
    with refused(session, "Gone Before is not on the team any more"):
        jobs.change(session, job, robin, facts=JobFacts("Designer", lead=gone), seen=1)


def test_two_jobs_may_share_title_and_stages(make, session):
    assert make.job().ref != make.job().ref
    assert len(everything(session)["stages"]) == 2 * len(USUAL)


def test_a_job_is_changed(make, session):
    job, ada = make.job(), make.ada()
    session.add(Department(name="Engineering"))
    session.commit()
    facts = JobFacts(
        "Designer",
        "Porto",
        "https://jobs.example/1",
        department=session.query(Department).one(),
        lead=ada,
        everyone_by=date(2026, 12, 18),
        first_word_days=4,
    )

    with transaction(session):
        jobs.change(session, job, make.robin(), facts=facts, seen=1)

    make.look_again()
    assert (job.title, job.location, job.public_url) == facts_of(facts)
    assert (job.department.name, job.lead.name) == ("Engineering", "Ada Lind")
    assert (job.everyone_by, job.first_word_days) == (date(2026, 12, 18), 4)
    assert (job.version, trail_of(session, job.ref)) == (2, ["job.added", "job.changed"])


def facts_of(facts):
    return (facts.title, facts.location, facts.public_url)


@pytest.mark.parametrize("introduced", [True, False])
def test_a_new_rule_is_for_who_applies_from_now_on(make, session, introduced):
    sam = make.application(introduced=introduced)
    before = application_view(session, sam.candidate_id, sam.ref)
    facts = JobFacts(sam.job.title, everyone_by=date(2026, 12, 18))

    with transaction(session):
        jobs.change(session, sam.job, make.robin(), facts=facts, seen=1)

    session.rollback()
    assert application_view(session, sam.candidate_id, sam.ref) == before
    ken = make.application(candidate=make.candidate("Ken Ito"), job=sam.job)
    assert (sam.next_word_by, ken.next_word_by) == (date(2026, 12, 7), date(2026, 12, 18))


def test_a_date_that_is_over_may_stay_and_not_come(make, session):
    job = make.job(everyone_by=date(2026, 12, 18))
    with clock.held_at(MONDAY + timedelta(days=60)):
        with transaction(session):
            kept = JobFacts("Designer", everyone_by=date(2026, 12, 18))
            jobs.change(session, job, make.robin(), facts=kept, seen=1)

        assert job.title == "Designer"
        with refused(session, "That day is over"):
            other = JobFacts("Designer", everyone_by=date(2026, 12, 17))
            jobs.change(session, job, make.robin(), facts=other, seen=2)


def test_what_is_no_job_is_not_kept(make, session):
    job, robin = make.job(), make.robin()

    with refused(session, "needs a title"):
        jobs.change(session, job, robin, facts=JobFacts(""), seen=1)


def test_of_two_who_change_a_job_the_second_is_refused(make, session):
    job, robin = make.job(), make.robin()
    with transaction(session):
        jobs.change(session, job, make.ada(), facts=JobFacts("Designer"), seen=1)

    with refused(session, "Somebody changed this job meanwhile"):
        jobs.change(session, job, robin, facts=JobFacts("Painter"), seen=1)


def test_a_job_that_nobody_applied_for_is_deleted(make, session):
    job, other = make.job(), make.job("Data Analyst")
    make.member(job, make.teammate("Jonas Berg"))
    ref = job.ref

    with transaction(session):
        jobs.remove(session, job, make.robin(), seen=1)

    left = everything(session)
    assert [row.id for row in session.query(Job)] == [other.id]
    assert (len(left["stages"]), left["job_members"]) == (len(USUAL), [])
    assert trail_of(session, ref) == ["job.added", "job.removed"]


def test_a_job_is_deleted_once(make, session):
    job = make.job()
    with transaction(session):
        jobs.remove(session, job, make.robin(), seen=1)

    with pytest.raises(Missing), transaction(session):
        jobs.hold(session, Job(id=job.id))


@pytest.mark.parametrize("ended", [False, True])
def test_a_job_with_people_in_it_stays(make, session, ended):
    application = make.ending() if ended else make.application(introduced=False)

    with refused(session, "Somebody applied for this job, so it stays."):
        jobs.remove(session, application.job, make.robin(), seen=1)


def test_the_database_keeps_a_job_with_people_in_it(make, session, subtests):
    application = make.application()

    for table, number in ((Job, application.job_id), (Stage, application.stage_id)):
        with subtests.test(table.__name__), pytest.raises(IntegrityError):
            session.execute(delete(table).where(table.id == number))
        session.rollback()


def test_a_job_that_news_was_written_for_stays(make, session):
    post = make.post(job=make.job(), confirmed=False)

    with refused(session, "Something was written about this job"):
        jobs.remove(session, post.job, make.robin(), seen=1)


def test_a_job_that_changed_meanwhile_is_not_deleted(make, session):
    job, robin = make.job(), make.robin()
    with transaction(session):
        pipelines.add_stage(session, job, plan=StagePlan("Talk"))

    with refused(session, "Somebody changed this job meanwhile"):
        jobs.remove(session, job, robin, seen=1)
