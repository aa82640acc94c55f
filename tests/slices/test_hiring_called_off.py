"""What lay ahead of an application that ended is off, and on again where that end is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.hiring.actions import steps, withdrawals
from portal.hiring.models import Application, Step, StepKind
from portal.mail import parcels
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.posted import messages
from tests.written import letters, trail_of

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def application(make):
    return make.application(stage="Interviews")


def step_of(session, application):
    session.rollback()
    session.expire_all()
    return session.scalars(select(Step).where(Step.application_id == application.id)).one()


def ahead(make, application, **more):
    return make.step(application, starts_at=THURSDAY, **more)


def tell(make, application):
    make.ending(application)


def decline(make, application):
    make.declined(make.offer(application))


def withdraw(make, application):
    with transaction(make.session):
        withdrawals.withdraw(make.session, application.candidate_id, application.ref)


ENDS = pytest.mark.parametrize("end", [tell, decline, withdraw], ids=lambda end: end.__name__)


@ENDS
def test_an_end_calls_off_what_lies_ahead(make, session, application, end):
    ref = ahead(make, application).ref

    end(make, application)

    step = step_of(session, application)
    assert (step.cancelled_at, step.sequence) == (MONDAY, 1)
    assert trail_of(session, ref)[-1] == "step.cancelled"
    view = application_view(session, application.candidate_id, application.ref)
    assert view.steps == []


@ENDS
def test_what_is_over_or_done_stays_as_it_was(make, session, application, end):
    make.step(application, starts_at=MONDAY - timedelta(hours=1))

    end(make, application)

    assert step_of(session, application).cancelled_at is None


def test_deciding_and_writing_call_nothing_off(make, session, application):
    ahead(make, application)

    make.held(application)

    assert step_of(session, application).cancelled_at is None


def sent_away(session):
    """Everything that is due has left; the rest of the letters as they stand."""
    with transaction(session):
        for message in session.scalars(select(Message)):
            if message.letter in {Letter.INTRODUCTION, Letter.STEP_SET, Letter.UPDATE}:
                message.state = MessageState.SENT


def test_the_words_about_the_end_leave_before_the_cancellation(make, session, application):
    ahead(make, application)
    sent_away(session)
    tell(make, application)

    with transaction(session):
        _taken, first = parcels.take(session, MONDAY, most=3)
        _taken, second = parcels.take(session, MONDAY, most=3)

    assert first.letter is Letter.ENDING
    assert second is None
    waits = messages(session, Letter.STEP_CANCELLED)[-1]
    assert (waits.state, waits.due_at) == (MessageState.QUEUED, MONDAY + timedelta(minutes=5))
    assert waits.attempts == 0


@pytest.mark.parametrize(
    ("end", "because"),
    [
        (
            tell,
            "Your application for Backend Engineer is closed, as we wrote to you, so it is off.",
        ),
        (decline, "You declined our offer for Backend Engineer, so it is off"),
    ],
    ids=["told", "declined"],
)
def test_the_cancellation_says_why_and_clears_the_calendar(
    make, session, application, end, because
):
    ahead(make, application)
    sent_away(session)
    end(make, application)
    with transaction(session):
        for message in messages(session, Letter.ENDING):
            session.get_one(Message, message.id).state = MessageState.SENT

    message = messages(session, Letter.STEP_CANCELLED)[-1]
    with transaction(session):
        said = render(session, session.get_one(Message, message.id))

    assert because in said.text
    assert b"METHOD:CANCEL" in said.calendar
    assert "unfortunately" not in said.text.lower()


def undo_withdrawal(make, application):
    withdraw(make, application)
    with clock.held_at(MONDAY + timedelta(hours=1)), transaction(make.session):
        withdrawals.undo(make.session, application.candidate_id, application.ref)


def undo_decline(make, application):
    offer = make.declined(make.offer(application))
    with clock.held_at(MONDAY + timedelta(hours=1)), transaction(make.session):
        offers.undo_answer(make.session, application.candidate_id, offer.ref)


UNDONE = pytest.mark.parametrize("undone", [undo_withdrawal, undo_decline])


@UNDONE
def test_undo_brings_back_what_still_lies_ahead(make, session, application, undone):
    ref = ahead(make, application).ref
    sent_away(session)

    undone(make, application)

    step = step_of(session, application)
    assert (step.cancelled_at, step.sequence) == (None, 2)
    assert trail_of(session, ref) == ["step.set", "step.cancelled", "step.restored"]
    view = application_view(session, application.candidate_id, application.ref)
    assert [one.ref for one in view.steps] == [ref]


def test_who_never_read_of_the_cancellation_reads_nothing_of_it(make, session, application):
    ahead(make, application)
    sent_away(session)

    undo_withdrawal(make, application)

    assert messages(session, Letter.STEP_CANCELLED)[-1].state is MessageState.CANCELLED
    assert letters(session).count(Letter.STEP_SET) == 1


def test_who_read_of_it_is_told_that_it_is_on_again(make, session, application):
    ahead(make, application)
    sent_away(session)
    withdraw(make, application)
    with transaction(session):
        message = messages(session, Letter.STEP_CANCELLED)[-1]
        session.get_one(Message, message.id).state = MessageState.SENT

    with clock.held_at(MONDAY + timedelta(hours=1)), transaction(session):
        withdrawals.undo(session, application.candidate_id, application.ref)

    assert letters(session).count(Letter.STEP_SET) == 2
    message = messages(session, Letter.STEP_SET)[-1]
    with transaction(session):
        said = render(session, session.get_one(Message, message.id))
    assert b"SEQUENCE:2" in said.calendar


def test_what_the_team_cancelled_before_stays_cancelled(make, session, application):
    step = ahead(make, application)
    with clock.held_at(MONDAY - timedelta(hours=1)), transaction(session):
        steps.cancel(session, session.get_one(Step, step.id), make.robin())

    undo_withdrawal(make, application)

    assert step_of(session, application).cancelled_at is not None


def test_a_task_that_lies_ahead_is_off_too(make, session, application):
    ahead(make, application, kind=StepKind.TASK)

    tell(make, application)

    assert step_of(session, application).cancelled_at is not None
    assert session.get_one(Application, application.id).ending_id is not None
