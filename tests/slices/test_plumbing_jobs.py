import os
import socket
import subprocess
import time
from dataclasses import replace
from threading import Event

import pytest

from portal.hiring.actions import applications
from portal.mail.outbox import SENDING_JOB
from portal.mail.sending import drain
from portal.plumbing import jobs
from portal.plumbing.db import transaction
from portal.plumbing.jobs import Crew, Job
from tests.databases import fresh_url, let_go
from tests.faults.smtp_sinks import free_port
from tests.posted import messages

PATIENCE = 10
NEVER = 3600


@pytest.fixture
def url():
    """One database is enough: jobs know nothing of it."""
    fresh = fresh_url("sqlite")
    yield fresh
    let_go(fresh)


@pytest.fixture
def crews():
    """Crews that are sent home when the test is over."""
    begun: list[Crew] = []
    yield begun
    for crew in begun:
        crew.stop()


@pytest.fixture
def redis(tmp_path):
    """A Redis server of this test's own; gives its address and what stops it."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    wait_for(port)
    yield f"redis://127.0.0.1:{port}/0", server
    server.kill()
    server.wait()


def wait_for(port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


class Work:
    """Counts how often it was done, and notes with what."""

    def __init__(self, *, trouble: bool = False) -> None:
        self.times = 0
        self.done = Event()
        self.trouble = trouble

    def __call__(self, _sessions, _stopping) -> None:
        self.times += 1
        self.done.set()
        if self.trouble:
            raise RuntimeError("this job went wrong")


def test_a_job_runs_by_itself_and_again(config, sessions, crews):
    work = Work()
    crews.append(Crew(config, sessions, (Job("work", 1, work),)))
    crews[0].start()

    until = time.monotonic() + PATIENCE
    while work.times < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert work.times >= 2


def test_a_job_runs_at_once_after_a_commit_that_asked_for_it(config, session, sessions, crews):
    work = Work()
    crews.append(Crew(config, sessions, (Job("work", NEVER, work),)))
    crews[0].hear_nudges(sessions)
    crews[0].start()
    assert work.done.wait(PATIENCE)
    work.done.clear()

    with sessions() as asking, transaction(asking):
        jobs.nudge(asking, "work")
        assert not work.done.wait(1.5)

    assert work.done.wait(PATIENCE)


def test_what_was_rolled_back_asks_for_nothing(config, sessions, crews):
    work = Work()
    crews.append(Crew(config, sessions, (Job("work", NEVER, work),)))
    crews[0].hear_nudges(sessions)
    crews[0].start()
    assert work.done.wait(PATIENCE)
    work.done.clear()

    with sessions() as asking, pytest.raises(RuntimeError), transaction(asking):  # noqa: PT012
        jobs.nudge(asking, "work")
        raise RuntimeError

    assert not work.done.wait(1.5)


def test_a_job_that_fails_is_run_again_and_others_go_on(config, sessions, crews):
    broken, fine = Work(trouble=True), Work()
    crews.append(Crew(config, sessions, (Job("broken", 1, broken), Job("fine", 1, fine))))
    crews[0].start()

    until = time.monotonic() + PATIENCE
    while min(broken.times, fine.times) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert min(broken.times, fine.times) >= 2


def test_of_two_crews_in_one_folder_one_works_until_it_leaves(config, sessions, crews):
    first, second = Work(), Work()
    crews.append(Crew(config, sessions, (Job("work", 1, first),)))
    crews.append(Crew(config, sessions, (Job("work", 1, second),)))
    crews[0].start()
    assert first.done.wait(PATIENCE)
    crews[1].start()
    assert not second.done.wait(2)

    crews[0].stop()

    assert second.done.wait(PATIENCE)


def test_a_mail_leaves_soon_after_what_gave_rise_to_it(config, session, sessions, make, crews):
    application = make.application(introduced=False)
    crews.append(Crew(config, sessions, (Job(SENDING_JOB, NEVER, drain),)))
    crews[0].hear_nudges(sessions)
    crews[0].start()
    with sessions() as asking, transaction(asking):
        applications.introduce(asking, asking.merge(application), None)
    began = time.monotonic()

    while messages(session)[0].sent_at is None and time.monotonic() - began < PATIENCE:
        time.sleep(0.05)
    assert messages(session)[0].sent_at is not None
    assert time.monotonic() - began < 3


def test_its_files_are_for_us_alone(config, sessions, crews):
    work = Work()
    old = os.umask(0o022)
    try:
        crews.append(Crew(config, sessions, (Job("work", 1, work),)))
        crews[0].start()
        assert work.done.wait(PATIENCE)
    finally:
        os.umask(old)

    for file in config.folder.glob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_while_the_queue_is_away_the_work_goes_on(config, sessions, crews):
    work = Work()
    away = replace(config, redis_url="redis://127.0.0.1:1/0")
    crews.append(Crew(away, sessions, (Job("work", 1, work),)))
    crews[0].start()

    until = time.monotonic() + PATIENCE
    while work.times < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert work.times >= 2


def test_a_nudge_that_nobody_hears_costs_nothing(config, sessions, crews):
    away = replace(config, redis_url="redis://127.0.0.1:1/0")
    crews.append(Crew(away, sessions, (Job("work", NEVER, Work()),)))
    crews[0].hear_nudges(sessions)

    with sessions() as asking, transaction(asking):
        jobs.nudge(asking, "work")


def test_redis_carries_nudges_and_the_work_outlives_it(config, sessions, crews, redis):
    address, server = redis
    work = Work()
    crews.append(Crew(replace(config, redis_url=address), sessions, (Job("work", 2, work),)))
    crews[0].hear_nudges(sessions)
    crews[0].start()
    assert work.done.wait(PATIENCE)

    with sessions() as asking, transaction(asking):
        jobs.nudge(asking, "work")
    until = time.monotonic() + PATIENCE
    while work.times < 2 and time.monotonic() < until:
        time.sleep(0.05)
    server.kill()
    server.wait()
    work.done.clear()

    assert work.done.wait(PATIENCE)
    with sessions() as asking, transaction(asking):
        jobs.nudge(asking, "work")
