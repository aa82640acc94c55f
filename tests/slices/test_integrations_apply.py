"""Rows become people with a date, and nobody hears of it."""

import threading
import time
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.company.queries import calendar
from portal.hiring.actions import applications, crowds, templates
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Application, Candidate, Job, Memo
from portal.hiring.stage_plans import USUAL, StagePlan
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.integrations import apply, creating, forgetting, queries, replanning, runs
from portal.integrations.models import ImportRun, ImportState
from portal.integrations.options import Options
from portal.mail.models import Letter, Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from tests.importer import HEADER, Importer, rows

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAM = "A-1,Sam Okafor,sam@example.org,Backend Engineer,Interviews,active,2026-11-02"
CHARLIE = "A-2,Charlie Byrne,charlie@example.org,Data Analyst,Received,active,2026-11-03"
REJECTED = "A-3,Lina Haddad,lina@example.org,Data Analyst,Interviews,rejected,2026-10-01"


@pytest.fixture(autouse=True)
def monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def importer(engine, config, make):
    return Importer.on(engine, config)


def application_of(session, external_id):
    session.rollback()
    return session.scalar(select(Application).where(Application.external_id == external_id))


def test_rows_become_applications_with_a_date_and_nobody_is_mailed(importer, session):
    importer.bring_in(rows(SAM, CHARLIE))

    sam = application_of(session, "A-1")
    assert (sam.status, sam.next_word_by) == (Status.INTERVIEWING, date(2026, 11, 30))
    assert sam.candidate.full_name == "Sam Okafor"
    assert sam.interviewed
    assert sam.introduced_at is None
    assert application_of(session, "A-2").status is Status.RECEIVED
    assert importer.counts()["messages"] == importer.counts()["promises"] == 0


def test_a_job_is_made_with_the_stages_of_the_file_in_order(importer, session):
    file = rows(
        "A-1,Sam Okafor,sam@example.org,Barista,Angebot,active,2026-11-02",
        "A-2,Lina Haddad,lina@example.org,Barista,Eingang,active,2026-11-02",
    )

    importer.bring_in(file, stages={"Angebot": "deciding", "Eingang": "received"})

    stages = session.scalar(select(Job).where(Job.title == "Barista")).stages
    assert [(stage.name, stage.status) for stage in stages] == [
        ("Eingang", Status.RECEIVED),
        ("Review", Status.IN_REVIEW),
        ("Interviews", Status.INTERVIEWING),
        ("Angebot", Status.DECIDING),
        ("On hold", Status.ON_HOLD),
    ]


def test_a_new_job_begins_with_the_stages_of_a_template(importer, make, session):
    file = rows("A-1,Sam Okafor,sam@example.org,Barista,Take-Home,active,2026-11-02")
    plans = [StagePlan("Talk", Status.DECIDING, "We talk about you", 4), StagePlan("Later")]
    with transaction(session):
        kept = templates.keep(session, make.job(stages=plans), make.robin(), name="Baristas")

    importer.bring_in(file, stages={"Take-Home": "interviewing"}, template=kept.ref)

    stages = session.scalar(select(Job).where(Job.title == "Barista")).stages
    assert [stage.plan() for stage in stages] == [
        StagePlan("Received", Status.RECEIVED),
        StagePlan("Take-Home", Status.INTERVIEWING),
        *plans,
    ]
    assert application_of(session, "A-1").stage.name == "Take-Home"


def test_a_stage_of_the_file_takes_the_place_of_one_in_the_template(importer, session):
    file = rows("A-1,Sam Okafor,sam@example.org,Barista,take-home,active,2026-11-02")

    importer.bring_in(file, stages={"take-home": "deciding"}, template="with_a_task")

    stages = session.scalar(select(Job).where(Job.title == "Barista")).stages
    assert [stage.name for stage in stages] == [
        "Received",
        "Review",
        "Task handed in",
        "Interviews",
        "take-home",
        "Decision",
        "On hold",
    ]


def test_a_template_that_is_forgotten_meanwhile_is_as_none(importer, session):
    file = rows("A-1,Sam Okafor,sam@example.org,Barista,Review,active,2026-11-02")

    importer.bring_in(file, template="forgotten")

    stages = session.scalar(select(Job).where(Job.title == "Barista")).stages
    assert [stage.plan() for stage in stages] == list(USUAL)


def test_a_job_that_is_here_is_found_by_its_title_and_keeps_its_map(importer, make, session):
    job = make.job("Backend Engineer")

    importer.bring_in(rows(SAM.replace("Backend Engineer", "backend engineer")))

    assert application_of(session, "A-1").job_id == job.id
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_teammate_named_in_the_file_owns_the_application(importer, make, session):
    robin = make.robin()

    importer.bring_in(rows(f"{SAM},Robin@Northwind.example", header=f"{HEADER},Recruiter"))

    assert application_of(session, "A-1").owner_id == robin.id


def test_one_person_with_two_applications_is_one_candidate(importer, session):
    second = SAM.replace("A-1", "A-9").replace("Backend Engineer", "Designer")

    importer.bring_in(rows(SAM, second.replace("sam@", "SAM@")))

    assert session.scalar(select(func.count()).select_from(Candidate)) == 1
    assert session.scalar(select(func.count()).select_from(Application)) == 2


def test_a_rejected_row_comes_in_decided_and_untold(importer, session):
    importer.bring_in(rows(REJECTED))

    lina = application_of(session, "A-3")
    assert lina.is_open()
    assert lina.status is Status.INTERVIEWING
    assert lina.verdict() is not None
    assert importer.counts()["endings"] == importer.counts()["messages"] == 0


def test_a_rejected_row_comes_in_closed_where_somebody_says_they_were_told(importer, session):
    file = rows(f"{REJECTED},2026-10-20", header=f"{HEADER},rejected_at")

    importer.bring_in(file, told=True)

    lina = application_of(session, "A-3")
    assert (lina.status, lina.outcome) == (Status.CLOSED, Outcome.NOT_SELECTED)
    assert lina.ending.way is EndingWay.ELSEWHERE
    assert lina.closed_at == lina.ending.told_at == datetime(2026, 10, 19, 23, tzinfo=UTC)
    assert lina.verdict() is None
    assert importer.counts()["messages"] == 0
    closed = select(AuditEntry).where(AuditEntry.action == "application.came_closed")
    assert session.scalar(closed).subject == lina.ref


def test_who_withdrew_or_was_hired_comes_in_closed(importer, session):
    importer.bring_in(
        rows(SAM.replace("active", "withdrawn"), CHARLIE.replace("active", "hired")), told=True
    )

    assert application_of(session, "A-1").outcome is Outcome.WITHDRAWN
    assert application_of(session, "A-2").outcome is Outcome.HIRED


@pytest.mark.parametrize(
    ("choice", "is_open", "is_decided"),
    [("keep", True, False), ("tell", True, True), ("told", False, False)],
)
def test_open_rows_from_long_ago_become_what_was_chosen(
    importer, session, choice, is_open, is_decided
):
    ref = importer.keep(rows(SAM.replace("2026-11-02", "2026-07-01"), CHARLIE))

    importer.begin(ref, old={"Backend Engineer": choice})
    apply.go_on(importer.sessions, ref)

    sam = application_of(session, "A-1")
    assert (sam.is_open(), sam.verdict() is not None) == (is_open, is_decided)
    assert application_of(session, "A-2").is_open()


def test_interview_columns_become_a_step_without_a_mail(importer, session):
    header = f"{HEADER},interview_start,interview_end,interview_timezone,interview_location"
    ahead = f"{SAM},2026-12-01T15:00,2026-12-01T15:45,Europe/Berlin,Video"
    past = f"{CHARLIE},2026-11-10T15:00,2026-11-10T15:45,Europe/Berlin,Office"

    importer.bring_in(rows(ahead, past, header=header))

    step = application_of(session, "A-1").steps[0]
    assert step.starts_at == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert (step.time_zone, step.place) == ("Europe/Berlin", "Video")
    assert application_of(session, "A-1").next_word_by == date(2026, 12, 4)
    assert application_of(session, "A-2").interviewed
    assert importer.counts()["messages"] == 0


def test_note_columns_become_memos(importer, session):
    importer.bring_in(rows(f"{SAM},Met at a meetup", header=f"{HEADER},Notes"))

    assert session.scalar(select(Memo)).words == "Met at a meetup"
    assert "memo.added" in set(session.scalars(select(AuditEntry.action)))


def test_people_who_are_answered_one_by_one_are_spread_over_a_week(importer, session):
    lines = [SAM.replace("A-1", f"A-{n}").replace("sam@", f"s{n}@") for n in range(10)]

    importer.bring_in(rows(*lines))

    dates = set(session.scalars(select(Application.next_word_by)))
    assert dates == {date(2026, 11, 30), *(date(2026, 12, day) for day in (1, 2, 3, 4))}


def test_people_who_never_applied_are_left_out(importer, session):
    ref = importer.bring_in(
        rows(SAM, CHARLIE.replace("Received", "Contacted")), stages={"Contacted": "leave_out"}
    )

    assert importer.report(ref)["counts"]["left_out"] == 1
    assert application_of(session, "A-2") is None


def test_an_import_waits_while_a_stage_of_its_open_rows_is_not_mapped(importer, session):
    ref = importer.keep(rows(SAM, CHARLIE.replace("Received", "Limbo")))

    with pytest.raises(Refusal, match="Limbo"):
        importer.begin(ref)

    assert importer.counts()["applications"] == 0


def test_an_import_is_begun_once(importer):
    ref = importer.bring_in(rows(SAM))

    with pytest.raises(Refusal, match="begun already"):
        importer.begin(ref)


def test_introducing_is_an_act_of_its_own_and_mails_each_once(importer, session):
    ref = importer.bring_in(rows(SAM, REJECTED, "A-5,Ken Wei,,Designer,Received,active,2026-11-02"))

    with importer.sessions() as other, transaction(other):
        runs.introduce(other, ref, None)
    apply.go_on(importer.sessions, ref)
    apply.go_on(importer.sessions, ref)

    letters = session.scalars(select(Message.letter)).all()
    assert letters == [Letter.INTRODUCTION] * 2
    assert application_of(session, "A-1").introduced_at is not None
    assert application_of(session, "A-5").introduced_at is None


def test_introductions_that_were_asked_for_go_out_after_the_last_row(importer, session):
    ref = importer.bring_in(rows(SAM, CHARLIE), introduce=True)

    assert importer.report(ref)["notifications"]["emails_to_send"] == 2
    assert importer.counts()["messages"] == 2
    assert session.scalar(select(ImportRun.state)) is ImportState.DONE


def test_nobody_is_introduced_before_all_are_here(importer):
    ref = importer.keep(rows(SAM))

    with (
        pytest.raises(Refusal, match="Not everybody"),
        importer.sessions() as other,
        transaction(other),
    ):
        runs.introduce(other, ref, None)


def test_an_import_that_was_killed_goes_on_where_it_stopped(importer, session, monkeypatch):
    lines = [SAM.replace("A-1", f"A-{n}").replace("sam@", f"s{n}@") for n in range(30)]
    ref = importer.keep(rows(*lines))
    importer.begin(ref)
    monkeypatch.setattr(apply, "AT_ONCE", 10)
    first, calls = creating.create, []

    def killed_in_the_second_batch(*args):
        first(*args)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(creating, "create", killed_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        apply.go_on(importer.sessions, ref)
    halfway = importer.counts()["applications"]
    apply.go_on(importer.sessions, ref)

    assert halfway == 10
    assert importer.counts()["applications"] == importer.counts()["candidates"] == 30
    assert importer.counts()["imported_applications"] == 30


def test_two_who_apply_one_import_at_once_bring_everybody_in_once(importer, monkeypatch):
    lines = [SAM.replace("A-1", f"A-{n}").replace("sam@", f"s{n}@") for n in range(60)]
    ref = importer.keep(rows(*lines))
    importer.begin(ref)
    monkeypatch.setattr(apply, "AT_ONCE", 10)

    both = [threading.Thread(target=apply.go_on, args=(importer.sessions, ref)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert importer.counts()["applications"] == 60


def test_others_write_meanwhile_without_waiting_a_second(importer, engine):
    lines = [SAM.replace("A-1", f"A-{n}").replace("sam@", f"s{n}@") for n in range(2000)]
    ref = importer.keep(rows(*lines))
    importer.begin(ref)
    waits, over = [], threading.Event()

    def write():
        while not over.wait(0.02):
            began = time.monotonic()
            with importer.sessions() as other, transaction(other):
                other.add(AuditEntry(at=MONDAY, actor="system", action="company.set", subject="x"))
            waits.append(time.monotonic() - began)

    writer = threading.Thread(target=write)
    writer.start()
    apply.go_on(importer.sessions, ref)
    over.set()
    writer.join()

    assert max(waits) < 1
    assert importer.counts()["applications"] == 2000


def test_a_plan_is_made_while_somebody_else_writes(importer, session):
    with transaction(session):
        session.add(AuditEntry(at=MONDAY, actor="system", action="company.set", subject="x"))
        session.flush()

        made = importer.plan(rows(SAM))

    assert made.head["counts"]["create"] == 1


def test_a_crowd_is_written_down_as_one_person_is(make, session, importer):
    job, robin = make.job(), make.robin()
    with transaction(session):
        person = crowds.add_people(session, [NewCandidate("Zoë Wei", "Zoë", "zoe@example.org")])[0]
        new = applications.NewApplication(
            candidate=person,
            job=job,
            stage=make.stage(job, "Interviews"),
            applied_at=MONDAY,
            zone="Europe/Lisbon",
            owner=robin,
        )
        days = calendar(session)
        one = applications.add(session, new, robin, calendar=days)
        session.flush()
        many = crowds.add(session, [new], robin, calendar=days)[0]

    other = session.get_one(Application, many.id)
    assert told(other) == told(one)
    assert person.name_key == make.candidate("Zoë Wei").name_key
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.subject == many.ref)).all()) == 1


def test_a_kept_file_has_no_column_that_must_not_be_read(importer, session):
    ref = importer.keep(rows(f"{SAM},female", header=f"{HEADER},Gender"))

    content = zlib.decompress(session.scalar(select(ImportRun.content)))
    assert b"Sam Okafor" in content
    assert b"female" not in content
    assert b"Gender" not in content
    assert "female" not in str(importer.report(ref))


def test_plans_are_forgotten_after_a_month_and_people_stay(importer, session):
    importer.bring_in(rows(SAM, "A-9,,,,,,"))
    importer.keep(rows(CHARLIE))

    with clock.held_at(MONDAY + timedelta(days=31)):
        forgetting.work(importer.sessions, threading.Event())

    run = session.scalar(select(ImportRun))
    assert (run.state, run.plan, run.content) == (ImportState.DONE, {}, None)
    assert importer.counts()["applications"] == importer.counts()["imported_applications"] == 1
    assert list(queries.lines(session, run.id)) == []


def test_a_plan_made_anew_takes_the_place_of_the_old_one(importer, session):
    ref = importer.keep(rows(SAM, CHARLIE.replace("Received", "Limbo")))

    replanning.plan_again(importer.sessions, ref, Options(stages={"Limbo": "in_review"}))

    run = session.scalar(select(ImportRun))
    assert (run.ref, run.state, run.plan["blocking"]) == (ref, ImportState.PLANNED, [])
    assert len(list(queries.lines(session, run.id))) == 2


def test_a_plan_is_not_made_anew_once_it_was_begun(importer, session):
    ref = importer.keep(rows(SAM))
    importer.begin(ref)

    with pytest.raises(Refusal, match="begun already"):
        replanning.plan_again(importer.sessions, ref, Options())

    assert session.scalar(select(func.count()).select_from(ImportRun)) == 1


def test_a_plan_made_anew_by_two_at_once_stands_once(importer, session):
    ref = importer.keep(rows(SAM, CHARLIE))
    args = (importer.sessions, ref, Options())

    both = [threading.Thread(target=replanning.plan_again, args=args) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    run = session.scalar(select(ImportRun).where(ImportRun.ref == ref))
    assert run.state is ImportState.PLANNED
    assert len(list(queries.lines(session, run.id))) == 2
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 1


def told(application):
    """All that two people brought in alike must have in common."""
    columns = {
        column.name: getattr(application, column.name)
        for column in Application.__table__.columns
        if column.name not in {"id", "ref"}
    }
    update, line = application.updates[0], application.timeline[0]
    return (
        columns,
        [update.status, update.sentence, update.words, update.next_word_by, update.at],
        [line.kind, line.words, line.is_told, line.at],
    )
