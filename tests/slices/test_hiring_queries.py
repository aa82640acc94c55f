"""What the team reads of applications: one's own alone, counted, in few statements."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from sqlalchemy import select, text

from portal.hiring.actions import applications as actions
from portal.hiring.actions import stages, steps, updates, verdicts
from portal.hiring.models import Application, Candidate
from portal.hiring.promises import PromiseResult, today_for
from portal.hiring.queries.applications import (
    application_by_ref,
    application_page,
    step_by_ref,
)
from portal.hiring.queries.days import TODAY, days
from portal.hiring.queries.found import PAGE
from portal.hiring.queries.history import Line, history
from portal.hiring.queries.jobs import job_by_ref, job_names, jobs, open_jobs, stage_of
from portal.hiring.queries.scope import Scope
from portal.hiring.queries.search import Filters, Show, candidates
from portal.hiring.queries.today import next_due, not_introduced, today
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.text import folded
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS
from tests.recruiter.desk import counted

DAY = timedelta(days=1)
ROBIN = Actor(1, Role.RECRUITER)
JONAS = Actor(9, Role.HIRING_MANAGER)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def on(*job_ids):
    """A hiring manager on those jobs."""
    return Actor(9, Role.HIRING_MANAGER, frozenset(job_ids))


def robin(make):
    return Actor(make.robin().id, Role.RECRUITER)


def told(make, application, due, at=MONDAY):
    with clock.held_at(at), transaction(make.session):
        word = updates.Word(application.status, WORDS, next_word_by=due)
        updates.give(make.session, application, make.robin(), word=word)


def test_an_application_is_found_by_whoever_may_see_its_job(make, session):
    application = make.application()

    assert application_by_ref(session, ROBIN, application.ref) is application
    assert application_by_ref(session, Actor(2, Role.ADMIN), application.ref) is application
    assert application_by_ref(session, on(application.job_id), application.ref) is application
    assert application_by_ref(session, on(application.job_id + 1), application.ref) is None
    assert application_by_ref(session, JONAS, application.ref) is None
    assert application_by_ref(session, ROBIN, "made-up") is None


def test_the_page_of_an_application_holds_what_is_ahead_and_what_was_promised(make, session):
    application = make.application(stage="Interviews")
    make.step(application, title="Later", starts_at=MONDAY + 3 * DAY)
    make.step(application, title="Sooner", starts_at=MONDAY + DAY)
    over = make.step(application, title="Over", starts_at=MONDAY + 2 * DAY)
    with transaction(session):
        steps.cancel(session, over, make.robin())
    told(make, application, date(2026, 11, 27))
    make.verdict(application)
    other = make.application(candidate=application.candidate, job=make.job("Data Analyst"))

    page = application_page(session, ROBIN, application)

    assert [step.title for step in page.steps] == ["Sooner", "Later"]
    assert page.promises == {PromiseResult.KEPT: 1}
    assert page.told.words == WORDS
    assert (page.decided.reason, page.decided.by) == ("Not enough SQL", "Robin Keller")
    assert [(one.ref, one.job_title, one.is_open) for one in page.others] == [
        (other.ref, "Data Analyst", True)
    ]
    assert application_page(session, on(application.job_id), application).others == []


def test_a_step_is_found_through_its_application(make, session):
    step, charlie = make.step(), make.charlie()
    application = session.get(Application, step.application_id)

    assert step_by_ref(session, application, step.ref) is step
    assert step_by_ref(session, charlie, step.ref) is None


def test_the_history_tells_it_all_newest_first(make, session):
    robin, moments = make.robin(), iter(range(1, 20))
    application = make.application(stage="Review", owner=robin)
    step = None

    def at_the_next_minute(act):
        with clock.held_at(MONDAY + timedelta(minutes=next(moments))), transaction(session):
            return act()

    at_the_next_minute(lambda: actions.add_memo(session, application, robin, words="Ask Jonas."))
    at_the_next_minute(
        lambda: stages.move(
            session, application, robin, stage=make.stage(application.job, "Interviews")
        )
    )
    plan = steps.Plan(steps.StepKind.TASK, "Exercise", MONDAY + 3 * DAY, None, "Europe/Lisbon")
    step = at_the_next_minute(lambda: steps.set_step(session, application, robin, plan=plan))
    at_the_next_minute(lambda: steps.cancel(session, step, robin))
    at_the_next_minute(lambda: verdicts.decide(session, application, robin, reason="Too slow"))
    at_the_next_minute(lambda: verdicts.take_back(session, application, robin))
    word = updates.Word(Status.IN_REVIEW, WORDS, next_word_by=date(2026, 11, 27))
    at_the_next_minute(lambda: updates.give(session, application, robin, word=word))

    lines = history(session, application)

    assert [(line.kind, line.words) for line in lines] == [
        (Line.TOLD, WORDS),
        (Line.TAKEN_BACK, ""),
        (Line.DECIDED, "Too slow"),
        (Line.STEP_CANCELLED, "Exercise"),
        (Line.STEP_SET, "Exercise"),
        (Line.MOVE, "Review → Interviews"),
        (Line.MEMO, "Ask Jonas."),
        (Line.FACT, "You applied"),
    ]
    assert lines[0].next_word_by == date(2026, 11, 27)
    assert {line.by for line in lines[:-1]} == {"Robin Keller"}
    assert [line.kind for line in lines if line.is_internal] == [
        Line.TAKEN_BACK, Line.DECIDED, Line.MOVE, Line.MEMO,
    ]  # fmt: skip


def test_the_history_of_sam_holds_nothing_of_charlie(make, session):
    application, charlie = make.application(), make.charlie()
    with transaction(session):
        actions.add_memo(session, charlie, make.robin(), words="Charlie's.")
    make.verdict(charlie)
    make.step(charlie)

    assert [line.kind for line in history(session, application)] == [Line.FACT]


def test_reading_one_takes_the_same_statements_however_long_its_story(make, session, engine):
    application = make.application(stage="Interviews")
    make.step(application)

    def read():
        session.rollback()
        session.expunge_all()
        with counted(engine) as said:
            found = application_by_ref(session, ROBIN, application.ref)
            application_page(session, ROBIN, found)
            history(session, found)
        return len(said)

    few = read()
    for number in range(20):
        session.rollback()
        again = session.get(Application, application.id)
        make.step(again, title=f"Step {number}")
        with transaction(session):
            actions.add_memo(session, again, make.robin(), words=f"Memo {number}")

    assert read() == few <= 14


def test_jobs_are_those_the_actor_may_see(make, session):
    backend, analyst = make.job(), make.job("Data Analyst")
    make.application(job=backend)

    assert [job.title for job in jobs(session, ROBIN)] == ["Backend Engineer", "Data Analyst"]
    assert [job.open_applications for job in jobs(session, ROBIN)] == [1, 0]
    assert [job.title for job in jobs(session, on(analyst.id))] == ["Data Analyst"]
    assert [job.title for job in job_names(session, on(analyst.id))] == ["Data Analyst"]
    assert [job.title for job in open_jobs(session, on(analyst.id))] == ["Data Analyst"]
    assert (jobs(session, JONAS), job_names(session, JONAS)) == ([], [])
    assert job_by_ref(session, on(analyst.id), analyst.ref) is analyst
    assert job_by_ref(session, on(analyst.id), backend.ref) is None


def test_a_stage_is_found_through_its_job(make, session):
    backend, analyst = make.job(), make.job("Data Analyst")
    stage = make.stage(analyst, "Review")

    assert stage_of(session, analyst, stage.ref) is stage
    assert stage_of(session, backend, stage.ref) is None


def test_pages_follow_one_another_without_a_gap(make, session):
    job = make.job()
    for number in range(PAGE + 3):
        make.application(candidate=make.candidate(f"P{number} Quill"), job=job, introduced=False)

    pages = [candidates(session, ROBIN, Filters(), page=page) for page in (1, 2, 3)]

    assert [len(page.rows) for page in pages] == [PAGE, 3, 3]
    assert {(page.count, page.pages) for page in pages} == {(PAGE + 3, 2)}
    assert pages[2].page == 2
    refs = [row.ref for page in pages[:2] for row in page.rows]
    assert len(set(refs)) == PAGE + 3


@pytest.mark.parametrize(
    "name", ["Zoë Ångström", "STRAẞE Weiß", "İpek I\u015f\u0131k", "Søren Łuk", "O’Brien 100%_\\"]
)
@pytest.mark.parametrize("typed", [str, str.upper, str.lower, folded])
def test_a_name_is_found_however_it_is_typed(make, session, name, typed):
    make.application(candidate=make.candidate(name, email="x@example.org"))
    make.charlie()

    found = candidates(session, ROBIN, Filters(words=typed(name)))

    assert [row.name for row in found.rows] == [name]
    assert found.count == 1


def test_filters_add_up(make, session):
    analyst = make.job("Data Analyst")
    ken = make.application(candidate=make.candidate("Ken Ito"), job=analyst, owner=make.ada())
    make.application(candidate=make.candidate("Ken Olsen"), owner=make.ada())
    make.application(candidate=make.candidate("Omar Said"), job=analyst, owner=make.ada())
    chosen = Filters("ken", Show.OPEN, Status.RECEIVED, analyst.id, make.ada().id, ken.next_word_by)

    assert [row.ref for row in candidates(session, ROBIN, chosen).rows] == [ken.ref]


@pytest.mark.parametrize("show", Show)
@pytest.mark.parametrize("actor", [ROBIN, JONAS, on(1)])
def test_every_filter_is_answered_for_everybody(make, session, show, actor):
    make.application(owner=make.ada())

    found = candidates(session, actor, Filters("sam", show, Status.RECEIVED, 1, 0, MONDAY.date()))

    assert found.count == len(found.rows) == 0


def test_the_newest_are_found_by_an_index(make, session):
    make.application()
    if session.get_bind().dialect.name != "sqlite":
        return
    newest = "SELECT id FROM applications ORDER BY applied_at DESC, id DESC LIMIT 50"
    plan = str(session.execute(text(f"EXPLAIN QUERY PLAN {newest}")).all())

    assert "ix_applications_applied" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("house", ["Europe/Lisbon", "Pacific/Kiritimati", "Pacific/Niue"])
def test_the_day_is_the_candidates_own_in_every_zone(make, session, hour, house):
    moment = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    zones = ["Pacific/Kiritimati", "Pacific/Niue", "Asia/Tokyo", "America/Lima", None]
    for number, zone in enumerate(zones):
        make.candidate(f"P{number} Quill", zone=zone)

    rows = session.execute(select(Candidate.time_zone, TODAY), days(moment, house))

    assert dict(rows.all()) == {zone: today_for(moment, zone or house) for zone in zones}


def test_every_zone_there_is_has_its_day():
    moment = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)

    found = days(moment, "Europe/Lisbon")

    for zone in available_timezones():
        day = today_for(moment, zone)
        assert (zone in found["zones_ahead"]) is (day == found["day_after"])
        assert (zone in found["zones_behind"]) is (day == found["day_before"])


def test_a_group_counts_its_own_alone(make, session):
    job, ada = make.job(), make.ada()
    for number in range(7):
        with clock.held_at(MONDAY - 9 * DAY):
            make.application(
                candidate=make.candidate(f"P{number} Quill"),
                job=job,
                owner=ada if number == 0 else make.robin(),
            )

    mine = today(session, Scope(robin(make)))
    everyones = today(session, Scope(robin(make), mine=False))

    assert [row.count for row in mine.this_week] == [6]
    assert [row.count for row in everyones.this_week] == [7]
    assert today(session, Scope(JONAS, mine=False)).rows == []
    assert [row.count for row in today(session, Scope(on(job.id), mine=False)).rows] == [7]


def test_the_never_interviewed_who_are_untold_are_a_group(make, session):
    job = make.job()
    for number in range(6):
        make.verdict(make.application(candidate=make.candidate(f"P{number} Quill"), job=job))
    make.verdict(make.application(candidate=make.candidate("Ken Ito"), job=job, stage="Interviews"))

    rows = today(session, Scope(robin(make))).today

    assert sorted(row.count for row in rows) == [1, 6]
    assert [row.name for row in rows if row.count == 1] == ["Ken Ito"]


def test_who_is_next_is_told_with_how_many(make, session):
    make.application()
    make.application(candidate=make.candidate("Ken Ito"))
    make.charlie()

    assert next_due(session, Scope(robin(make))) == (date(2026, 12, 7), 3)
    assert next_due(session, Scope(JONAS, mine=False)) is None


def test_closed_ones_wait_for_nothing(make, session):
    with clock.held_at(MONDAY - 60 * DAY):
        make.ending()
        make.declined()

    everyones = Scope(robin(make), mine=False)

    assert today(session, everyones).rows == []
    assert not_introduced(session, everyones) == []
    assert next_due(session, everyones) is None
