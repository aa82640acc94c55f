"""So many mails a minute, so many a day: for all workers together."""

import time
from dataclasses import replace
from threading import Thread

import pytest

from portal.mail import pace
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Pace
from portal.mail.outbox import NewMessage, put
from portal.mail.sending import drain
from portal.plumbing.db import sessions as sessions_of
from portal.plumbing.db import transaction
from tests.posted import Collector, messages


def owed(make, count, letter=Letter.LINK):
    candidate = make.candidate()
    rows = [
        NewMessage(letter=letter, purpose=f"{letter}:{number}", candidate_id=candidate.id)
        for number in range(count)
    ]
    with transaction(make.session):
        put(make.session, *rows)


def left(session):
    return sum(message.state is MessageState.SENT for message in messages(session))


@pytest.mark.parametrize(
    ("sent", "most"), [(0, 3), (79, 3), (80, 2), (99, 2), (100, -1), (250, -1)]
)
def test_extras_stop_at_four_fifths_and_everything_at_the_last_one(sent, most):
    assert pace.room(sent, 100) == most


def test_mails_leave_at_the_pace_that_was_set(config, engine, make):
    owed(make, 20)
    made = sessions_of(engine, replace(config, mail_per_minute=600))

    began = time.monotonic()
    drain(made, by=Collector())
    seconds = time.monotonic() - began

    assert left(make.session) == 20
    assert seconds >= 0.9  # ten a second, the first ten of them at once


def test_two_workers_keep_the_pace_together(config, engine, make):
    owed(make, 30)
    made = sessions_of(engine, replace(config, mail_per_minute=900))

    began = time.monotonic()
    workers = [Thread(target=drain, args=(made,), kwargs={"by": Collector()}) for _one in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.monotonic() - began
    drain(made, by=Collector())

    assert left(make.session) == 30
    assert seconds >= 0.8


def test_a_day_that_is_used_up_lets_nothing_more_leave(config, engine, make):
    owed(make, 5)
    made = sessions_of(engine, replace(config, mail_per_day=3))

    assert drain(made, by=Collector()) == 3
    assert drain(made, by=Collector()) == 0
    assert left(make.session) == 3


def test_a_new_day_begins_anew(config, engine, make):
    owed(make, 5)
    made = sessions_of(engine, replace(config, mail_per_day=3))
    drain(made, by=Collector())
    with transaction(make.session):
        make.session.get_one(Pace, 1).day -= 1

    assert drain(made, by=Collector()) == 2


def test_extras_leave_room_for_what_is_owed(config, engine, make):
    owed(make, 10)
    made = sessions_of(engine, replace(config, mail_per_day=10))
    drain(made, by=Collector())
    with transaction(make.session):
        make.session.get_one(Pace, 1).sent = 8
    owed_before = left(make.session)

    with made() as session:
        assert pace.most_urgent_only(session) == 2
    assert owed_before == 10


def test_without_a_limit_nothing_is_counted(sessions, make):
    owed(make, 2)

    drain(sessions, by=Collector())

    assert make.session.get(Pace, 1) is None
