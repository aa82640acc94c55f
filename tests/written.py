"""What an act left behind; and that a refused one left nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.hiring.models import Application, Promise
from portal.hiring.promises import PromiseResult
from portal.mail.kinds import Letter
from portal.plumbing.db import Base, transaction
from portal.plumbing.errors import Refusal
from tests.posted import messages


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
    """Every row of every table, without the tables or columns (`table.column`) named in `but`."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in but:
            columns = [column for column in table.c if f"{table.name}.{column.name}" not in but]
            rows = session.execute(select(*columns).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    session.rollback()
    return found


@contextmanager
def refused(session: Session, words: str) -> Iterator[None]:
    """The block, a transaction, is refused with those words (a pattern), and leaves nothing."""
    before = everything(session)
    with pytest.raises(Refusal, match=words), transaction(session):
        yield
    assert everything(session) == before
