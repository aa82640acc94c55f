"""The day before: a reminder for each step and time, once, at a decent hour where they are."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal.hiring.actions import steps, verdicts
from portal.hiring.models import Application, StepKind
from portal.hiring.reminders import AHEAD, is_due
from portal.mail import reminders
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.schedule import JOBS
from tests.make import MONDAY
from tests.posted import messages
from tests.proof import examples
from tests.recruiter.desk import counted

LISBON = "Europe/Lisbon"
FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def step(make):
    with clock.held_at(MONDAY):
        return make.step(starts_at=FRIDAY)


@pytest.fixture
def run(sessions):
    def at(moment):
        with clock.held_at(moment):
            reminders.work(sessions, Event())

    return at


def reminded(session):
    return messages(session, Letter.STEP_REMINDER)


def test_the_day_before_at_nine_they_are_reminded_once(session, step, run):
    run(NINE - timedelta(minutes=1))
    assert reminded(session) == []

    for later in (0, 5, 600):
        run(NINE + timedelta(minutes=later))

    (message,) = reminded(session)
    assert (message.subject, message.due_at) == (step.ref, NINE)


def test_the_hour_is_theirs_not_ours(make, session, run):
    with clock.held_at(MONDAY):
        candidate = make.candidate(zone="Asia/Tokyo")
        make.step(make.application(candidate=candidate), starts_at=FRIDAY)

    run(datetime(2026, 11, 26, 23, 59, tzinfo=UTC))
    assert reminded(session) == [], "it begins on Saturday there, and it is still Friday, 8:59"
    run(datetime(2026, 11, 27, 0, 0, tzinfo=UTC))

    assert len(reminded(session)) == 1


def test_a_moved_step_is_reminded_of_anew(make, session, step, run):
    run(NINE)
    with clock.held_at(NINE + timedelta(hours=1)), transaction(session):
        later = FRIDAY + timedelta(days=3)
        plan = steps.Plan(step.kind, step.title, later, None, step.time_zone)
        steps.change(session, step, make.robin(), plan=plan)

    run(NINE + timedelta(hours=2))
    assert len(reminded(session)) == 1
    run(NINE + timedelta(days=3))

    assert len(reminded(session)) == 2


def test_another_place_is_no_other_time(make, session, step, run):
    run(NINE)
    with clock.held_at(NINE + timedelta(hours=1)), transaction(session):
        plan = steps.Plan(step.kind, step.title, FRIDAY, None, step.time_zone, place="Room 4")
        steps.change(session, step, make.robin(), plan=plan)

    run(NINE + timedelta(hours=2))

    assert len(reminded(session)) == 1


@pytest.mark.parametrize(
    "set_at",
    [NINE + timedelta(minutes=5), FRIDAY - timedelta(hours=23)],
    ids=["after nine", "less than a day ahead"],
)
def test_what_was_only_just_set_needs_no_reminder(make, session, run, set_at):
    with clock.held_at(set_at):
        make.step(starts_at=FRIDAY)

    run(set_at + timedelta(minutes=5))

    assert reminded(session) == []


def cancel(make, step):
    steps.cancel(make.session, step, make.robin())


def finish(make, step):
    step.done_at = clock.now()


def close(make, step):
    make.ending(make.session.get_one(Application, step.application_id))


def forget_the_introduction(make, step):
    make.session.get_one(Application, step.application_id).introduced_at = None


@pytest.mark.parametrize("act", [cancel, finish, close, forget_the_introduction])
def test_nobody_is_reminded_of_what_is_not_theirs_to_come_to(make, session, run, act):
    kind = StepKind.TASK if act is finish else StepKind.INTERVIEW
    with clock.held_at(MONDAY):
        step = make.step(starts_at=FRIDAY, kind=kind)
        make.robin()
        if act is close:
            act(make, step)
        else:
            with transaction(session):
                act(make, step)

    run(NINE)

    assert reminded(session) == []


def test_deciding_stops_no_reminder(make, session, step, run):
    with clock.held_at(MONDAY), transaction(session):
        application = session.get_one(Application, step.application_id)
        verdicts.decide(session, application, make.robin(), reason="Not enough SQL")

    run(NINE)

    with clock.held_at(NINE):
        assert "Meet the team" in render(session, reminded(session)[0]).text


@pytest.mark.parametrize("act", [cancel, close])
def test_state_is_read_again_before_it_leaves(make, session, step, run, act):
    run(NINE)
    with clock.held_at(NINE):
        make.robin()
        if act is close:
            act(make, step)
        else:
            with transaction(session):
                act(make, step)

        with pytest.raises(Outdated):
            render(session, reminded(session)[0])


def test_a_reminder_of_the_old_time_does_not_leave(make, session, step, run):
    run(NINE)
    with clock.held_at(NINE):
        with transaction(session):
            plan = steps.Plan(
                step.kind, step.title, FRIDAY + timedelta(hours=1), None, step.time_zone
            )
            steps.change(session, step, make.robin(), plan=plan)

        with pytest.raises(Outdated, match="moved"):
            render(session, reminded(session)[0])


def test_a_reminder_that_waited_into_the_night_stays(session, step, run):
    run(NINE)

    with clock.held_at(NINE + timedelta(hours=12)), pytest.raises(Outdated, match="too late"):
        render(session, session.get_one(Message, reminded(session)[0].id))


def test_it_brings_the_calendar_file_of_an_interview(session, step, run):
    run(NINE)

    with clock.held_at(NINE):
        file = render(session, reminded(session)[0]).calendar.decode()

    assert f"UID:{step.ref}@candor" in file


def test_they_are_found_by_their_time(make, session, step, engine):
    with clock.held_at(NINE), counted(engine) as said:
        found = reminders.due(session)

    assert [message.subject for message in found] == [step.ref]
    if engine.dialect.name == "sqlite":
        (asked,) = [one for one in said if "FROM steps" in one]
        plan = str(session.execute(text(f"EXPLAIN QUERY PLAN {asked.replace('?', '1')}")).all())
        assert "ix_steps_starts_at" in plan
        assert "SCAN" not in plan


def test_it_is_on_the_schedule():
    assert [job.every for job in JOBS if job.work is reminders.work] == [300]


ZONES = st.timezone_keys(allow_prefix=False)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ZONES,
)
@settings(max_examples=examples(100, 3000), deadline=None)
def test_every_time_in_every_zone_has_one_stretch_to_be_reminded_in(starts_at, zone):
    hours = [starts_at - timedelta(hours=back) for back in range(60, -1, -1)]

    due = [now for now in hours if is_due(now, starts_at, zone, timed_at=None)]

    assert 10 <= len(due) <= 13
    assert due[-1] - due[0] == timedelta(hours=len(due) - 1)
    assert starts_at - due[0] <= AHEAD
    assert due[-1] < starts_at
