"""Plain rows, read and written without what the ORM adds: a third of a page's cost.

A statement given here is one that is built once: it is compiled anew for each that is not the same
object. What the session has yet to write is written first, as `session.execute` would.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVarTuple, cast

from sqlalchemy import Connection, CursorResult, Dialect, Insert, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")
Written = Mapping[str, object] | Sequence[Mapping[str, object]]
INSERT: dict[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""Each database's own, which knows what to do where a row stands there already."""


def rows(
    session: Session, statement: Select[*Columns], values: Mapping[str, object]
) -> CursorResult[*Columns]:
    """What a statement over columns finds."""
    connection = _connection(session)
    return connection.execute(statement, values, execution_options=_kept(statement, connection))


def write(session: Session, statement: Insert, values: Written) -> int:
    """Write by a statement over a table.

    Gives how many one row became: 0 where it stood there already and the statement lets that be.
    """
    connection = _connection(session)
    options = _kept(statement, connection) | {"preserve_rowcount": True}
    return connection.execute(statement, values, execution_options=options).rowcount


def _connection(session: Session) -> Connection:
    """The one this transaction runs on, which a session asked for it looks up anew each time."""
    session.flush()
    held_in, connection = session.info.get("connection", (None, None))
    if connection is None or held_in is not session.get_transaction():
        connection = session.connection()
        session.info["connection"] = (session.get_transaction(), connection)
    return cast(Connection, connection)


def _kept(statement: Select[*Columns] | Insert, connection: Connection) -> dict[str, Any]:
    return {"compiled_cache": _compiled(statement, connection.dialect)}


class _Compiled(dict[Any, Any]):
    """What one statement became. SQLAlchemy looks that up by a key as long as the statement, and
    counting its hash is a tenth of a page; here the end of it is enough, which values are given.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[2:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[2:], value)


@lru_cache(maxsize=500)
def _compiled(_statement: Select[*Columns] | Insert, _dialect: Dialect) -> _Compiled:
    return _Compiled()
