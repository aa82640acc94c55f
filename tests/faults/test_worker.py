"""`flask worker` as a process of its own: told to stop, and killed, while mails go out."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.mail.kinds import MessageState
from tests.faults.smtp_sinks import Sink, running
from tests.posted import let_leases_end, messages

ROOT = Path(__file__).parents[2]
PATIENCE = 30
MAILS = 20


@pytest.fixture
def crowd(make):
    """People who are owed a mail each."""
    for number in range(MAILS):
        make.application(candidate=make.candidate(f"P{number} Example"))


class SlowSink(Sink):
    """Takes its time over each mail."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def worker(config, address):
    """`flask worker`, sending to that server."""
    environment = {
        **os.environ,
        "FLASK_APP": "portal",
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_MAIL_URL": f"smtp://{address}",
        "PORTAL_FOLDER": str(config.folder),
        "PORTAL_SECRET_KEY": config.secret_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(sink, count):
    until = time.monotonic() + PATIENCE
    while len(sink.envelopes) < count and time.monotonic() < until:
        time.sleep(0.01)
    assert len(sink.envelopes) >= count


def recipients(sink):
    return [address for _sender, to, _content in sink.envelopes for address in to]


@pytest.mark.usefixtures("crowd")
def test_a_worker_told_to_stop_finishes_what_it_holds(config, session):
    sink = SlowSink()
    with running(sink) as address:
        with worker(config, address) as process:
            wait_for(sink, 5)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        assert len(sink.envelopes) < MAILS
        states = {message.state for message in messages(session)}
        assert states == {MessageState.SENT, MessageState.QUEUED}
        with worker(config, address):
            wait_for(sink, MAILS)

    assert len(set(recipients(sink))) == len(recipients(sink)) == MAILS


@pytest.mark.usefixtures("crowd")
def test_a_worker_that_is_killed_loses_nothing_and_copies_one_at_most(config, session):
    sink = SlowSink()
    with running(sink) as address:
        with worker(config, address) as process:
            wait_for(sink, 5)
            process.kill()
            process.wait()
        let_leases_end(session)
        with worker(config, address):
            wait_for(sink, MAILS)
            until = time.monotonic() + PATIENCE
            while any_left(session) and time.monotonic() < until:
                time.sleep(0.05)

    assert len(set(recipients(sink))) == MAILS
    assert len(recipients(sink)) <= MAILS + 1
    names = [mail["Message-ID"] for mail in sink.mails()]
    assert len(set(names)) == MAILS


def any_left(session):
    return any(message.state is not MessageState.SENT for message in messages(session))


def test_a_worker_with_a_mail_server_it_can_not_use_says_so(config):
    environment = {
        **os.environ,
        "FLASK_APP": "portal",
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_MAIL_URL": "mail.example:25",
        "PORTAL_FOLDER": str(config.folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "worker"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert "PORTAL_MAIL_URL" in done.stderr
    assert "Traceback" not in done.stderr
