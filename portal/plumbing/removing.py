"""Rows go with all that hangs on them, whichever table that is in."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, FromClause, Table, delete, select
from sqlalchemy.orm import Session

from portal.plumbing.db import Base


def remove(session: Session, table: FromClause, ids: Sequence[int]) -> None:
    """Delete the rows of these ids, after whatever points at them, and at that, and so on. Nothing
    may point in a circle.
    """
    assert isinstance(table, Table)
    if not ids:
        return
    for column in _pointing_at(table):
        _remove_pointing(session, column, ids)
    session.execute(delete(table).where(table.c.id.in_(ids)))


def _remove_pointing(session: Session, column: Column[int], ids: Sequence[int]) -> None:
    table = column.table
    if "id" in table.c:
        remove(session, table, session.scalars(select(table.c.id).where(column.in_(ids))).all())
    else:
        session.execute(delete(table).where(column.in_(ids)))


def _pointing_at(table: Table) -> Iterator[Column[int]]:
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key.parent
