"""By when somebody will hear from us: the default dates, what is refused, when a day is over; and
the ledger, which forgets nothing.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.company.calendar import Calendar, local_day
from portal.hiring import promises
from portal.hiring.actions import applications, ledger, stages, steps, updates, verdicts
from portal.hiring.actions.candidates import choose
from portal.hiring.models import StepKind
from portal.hiring.promises import Basis, PromiseResult, default_date
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from tests.make import MONDAY
from tests.proof import examples
from tests.written import everything, ledger_of

TODAY = MONDAY.date()
PLAIN = Calendar()
OPEN_STATUSES = [status for status in Status if status is not Status.CLOSED]
DATES = st.dates(date(2024, 1, 1), date(2032, 12, 31))
ZONES = st.timezone_keys(allow_prefix=False)
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=4),
    st.frozensets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=40),
)
thorough = settings(max_examples=examples(100, 3000), deadline=None)


def ahead(days):
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("status", "basis", "due"),
    [
        (Status.RECEIVED, {}, date(2026, 12, 7)),
        (Status.RECEIVED, {"days": 3}, date(2026, 11, 26)),
        (Status.RECEIVED, {"everyone_by": ahead(30)}, ahead(30)),
        (Status.RECEIVED, {"everyone_by": date(2026, 12, 26)}, date(2026, 12, 28)),
        (Status.RECEIVED, {"everyone_by": ahead(-1)}, date(2026, 12, 7)),
        (Status.IN_REVIEW, {}, date(2026, 12, 7)),
        (Status.INTERVIEWING, {}, date(2026, 11, 30)),
        (Status.INTERVIEWING, {"last_step": ahead(4)}, date(2026, 12, 2)),
        (Status.INTERVIEWING, {"last_step": ahead(0)}, date(2026, 11, 26)),
        (Status.INTERVIEWING, {"last_step": ahead(-1)}, date(2026, 11, 30)),
        (Status.DECIDING, {}, date(2026, 11, 26)),
        (Status.ON_HOLD, {}, date(2026, 12, 14)),
        (Status.OFFER, {}, date(2026, 11, 26)),
        (Status.OFFER, {"answer_by": ahead(8)}, ahead(9)),
        (Status.OFFER, {"answer_by": ahead(4)}, ahead(7)),
        (Status.OFFER, {"answer_by": ahead(-9)}, ahead(1)),
        (Status.JOINING, {}, date(2026, 12, 21)),
        (Status.JOINING, {"starts_on": ahead(70)}, date(2026, 12, 21)),
        (Status.JOINING, {"starts_on": ahead(21)}, ahead(14)),
        (Status.JOINING, {"starts_on": ahead(12)}, ahead(4)),
        (Status.JOINING, {"starts_on": ahead(2)}, ahead(1)),
    ],
)
def test_the_default_date_of_each_status(status, basis, due):
    assert default_date(status, Basis(TODAY, **basis), PLAIN) == due


@given(
    st.sampled_from(OPEN_STATUSES),
    st.builds(
        Basis,
        DATES,
        st.none() | st.integers(1, 90),
        st.none() | DATES,
        st.none() | DATES,
        st.none() | DATES,
        st.none() | DATES,
    ),
    CALENDARS,
)
@thorough
def test_a_default_date_is_a_working_day_to_come(status, basis, calendar):
    due = default_date(status, basis, calendar)

    assert calendar.is_business_day(due)
    assert due > basis.today
    if status is Status.JOINING and basis.starts_on:
        week_before = basis.starts_on - timedelta(days=promises.BEFORE_START)
        assert due <= max(week_before, calendar.after(basis.today, 1))


@given(st.sampled_from(OPEN_STATUSES), DATES, DATES, CALENDARS)
@thorough
def test_what_may_be_promised_is_a_working_day_within_bounds(status, due, today, calendar):
    try:
        promises.check_date(due, status, today=today, calendar=calendar)
    except Refusal:
        is_promise = False
    else:
        is_promise = True

    most = promises.ON_HOLD_AT_MOST if status is Status.ON_HOLD else promises.REFUSE_AFTER
    assert is_promise == (
        due >= today and calendar.is_business_day(due) and calendar.between(today, due) <= most
    )


def test_twenty_working_days_are_not_far_and_one_more_is():
    assert not promises.is_far(PLAIN.after(TODAY, 20), TODAY, PLAIN)
    assert promises.is_far(PLAIN.after(TODAY, 21), TODAY, PLAIN)


@given(DATES, ZONES)
@thorough
def test_a_promised_day_ends_at_the_candidates_midnight(due, zone):
    """Across every change of the clocks, wherever they live."""
    moment = datetime.combine(due, datetime.min.time(), clock.UTC) - timedelta(days=2)
    late_from = next(
        at
        for minutes in range(0, 6 * 24 * 60, 15)
        if promises.is_late(due, zone, at := moment + timedelta(minutes=minutes))
    )

    last = late_from - timedelta(minutes=15)
    assert not promises.is_late(due, zone, last)
    assert local_day(last, zone) <= due < local_day(late_from, zone)
    assert promises.today_for(late_from, zone) == due + timedelta(days=1)


@given(st.none() | DATES, DATES, CALENDARS)
@thorough
def test_an_undo_brings_the_promise_back_or_the_next_working_day(due, today, calendar):
    again = promises.back_again(due, today, calendar)

    assert again == (due if due and due >= today else calendar.after(today, 1))
    assert again >= today


@pytest.fixture
def monday():
    with clock.held_at(MONDAY):
        yield


@pytest.mark.usefixtures("monday")
def test_two_promises_never_stand_open_at_once(make, session):
    application = make.application()

    with pytest.raises(IntegrityError), transaction(session):
        ledger.promise(session, application, ahead(4))

    assert ledger_of(session, application) == [(date(2026, 12, 7), None)]


@pytest.mark.usefixtures("monday")
def test_a_promise_is_settled_with_a_result_or_not_at_all(make, session, subtests):
    make.application()

    for change in ("result = 'kept'", "settled_at = made_at"):
        with subtests.test(change), pytest.raises(IntegrityError, match="settled_has_a_result"):
            session.execute(text(f"UPDATE promises SET {change}"))  # noqa: S608
        session.rollback()


@pytest.mark.usefixtures("monday")
def test_a_settled_promise_is_not_opened_again(make, session):
    application = make.application()
    word = updates.Word(Status.IN_REVIEW, "Soon.", next_word_by=ahead(4))
    with transaction(session):
        updates.give(session, application, make.robin(), word=word)

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE promises SET result = NULL, settled_at = NULL"))


@pytest.mark.usefixtures("monday")
def test_only_a_word_moves_the_date_or_settles_it(make, session):
    application, robin = make.application(stage="Interviews"), make.robin()
    task = make.step(application, kind=StepKind.TASK)
    step, plan = (
        make.step(application),
        steps.Plan(StepKind.INTERVIEW, "Talk", MONDAY + timedelta(days=2), None, "UTC"),
    )
    stage = make.stage(application.job, "Decision")
    before = ledger_of(session, application), application.next_word_by

    for silent in (
        lambda: stages.move(session, application, robin, stage=stage),
        lambda: applications.add_memo(session, application, robin, words="Hm"),
        lambda: verdicts.decide(session, application, robin),
        lambda: verdicts.take_back(session, application, robin),
        lambda: steps.change(session, step, robin, plan=plan),
        lambda: steps.cancel(session, step, robin),
        lambda: steps.mark_done(session, application.candidate_id, task.ref),
        lambda: choose(
            session, application.candidate_id, extras="none", time_zone="", language="en"
        ),
        lambda: applications.introduce(session, application, robin),
    ):
        with transaction(session):
            silent()
        make.look_again()
        assert (ledger_of(session, application), application.next_word_by) == before


@pytest.mark.usefixtures("monday")
def test_ending_what_was_never_promised_settles_nothing(make, session):
    application = make.application(introduced=False)
    before = everything(session)

    with transaction(session):
        ledger.keep(session, application)
        ledger.end(session, application)

    assert everything(session) == before


@pytest.mark.usefixtures("monday")
def test_what_the_candidate_ends_in_time_was_not_missed(make, session):
    for days, result in ((14, PromiseResult.ENDED), (15, PromiseResult.MISSED)):
        application = make.application()
        with clock.held_at(MONDAY + timedelta(days=days)), transaction(session):
            ledger.end(session, application)

        assert ledger_of(session, application) == [(date(2026, 12, 7), result)]


@pytest.mark.usefixtures("monday")
def test_after_the_last_interview_that_stands_three_days_are_left(make, session):
    application = make.application(stage="Interviews")
    make.step(application, starts_at=MONDAY + timedelta(days=1))
    make.step(application, starts_at=MONDAY + timedelta(days=2))
    make.step(application, kind=StepKind.TASK, starts_at=MONDAY + timedelta(days=8))
    called_off = make.step(application, starts_at=MONDAY + timedelta(days=9))
    with transaction(session):
        steps.cancel(session, called_off, make.robin())

    assert ledger.default_date(session, application, Status.INTERVIEWING) == date(2026, 11, 30)


@pytest.mark.usefixtures("monday")
def test_a_stages_own_rule_counts_for_its_own_status(make, session):
    application = make.application(stage="Decision")
    application.stage.days = 8
    session.commit()

    assert ledger.default_date(session, application, Status.DECIDING) == date(2026, 12, 3)
    assert ledger.default_date(session, application, Status.ON_HOLD) == date(2026, 12, 14)
