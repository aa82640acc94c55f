"""Whether anybody wrote to a database since: asked in a moment, where reading all rows takes longer
than the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from portal.plumbing import schema
from portal.plumbing.db import ROUNDS, make_engine

Mark = tuple[object, ...]


class Watch:
    """Looks from a connection of its own, which never writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        asked = _VERSIONS if self.is_sqlite else [_rows()]
        self._questions = [text(question) for question in asked]

    def mark(self) -> Mark:
        """The same as before, if and only if nobody committed a change to any row in between."""
        found = [
            tuple(row) for question in self._questions for row in self._connection.execute(question)
        ]
        self._connection.rollback()
        return tuple(sorted(found))  # PostgreSQL may look at tables side by side, in any order


_VERSIONS = ["PRAGMA main.data_version", f"PRAGMA {ROUNDS}.data_version"]
"""SQLite counts what other connections commit."""


def _rows() -> str:
    """PostgreSQL says of each row which transaction wrote it."""
    return " UNION ALL ".join(
        f"SELECT '{name}', count(*), sum(xmin::text::bigint) FROM {name}"  # noqa: S608
        for name in sorted(schema.tables().tables)
    )


@contextmanager
def watching(url: str) -> Iterator[Watch]:
    """A watch on that database."""
    engine = make_engine(url)
    with engine.connect() as connection:
        yield Watch(connection)
    engine.dispose()
