"""What lies ahead of a candidate: set, changed, cancelled, ticked off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import steps
from portal.hiring.models import StepKind, TimelineKind
from portal.mail.kinds import Letter, MessageState
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.standing.queries import application_view
from portal.standing.steps import step_view
from tests.make import MONDAY
from tests.posted import messages
from tests.proof import examples
from tests.written import everything, ledger_of, letters, refused, trail_of

LISBON = "Europe/Lisbon"
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def plan(starts_at=WEDNESDAY, ends_at=None, **more):
    named = {"kind": StepKind.INTERVIEW, "title": "Meet the team", "time_zone": LISBON, **more}
    return steps.Plan(starts_at=starts_at, ends_at=ends_at, **named)


def set_step(make, application, **more):
    with transaction(make.session):
        return steps.set_step(make.session, application, make.robin(), plan=plan(**more))


def change(make, step, **more):
    with transaction(make.session):
        steps.change(make.session, step, make.robin(), plan=plan(**more))


def cancel(make, step):
    with transaction(make.session):
        steps.cancel(make.session, step, make.robin())


def they_have_left(session):
    for message in messages(session):
        message.state = MessageState.SENT
    session.commit()


def seen_by(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref).steps


def test_a_step_is_ahead_of_them_and_mailed(make, session):
    application = make.application()
    seen, due = application.version, ledger_of(session, application)

    step = set_step(make, application, who="Priya", url="https://meet.example/1")

    (shown,) = seen_by(session, application)
    assert (shown.ref, shown.title, shown.who, shown.starts_at) == (
        step.ref,
        "Meet the team",
        "Priya",
        WEDNESDAY,
    )
    assert application.version > seen
    assert ledger_of(session, application) == due
    assert trail_of(session, step.ref) == ["step.set"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.STEP_SET]


def test_nobody_is_mailed_a_step_before_their_introduction(make, session):
    application = make.application(introduced=False)

    set_step(make, application)

    assert letters(session) == []
    assert len(seen_by(session, application)) == 1


def test_another_time_is_told_and_calendars_move(make, session):
    step = set_step(make, make.application())
    they_have_left(session)

    change(make, step, starts_at=WEDNESDAY + timedelta(hours=1))

    assert (step.starts_at, step.sequence) == (WEDNESDAY + timedelta(hours=1), 1)
    assert trail_of(session, step.ref) == ["step.set", "step.changed"]
    assert letters(session)[-1] is Letter.STEP_CHANGED


def test_what_is_cancelled_is_told_and_gone(make, session):
    application = make.application()
    step = set_step(make, application)
    they_have_left(session)

    cancel(make, step)

    assert (step.cancelled_at, step.sequence) == (MONDAY, 1)
    assert seen_by(session, application) == []
    assert step_view(session, application.candidate_id, step.ref)[0].is_cancelled
    assert trail_of(session, step.ref) == ["step.set", "step.cancelled"]
    assert letters(session)[-1] is Letter.STEP_CANCELLED


def test_a_plan_that_is_none_is_refused(make, session, subtests):
    application, robin = make.application(), make.robin()
    step = set_step(make, application)

    for wrong, because in (
        ({"title": ""}, "Say what it is"),
        ({"ends_at": WEDNESDAY - timedelta(minutes=1)}, "ends before it starts"),
        ({"url": "javascript:alert(1)"}, "starts with https"),
        ({"url": "meet.example"}, "starts with https"),
        ({"who": "Priya, priya@northwind.example"}, "Names only"),
        ({"who": "Priya, +351 21 555-0100"}, "Names only"),
        ({"starts_at": datetime(9999, 12, 31, 20, tzinfo=UTC)}, "too far ahead"),
        ({"ends_at": datetime(9999, 12, 31, 20, tzinfo=UTC)}, "too far ahead"),
    ):
        with subtests.test(str(wrong)), refused(session, because):
            steps.set_step(session, application, robin, plan=plan(**wrong))
        with subtests.test(str(wrong)), refused(session, because):
            steps.change(session, step, robin, plan=plan(**wrong))


def test_a_step_may_end_as_it_starts(make):
    assert set_step(make, make.application(), ends_at=WEDNESDAY).ends_at == WEDNESDAY


def test_nothing_lies_ahead_of_a_closed_application(make, session):
    application = make.application()
    step = set_step(make, application)
    make.ending(application)
    robin = make.robin()

    with refused(session, "is closed"):
        steps.set_step(session, application, robin, plan=plan())
    with refused(session, "is closed"):
        steps.change(session, step, robin, plan=plan())
    assert seen_by(session, application) == []


def test_a_cancelled_step_stays_cancelled(make, session):
    step, robin = set_step(make, make.application()), make.robin()
    cancel(make, step)

    with refused(session, "cancelled already"):
        steps.change(session, step, robin, plan=plan())
    with refused(session, "cancelled already"):
        steps.cancel(session, step, robin)


def test_what_is_over_is_over(make, session):
    step, robin = set_step(make, make.application()), make.robin()

    with clock.held_at(WEDNESDAY + timedelta(seconds=1)):
        with refused(session, "time is over"):
            steps.change(session, step, robin, plan=plan())
        with refused(session, "time is over"):
            steps.cancel(session, step, robin)


def test_the_second_of_two_is_told(make, session):
    application, robin = make.application(), make.robin()
    step = set_step(make, application)
    seen = application.version
    change(make, step, who="Priya")

    for act in (
        lambda: steps.set_step(session, application, robin, plan=plan(), seen=seen),
        lambda: steps.change(session, step, robin, plan=plan(), seen=seen),
        lambda: steps.cancel(session, step, robin, seen=seen),
    ):
        with refused(session, "Somebody changed"):
            act()


@pytest.mark.parametrize("kind", [StepKind.TASK, StepKind.DOCUMENT])
def test_the_candidate_ticks_a_task_off_once(make, session, kind):
    application = make.application()
    step = set_step(make, application, kind=kind, title="The exercise")
    whose = application.candidate_id

    for _click in range(2):
        with transaction(session):
            steps.mark_done(session, whose, step.ref)
    make.look_again()

    assert step.done_at == MONDAY
    done = [line.words for line in application.timeline if line.kind is TimelineKind.CANDIDATE]
    assert done == ["Done: The exercise"]
    assert trail_of(session, step.ref) == ["step.set", "step.done"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.STEP_SET]
    assert seen_by(session, application) == []


def test_what_is_not_done_after_all_is_ahead_of_them_again(make, session):
    application = make.application()
    step = set_step(make, application, kind=StepKind.TASK, title="The exercise")
    with transaction(session):
        steps.mark_done(session, application.candidate_id, step.ref)
    they_have_left(session)

    with transaction(session):
        steps.mark_undone(session, step, make.robin())

    make.look_again()
    assert (step.done_at, step.sequence) == (None, 1)
    assert [shown.ref for shown in seen_by(session, application)] == [step.ref]
    assert application.timeline[-1].words == "Not done yet: The exercise"
    assert trail_of(session, step.ref) == ["step.set", "step.done", "step.undone"]
    assert letters(session)[-1] is Letter.STEP_CHANGED


def test_what_was_not_ticked_off_or_is_over_is_not_taken_back(make, session):
    application, robin = make.application(), make.robin()
    step = set_step(make, application, kind=StepKind.TASK)

    with refused(session, "not ticked off"):
        steps.mark_undone(session, step, robin)
    with transaction(session):
        steps.mark_done(session, application.candidate_id, step.ref)
    with clock.held_at(WEDNESDAY + timedelta(seconds=1)), refused(session, "time is over"):
        steps.mark_undone(session, step, robin)


@pytest.mark.parametrize("who", ["Priya, Jonas", "Team 2", "Priya Nair (10 years here)", "R2-D2"])
def test_names_are_names(make, who):
    assert set_step(make, make.application(), who=who).who == who


def test_the_hour_that_comes_twice_in_autumn_is_the_earlier_one():
    typed = datetime(2027, 10, 31, 1, 30)  # noqa: DTZ001

    assert steps.local_moment(typed, LISBON) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert steps.is_twice(typed, LISBON)
    assert not steps.is_twice(typed.replace(hour=2), LISBON)
    assert not steps.is_twice(typed.replace(hour=1, month=3, day=28), LISBON)


def test_an_interview_is_not_ticked_off(make, session):
    application = make.application()
    step = set_step(make, application)

    with refused(session, "nothing to tick off"):
        steps.mark_done(session, application.candidate_id, step.ref)


def test_nor_is_a_cancelled_task(make, session):
    application = make.application()
    step = set_step(make, application, kind=StepKind.TASK)
    cancel(make, step)

    with refused(session, "nothing to tick off"):
        steps.mark_done(session, application.candidate_id, step.ref)


def test_nobody_ticks_off_what_is_somebody_elses(make, session):
    step = set_step(make, make.application(), kind=StepKind.TASK)
    charlie = make.charlie()
    before = everything(session)

    for ref in (step.ref, "nothing", ""):
        with pytest.raises(Missing), transaction(session):
            steps.mark_done(session, charlie.candidate_id, ref)

    assert everything(session) == before


def test_the_database_keeps_no_step_that_ends_before_it_starts(make, session):
    set_step(make, make.application())

    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        session.execute(text("UPDATE steps SET ends_at = :it"), {"it": MONDAY - timedelta(days=1)})


def test_a_time_that_is_left_out_in_spring_is_refused():
    for hour, minute in ((1, 0), (1, 59)):
        with pytest.raises(Refusal, match="clocks change"):
            steps.local_moment(datetime(2027, 3, 28, hour, minute), LISBON)  # noqa: DTZ001

    first_again = steps.local_moment(datetime(2027, 3, 28, 2, 0), LISBON)  # noqa: DTZ001
    assert first_again == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
def test_a_day_no_calendar_holds_is_refused(year, zone):
    day = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 23 * (year > 1))  # noqa: DTZ001

    with pytest.raises(Refusal, match="not a day"):
        steps.local_moment(day, zone)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.timezone_keys(allow_prefix=False),
)
@settings(max_examples=examples(100, 3000), deadline=None)
def test_a_local_moment_reads_the_same_on_the_clock_there(typed, zone):
    try:
        moment = steps.local_moment(typed, zone)
    except Refusal:
        return

    assert moment.utcoffset() == timedelta(0)
    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == typed
