"""Ten thousand mails that are owed: put into the outbox, sent beside a bare loop and at a set pace;
and what the pages cost while the mail server says nothing.
"""

import smtplib
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from threading import Event, Thread

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from bench.data import NOW, fill
from bench.endings import beside, count_on
from bench.floor import SECRET
from bench.home import get
from portal import create_app
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.mail.outbox import NewMessage, put
from portal.mail.sending import drain
from portal.mail.smtp import Smtp
from portal.plumbing import clock, schema
from portal.plumbing.db import sessions as sessions_of
from portal.plumbing.db import transaction
from portal.plumbing.turns import Turns
from tests.conftest import CONFIG
from tests.databases import fresh_url, let_go
from tests.faults.smtp_sinks import Sink, running, tarpit

OWED = 10_000
AT_ONCE = 1_000
SECONDS = 3.0
LONGEST_WAIT = 1.0
DRAINED = 600
LEAST = 0.70
PACED, PER_MINUTE, SKIPPED = 100, 480, 20
OFF_AT_MOST = 0.05
PAGES, PASSES = 60, 5
SLOWER_AT_MOST = 1.10
SENDER = "hiring@northwind.example"
_LEAVES = MessageState.QUEUED
_QUEUED = update(Message).where(Message.state == MessageState.QUEUED)
_HELD = select(Message.id).where(Message.state == MessageState.HELD).order_by(Message.id)
_AGAIN = (
    update(Message)
    .where(Message.state == MessageState.RETRY)
    .values(state=MessageState.QUEUED, due_at=NOW)
)


class Keeper(Smtp):
    """Remembers what it carried, so that a bare loop can send the same bytes."""

    def __init__(self, url: str) -> None:
        super().__init__(url, sender=SENDER, own_name="localhost")
        self.carried: list[tuple[str, bytes]] = []

    def carry(self, recipient: str, source: bytes) -> None:
        """Hand it over, and remember."""
        super().carry(recipient, source)
        self.carried.append((recipient, source))


class Clocked(Sink):
    """Remembers when each mail came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        """Take it."""
        self.at.append(time.monotonic())
        return await super().handle_DATA(server, session, envelope)


def measure(database: str) -> dict[str, object]:
    """All of it, on one database."""
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder, clock.held_at(NOW):
        config = replace(CONFIG, database_url=url, folder=Path(folder), secret_key=SECRET)
        app = create_app(config)
        engine, sessions = app.extensions["engine"], app.extensions["sessions"]
        schema.tables()
        fill(engine, OWED)
        count_on(engine)
        seconds, wait = beside(url, lambda: _enqueue(sessions))
        ratio = _beside_a_bare_loop(sessions)
        rate = _at_a_pace(sessions_of(engine, replace(config, mail_per_minute=PER_MINUTE)))
        slower = _pages_while_it_hangs(app, sessions)
        engine.dispose()
    let_go(url)
    off = abs(rate / (PER_MINUTE / 60) - 1)
    print(
        f"mail   {database:<11} {OWED:>8,} owed  put in {seconds:.1f} s, others waited {wait:.2f} s"
        f" at most; sent at {ratio:.0%} of a bare loop, at a set pace {off:.1%} off;"
        f" pages cost {slower:.2f} times as much while the server hangs",
        flush=True,
    )
    is_put = seconds <= SECONDS and wait <= LONGEST_WAIT
    return {
        "name": "mail",
        "database": database,
        "size": OWED,
        "ratio": ratio,
        "seconds": seconds,
        "longest_wait": wait,
        "off_the_pace": off,
        "times_while_it_hangs": slower,
        "is_kept": is_put and (ratio >= LEAST or off <= OFF_AT_MOST) and slower <= SLOWER_AT_MOST,
    }


def _enqueue(sessions: sessionmaker[Session]) -> None:
    """In lots, each a transaction, with others let in between: begun again it goes on, since a
    purpose is put once.
    """
    with sessions() as session:
        turns = Turns(session)
        for start in range(1, OWED + 1, AT_ONCE):
            lot = range(start, start + AT_ONCE)
            with transaction(session):
                put(session, *(_owed(number) for number in lot))
            turns.let_others_in()


def _owed(number: int) -> NewMessage:
    return NewMessage(
        letter=Letter.INTRODUCTION,
        purpose=f"bench:{number}",
        candidate_id=number,
        application_id=number,
        subject=f"a{number}",
    )


def _let_leave(sessions: sessionmaker[Session], count: int) -> None:
    """So many are due now, and no other."""
    with sessions() as session, transaction(session):
        session.execute(_QUEUED.values(state=MessageState.HELD))
        ids = session.scalars(_HELD.limit(count)).all()
        session.execute(update(Message).where(Message.id.in_(ids)).values(state=_LEAVES))


def _beside_a_bare_loop(sessions: sessionmaker[Session]) -> float:
    """How many of the mails a second that a bare loop sends, of the same bytes."""
    _let_leave(sessions, DRAINED)
    with running(Sink()) as address:
        by = Keeper(f"smtp://{address}")
        began = time.monotonic()
        drain(sessions, by=by)
        ours = (time.monotonic() - began) / len(by.carried)
        host, port = address.split(":")
        began = time.monotonic()
        with smtplib.SMTP(host, int(port), local_hostname="localhost") as line:
            for recipient, source in by.carried:
                line.sendmail(SENDER, [recipient], source)
        bare = (time.monotonic() - began) / len(by.carried)
    return bare / ours


def _at_a_pace(sessions: sessionmaker[Session]) -> float:
    """How many a second left where so many a minute may, once the first moment is over."""
    _let_leave(sessions, PACED)
    sink = Clocked()
    with running(sink) as address:
        drain(sessions, by=Smtp(f"smtp://{address}", sender=SENDER, own_name="localhost"))
    steady = sink.at[SKIPPED:]
    return (len(steady) - 1) / (steady[-1] - steady[0])


def _pages_while_it_hangs(app: Flask, sessions: sessionmaker[Session]) -> float:
    """What the candidate's page costs while a mail waits for a server that says nothing, beside
    what it costs otherwise, pass by pass.
    """
    _let_leave(sessions, 1)
    times = []
    for _pass in range(PASSES):
        quiet = _cost(app)
        with tarpit() as address:
            by = Smtp(f"smtp://{address}", sender=SENDER, own_name="localhost", command_within=4)
            thread = Thread(target=drain, args=(sessions, Event(), by))
            thread.start()
            beside = _cost(app)
            thread.join()
        with sessions() as session, transaction(session):
            session.execute(_AGAIN)
        times.append(beside / quiet)
    return median(times)


def _cost(app: Flask) -> float:
    began = time.thread_time()
    for _page in range(PAGES):
        get(app)
    return time.thread_time() - began
