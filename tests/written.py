"""What an act left behind; that a refused one left nothing; and several acts at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.hiring.models import Application, Promise
from portal.hiring.promises import PromiseResult
from portal.mail.kinds import Letter
from portal.plumbing.db import Base, transaction
from portal.plumbing.errors import Refusal
from tests.posted import messages

PATIENCE = 30


def trail_of(session: Session, ref: str) -> list[str]:
    """The actions on the trail of whatever has that ref, oldest first."""
    return [entry.action for entry in entries_about(session, ref)]


def ledger_of(
    session: Session, application: Application
) -> list[tuple[date, PromiseResult | None]]:
    """The promises to that candidate with what became of each, oldest first."""
    statement = (
        select(Promise.due_on, Promise.result)
        .where(Promise.application_id == application.id)
        .order_by(Promise.id)
    )
    return [(row.due_on, row.result) for row in session.execute(statement)]


def letters(session: Session) -> list[Letter]:
    """The letters of the outbox, in the order they were put."""
    return [message.letter for message in messages(session)]


def everything(session: Session, *, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Every row of every table as the database holds it, without the tables or columns
    (`table.column`) named in `but`.
    """
    session.rollback()
    connection = session.connection()
    found = {
        name: [tuple(row) for row in connection.exec_driver_sql(statement)]
        for name, statement in _statements(but)
    }
    session.rollback()
    return found


@cache
def _statements(but: tuple[str, ...]) -> list[tuple[str, str]]:
    """Said plainly: to have them compiled costs more than all else a test does."""
    return [
        (table.name, _select(table, but))
        for table in Base.metadata.sorted_tables
        if table.name not in but
    ]


def _select(table: Table, but: tuple[str, ...]) -> str:
    columns = [column.name for column in table.c if f"{table.name}.{column.name}" not in but]
    keys = [column.name for column in table.primary_key]
    return f"SELECT {', '.join(columns)} FROM {table.fullname} ORDER BY {', '.join(keys)}"  # noqa: S608


@contextmanager
def refused(session: Session, words: str) -> Iterator[None]:
    """The block, a transaction, is refused with those words (a pattern), and leaves nothing."""
    before = everything(session)
    with pytest.raises(Refusal, match=words), transaction(session):
        yield
    assert everything(session) == before


def at_once(*acts: Callable[[Callable[[], object]], object]) -> None:
    """Each act in a thread of its own; it calls what it is given once it is about to begin, and all
    begin together. What one raises is raised here.
    """
    start, raised = Barrier(len(acts), timeout=PATIENCE), []

    def run(act: Callable[[Callable[[], object]], object]) -> None:
        try:
            act(start.wait)
        except Exception as error:
            start.abort()
            raised.append(error)

    threads = [Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not raised, raised
    assert not any(thread.is_alive() for thread in threads)
