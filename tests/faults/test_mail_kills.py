"""kill -9 at every named point, and at random while mails go out: nobody is left out, nobody gets
another's mail, and a kill costs one copy at most, which has the name of the first.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.hiring.actions import withdrawals
from portal.hiring.models import Candidate
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.plumbing.db import transaction
from tests.faults.dying import POINTS
from tests.faults.smtp_sinks import Sink, running
from tests.posted import messages, text_of
from tests.proof import examples

ROOT = Path(__file__).parents[2]
PATIENCE = 60
MAILS, KILLS = examples(150, 1500), examples(5, 50)
_ON_ITS_WAY = [MessageState.QUEUED, MessageState.RETRY, MessageState.SENDING]


class Slow(Sink):
    """Takes long enough over a mail to be killed in the middle of one."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        import asyncio

        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.004)
        return answer


@contextmanager
def workers(config, address, tmp_path):
    """Starts workers, each with a folder of its own so that all of them work; ends what is left."""
    begun = []

    def start(point="never", which=0):
        folder = tmp_path / f"folder-{which}"
        folder.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "FLASK_APP": "portal",
            "PORTAL_DEMO": "1",
            "PORTAL_DATABASE_URL": config.database_url,
            "PORTAL_MAIL_URL": f"smtp://{address}",
            "PORTAL_FOLDER": str(folder),
            "PORTAL_SECRET_KEY": config.secret_key,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.dying", point],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        begun.append(process)
        return process

    try:
        yield start
    finally:
        for process in begun:
            process.kill()
            process.wait()


def until(happened, what):
    limit = time.monotonic() + PATIENCE * examples(1, 5)
    while not happened():
        assert time.monotonic() < limit, what
        time.sleep(0.05)


def is_stopped(process):
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def left(session):
    session.rollback()
    return session.scalar(select(func.count()).where(Message.state.in_(_ON_ITS_WAY)))


def copies(sink):
    """How often each recipient was reached."""
    return Counter(to for _sender, recipients, _content in sink.envelopes for to in recipients)


@pytest.mark.parametrize("point", POINTS)
def test_f3_f4_f5_a_worker_killed_at_a_named_point(config, session, make, tmp_path, point):
    for name in ("Sam Okafor", "Ken Ito"):
        make.application(candidate=make.candidate(name))
    sink = Sink()
    with running(sink) as address, workers(config, address, tmp_path) as start:
        killed = start(point)
        until(lambda: killed.poll() is not None, f"nobody reached {point}")
        assert killed.returncode == -signal.SIGKILL
        start()
        until(lambda: left(session) == 0, "not all left")

    may_be_twice = {"accepted": 1, "marked": 1}.get(point, 0)
    assert set(copies(sink)) == {"sam@example.org", "ken@example.org"}
    assert sum(copies(sink).values()) == 2 + may_be_twice
    assert len({mail["Message-ID"] for mail in sink.mails()}) == 2


@pytest.mark.parametrize("point", ["claimed", "accepted"])
def test_f4_an_ending_killed_in_the_middle_asks_a_person(config, session, make, tmp_path, point):
    make.ending()
    with transaction(session):
        for message in session.scalars(select(Message)):
            if message.letter is not Letter.ENDING:
                message.state = MessageState.SENT
    sink = Sink()
    with running(sink) as address, workers(config, address, tmp_path) as start:
        killed = start(point)
        until(lambda: killed.poll() is not None, f"nobody reached {point}")
        start()
        until(lambda: left(session) == 0, "it waits for ever")

    (ending,) = messages(session, Letter.ENDING)
    assert ending.state is MessageState.UNSURE
    assert len(sink.envelopes) == (1 if point == "accepted" else 0)


@pytest.mark.prove
def test_f4_workers_killed_at_random(config, session, make, tmp_path, engine):
    crowd = people(make)
    gone = withdrawn(make, crowd)
    sink, luck = Slow(), random.Random(7)  # noqa: S311  the same kills each time
    at_once = 2 if engine.dialect.name == "postgresql" else 1
    with running(sink) as address, workers(config, address, tmp_path) as start:
        alive = [start(which=number) for number in range(at_once)]
        for _kill in range(KILLS):
            reached = len(sink.envelopes)
            step = luck.randrange(1, max(2, MAILS // (KILLS * 2)))
            until(lambda: len(sink.envelopes) >= min(reached + step, MAILS - 1), "stuck")  # noqa: B023
            time.sleep(luck.random() * 0.05)
            which = luck.randrange(at_once)
            alive[which].kill()
            alive[which].wait()
            alive[which] = start(which=which)
        until(lambda: left(session) == 0, "not all left")

    check(session, sink, crowd, gone)


def people(make):
    """Candidates who are owed a mail each: all in a few statements' time."""
    job = make.job()
    return [
        make.application(candidate=make.candidate(f"P{number} Example"), job=job)
        for number in range(MAILS)
    ]


def withdrawn(make, crowd):
    """Every tenth of them leaves before a mail does: what they were owed is no longer true."""
    for application in crowd[::10]:
        with transaction(make.session):
            withdrawals.withdraw(make.session, application.candidate_id, application.ref)
    return {application.candidate_id for application in crowd[::10]}


def check(session, sink, crowd, gone):
    found = copies(sink)
    named = {mail["Message-ID"]: mail["To"] for mail in sink.mails()}
    session.rollback()
    whose = {one.id: one for one in session.scalars(select(Candidate))}
    people = {one.email: one for one in whose.values()}
    assert set(found) - {"robin@northwind.example"} == set(people)
    assert len(sink.envelopes) - len(named) <= KILLS, found.most_common(5)
    assert len(people) == len(crowd)
    for mail in sink.mails():
        assert mail["To"] == named[mail["Message-ID"]]
        if mail["To"] in people:
            person = people[mail["To"]]
            assert f"Hello {person.called}," in text_of(mail)
            assert ("that you withdrew" in text_of(mail)) is (person.id in gone)


def test_f6_a_worker_that_sleeps_past_its_lease_sends_nothing_more_than_a_copy(
    config, session, make, tmp_path
):
    for number in range(12):
        make.application(candidate=make.candidate(f"P{number} Example"))
    sink = Slow()
    with running(sink) as address, workers(config, address, tmp_path) as start:
        asleep = start("asleep")
        until(lambda: is_stopped(asleep), "it never slept")
        start(which=1)
        until(lambda: left(session) == 0, "not all left")
        asleep.send_signal(signal.SIGCONT)
        until(lambda: len(sink.envelopes) == 13, "it did not go on")

    assert len(copies(sink)) == 12
    assert len(sink.envelopes) == 13
    assert {message.state for message in messages(session)} == {MessageState.SENT}


def test_f32_workers_that_are_replaced_one_after_the_other_lose_and_double_nothing(
    config, session, make, tmp_path
):
    for number in range(40):
        make.application(candidate=make.candidate(f"P{number} Example"))
    sink = Slow()
    with running(sink) as address, workers(config, address, tmp_path) as start:
        old = start()
        for _deploy in range(3):
            reached = len(sink.envelopes)
            until(lambda: len(sink.envelopes) >= reached + 5, "stuck")  # noqa: B023
            old.send_signal(signal.SIGTERM)
            assert old.wait(PATIENCE) == 0
            old = start()
        until(lambda: left(session) == 0, "not all left")

    assert set(copies(sink).values()) == {1}
    assert len(copies(sink)) == 40
