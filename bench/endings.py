"""Telling 1,000 people by one batch, while somebody else writes all the time."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Connection, Engine, Integer, delete, insert, select, text, update

from bench.data import NOW, fill
from bench.imports import Writer
from portal import create_app
from portal.audit.models import AuditEntry
from portal.hiring.actions import batch_writing, batches
from portal.hiring.actions.releases import release_due
from portal.hiring.models import Application, Candidate, Ending, EndingLine, Job, Verdict
from portal.hiring.stages import Status
from portal.plumbing import clock, schema
from portal.plumbing.db import Base, transaction
from portal.team.models import Teammate
from tests.conftest import CONFIG
from tests.databases import fresh_url, let_go

PEOPLE = 1_000
SECONDS = 3.0
LONGEST_WAIT = 1.0
WRITTEN = (EndingLine, Ending, AuditEntry)
WORDS = (
    "We have read your application and will not go on with it; others had more years with large"
    " set-ups, which this team needs from the first week. Thank you for the time you gave us."
)


def measure(database: str) -> dict[str, object]:
    """How long it takes until all endings wait to leave, and how long another writer waited, then
    and while they are told.
    """
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(CONFIG, database_url=url, folder=Path(folder)))
        engine, sessions = app.extensions["engine"], app.extensions["sessions"]
        schema.tables()
        fill(engine, PEOPLE)
        _decide_all(engine)
        count_on(engine)
        with clock.held_at(NOW):
            seconds, wait = beside(url, lambda: _enqueue(sessions))
        bare = _bare(engine)
        with clock.held_at(NOW + timedelta(hours=1)):
            told_seconds, told_wait = beside(url, lambda: _tell(sessions))
        engine.dispose()
    let_go(url)
    print(
        f"batch  {database:<11} {PEOPLE:>8,} endings  written in {seconds:.1f} s,"
        f" {seconds / bare:.1f} times bare inserts, others waited {wait:.2f} s at most;"
        f" told in {told_seconds:.1f} s, others waited {told_wait:.2f} s at most",
        flush=True,
    )
    return {
        "name": "batch",
        "database": database,
        "size": PEOPLE,
        "ratio": bare / seconds,
        "seconds": seconds,
        "longest_wait": wait,
        "told_seconds": told_seconds,
        "told_longest_wait": told_wait,
        "is_kept": seconds <= SECONDS and max(wait, told_wait) <= LONGEST_WAIT,
    }


def _decide_all(engine: Engine) -> None:
    """Nobody interviewed, all of one job, all decided."""
    plainly = {"interviewed": False, "status": Status.IN_REVIEW, "job_id": 1, "stage_id": 1}
    verdicts = [
        {"application_id": number, "reason": "", "decided_at": NOW, "by_id": 1}
        for number in range(1, PEOPLE + 1)
    ]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(Application).values(**plainly))
        connection.execute(update(Candidate).values(name_key=Candidate.ref))
        connection.execute(insert(Verdict), verdicts)


def count_on(engine: Engine) -> None:
    """PostgreSQL numbers the next row by what it numbered itself, and these came with numbers."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for table in (one for one in Base.metadata.sorted_tables if one.schema is None):
            if "id" in table.c and isinstance(table.c.id.type, Integer):
                last = f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}"
                ours = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({ours}, ({last}), false)"))


def beside(url: str, work: Callable[[], object]) -> tuple[float, float]:
    """How long the work takes, and how long another writer waited at most while it went on."""
    writer, over = Writer(url), Event()
    thread = Thread(target=writer.run, args=(over,))
    thread.start()
    began = time.monotonic()
    try:
        work()
        seconds = time.monotonic() - began
    finally:
        over.set()
        thread.join()
    return seconds, writer.longest


def _enqueue(sessions: Callable[..., object]) -> None:
    with sessions() as session:  # type: ignore[attr-defined]
        job, robin = session.get_one(Job, 1), session.get_one(Teammate, 1)
        with transaction(session):
            batch = batches.draft(session, job, robin, words=WORDS)
        with transaction(session):
            batches.begin(session, batch, robin, count=PEOPLE)
        batch_id = batch.id
    if not batch_writing.go_on(sessions, batch_id):  # type: ignore[arg-type]
        sys.exit("The batch was not written to its end.")


def _tell(sessions: Callable[..., object]) -> None:
    if release_due(sessions) != PEOPLE:  # type: ignore[arg-type]
        sys.exit("Not everybody was told.")


def _bare(engine: Engine) -> float:
    """The same rows once more, inserted with nothing asked, in one transaction."""
    with engine.connect().execution_options(writes=True) as connection:
        with connection.begin():
            rows = {table: _taken_out(connection, table) for table in WRITTEN}
        began = time.monotonic()
        with connection.begin():
            for table, found in rows.items():
                connection.execute(insert(table), found)
        return time.monotonic() - began


def _taken_out(connection: Connection, table: type) -> list[dict[str, object]]:
    rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    connection.execute(delete(table))
    return rows
