"""The word before an offer may lapse."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from portal.mail import offer_reminders
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.schedule import JOBS
from tests.make import MONDAY
from tests.posted import messages

DAY = MONDAY.date()


@pytest.fixture
def run(sessions):
    def at(moment):
        with clock.held_at(moment):
            offer_reminders.work(sessions, Event())

    return at


def offer(make, days):
    with clock.held_at(MONDAY):
        return make.offer(answer_by=DAY + timedelta(days=days))


def reminded(session):
    return messages(session, Letter.OFFER_REMINDER)


@pytest.mark.parametrize(
    ("days", "morning"),
    [
        (10, datetime(2026, 12, 1, 9, tzinfo=UTC)),
        (8, datetime(2026, 11, 27, 9, tzinfo=UTC)),
        (5, datetime(2026, 11, 26, 9, tzinfo=UTC)),
    ],
)
def test_it_comes_once_on_a_working_morning_before_the_date(make, session, run, days, morning):
    sent = offer(make, days)
    run(morning - timedelta(minutes=1))
    assert reminded(session) == []

    for later in (0, 10, 600):
        run(morning + timedelta(minutes=later))

    (message,) = reminded(session)
    assert (message.subject, message.candidate_id) == (sent.ref, sent.application.candidate_id)


def test_whoever_has_just_read_it_is_not_reminded(make, session, run):
    offer(make, 2)

    for hours in range(0, 96, 6):
        run(MONDAY + timedelta(hours=hours))

    assert reminded(session) == []


@pytest.mark.parametrize("act", ["accepted", "declined", "another"])
def test_nor_is_whoever_answered_or_got_another(make, session, run, act):
    sent = offer(make, 10)
    with clock.held_at(MONDAY + timedelta(hours=1)):
        getattr(make, act)(sent)

    run(datetime(2026, 12, 1, 10, tzinfo=UTC))

    assert reminded(session) == []


def test_an_answer_overtakes_a_reminder_that_waits(make, session, run):
    sent, morning = offer(make, 10), datetime(2026, 12, 1, 10, tzinfo=UTC)
    run(morning)
    with clock.held_at(morning):
        make.accepted(sent)

    message = reminded(session)[0]

    with pytest.raises(Outdated), clock.held_at(morning), transaction(session):
        render(session, session.get_one(Message, message.id))


def test_the_schedule_runs_it():
    assert offer_reminders.JOB in {job.name for job in JOBS}
