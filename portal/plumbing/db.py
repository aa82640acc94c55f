"""Tables, engine and the one transaction.

SQLite and PostgreSQL alike. What must be in no backup (answers of open rounds) lives in a schema
of its own, `rounds`: a second file attached to SQLite, a schema of unlogged tables on PostgreSQL.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import DateTime, TypeDecorator

from portal.plumbing.errors import Refusal

ROUNDS = "rounds"
PATIENCE = 5
"""Seconds that a page waits for a database that somebody else holds."""
_CACHE = 16 * 1024
"""KiB that each connection to SQLite may keep of what it read: by itself it keeps 2,000, which a
list of a few hundred among 200,000 reads anew each time.
"""


BESIDE: list[Callable[[str], list[str]]] = []
"""What tables need beside themselves and no model can say (triggers, an index for words): for a
dialect, statements that make what isn't there yet.
"""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware going in and coming out, kept as UTC. A naive one is a mistake and raises
    ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _by_value(enum: Any) -> list[str]:
    return [member.value for member in enum]


class Base(DeclarativeBase):
    """What every table shares: names of constraints, house types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime(),
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=32,
            create_constraint=False,
            values_callable=_by_value,
        ),
    }


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql+psycopg://...`, with the house's rules hung
    on it. Raises ValueError for a SQLite that has no file.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database or "")
    return _postgresql(url, parsed.query)


def sessions(engine: Engine, config: object = None) -> sessionmaker[Session]:
    """Makes sessions on that engine, which carry the operator's settings with them."""
    return sessionmaker(engine, expire_on_commit=False, info={"config": config})


def rounds_file(database: str) -> str:
    """Where SQLite keeps the answers of open rounds: beside the database, apart from its backup."""
    return f"{database}-rounds"


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """The only thing that commits: what is written inside is all kept or none of it.

    What was read before is let go first (a session that has read and then writes is "locked" at
    once on SQLite if anybody committed in between), so an action finds its subject again inside.
    """
    session.rollback()
    session.expire_all()
    session.connection(execution_options={"writes": True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def drop(session: Session, row: Base, *, otherwise: str) -> None:
    """Delete that row with what it owns. Raises Refusal, with the words of `otherwise`, where
    anything still points at it: the database knows what, slices above included.
    """
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError as error:
        raise Refusal(otherwise) from error


def _postgresql(url: str, given: Mapping[str, object]) -> Engine:
    """Waits for the server and for a lock as long as SQLite does; then whoever asked is told."""
    waits = {"connect_timeout": PATIENCE, "options": f"-c lock_timeout={PATIENCE}s"}
    return create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={name: value for name, value in waits.items() if name not in given},
    )


def _sqlite(url: str, database: str) -> Engine:
    if database in {"", ":memory:"}:
        raise ValueError("SQLite needs a file: sqlite:///FILE")
    os.umask(0o077)
    engine = create_engine(
        url,
        hide_parameters=True,  # an error names the statement in the log, and nobody's address
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        _shut(database)
        _shut(rounds_file(database))
        cursor = connection.cursor()
        cursor.execute("ATTACH DATABASE ? AS " + ROUNDS, (rounds_file(database),))
        for schema in ("main", ROUNDS):
            cursor.execute(f"PRAGMA {schema}.journal_mode = WAL")
            cursor.execute(f"PRAGMA {schema}.synchronous = FULL")
        cursor.execute(f"PRAGMA main.cache_size = -{_CACHE}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _shut(file: str) -> None:
    """Let nobody else read it; before SQLite opens it, since -wal and -shm take after it."""
    if not Path(file).exists():
        with suppress(OSError):  # SQLite says what is wrong with the folder
            Path(file).touch(mode=0o600)
    for path in (file, f"{file}-wal", f"{file}-shm"):
        with suppress(FileNotFoundError):
            Path(path).chmod(0o600)
