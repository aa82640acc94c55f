"""The migrations make what the models say, on both databases, and refuse what they don't know."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Enum,
    Integer,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from portal.cli.db import group
from portal.hiring.queries.search import Filters, candidates
from portal.plumbing import schema
from portal.plumbing.db import make_engine, sessions
from portal.surveys.models import Round, Snapshot
from portal.team.rights import Actor, Role
from tests.databases import KINDS, empty_url, let_go

TABLES = schema.tables().sorted_tables
_BATCHES = (
    "INSERT INTO ending_batches (id, ref, created_at) VALUES (1, 'one', '2026-11-02 09:00:00')",
    (
        "INSERT INTO ending_batches (id, ref, created_at, taken_back_at)"
        " VALUES (2, 'two', '2026-11-02 09:00:00', '2026-11-02 09:05:00')"
    ),
)
_PUBLISHED = (
    (
        "INSERT INTO surveys (id, touchpoint, is_on, months, k, comment_limit)"
        " VALUES (1, 'interviewed', true, 3, 5, 10)"
    ),
    (
        "INSERT INTO survey_versions (id, survey_id, number, items, created_at)"
        " VALUES (1, 1, 1, '[]', '2026-01-02 09:00:00')"
    ),
    (
        "INSERT INTO survey_rounds (id, ref, touchpoint, version_id, opens_on, invites_until,"
        " closes_on, k, comment_limit, closed_at) VALUES (1, 'one', 'interviewed', 1, '2026-01-01',"
        " '2026-03-31', '2026-04-14', 5, 10, '2026-04-15 09:00:00')"
    ),
    "INSERT INTO survey_snapshots (id, round_id, figures, comments) VALUES (1, 1, :figures, '{}')",
)
_FIGURES = '{"answered": 12, "parts": [{"name": "Kitchen"}]}'
_FOUND = (
    "SELECT words, size, next_line, begun_at IS NOT NULL, written_at = confirmed_at,"
    " taken_back_at IS NOT NULL FROM ending_batches ORDER BY id"
)
_LATER = (
    "UPDATE candidates SET found_by = 'juerg muellr aeeee'",
    (
        "INSERT INTO promises (id, application_id, due_on, made_at, settled_at, result) VALUES"
        " (1, 1, '2026-11-10', '2026-11-02', '2026-11-09', 'extended'),"
        " (2, 1, '2026-11-16', '2026-11-09', '2026-11-15', 'kept'),"
        " (3, 1, '2026-11-20', '2026-11-15', NULL, NULL)"
    ),
)
ENUMS = [
    (table, column) for table in TABLES for column in table.columns if isinstance(column.type, Enum)
]


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database without a single table."""
    url = empty_url(request.param)
    engine = make_engine(url)
    yield engine
    engine.dispose()
    let_go(url)


@pytest.fixture(scope="module", params=KINDS)
def migrated(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database that the migrations made. Shared: what a test writes it rolls back."""
    url = empty_url(request.param)
    engine = make_engine(url)
    schema.upgrade(engine)
    yield engine
    engine.dispose()
    let_go(url)


def test_the_migrated_schema_is_as_the_models_say(migrated: Engine) -> None:
    assert schema.differences(migrated) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE holidays ADD COLUMN colour VARCHAR", "colour"),
        ("DROP INDEX uq_promises_open", "uq_promises_open"),
        ("CREATE INDEX ix_holidays_name ON holidays (name)", "ix_holidays_name"),
        ("DROP TABLE search_words", "search_words"),
    ],
)
def test_a_difference_is_found(empty: Engine, change: str, said: str) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text(change))

    assert said in " ".join(schema.differences(empty))


DROPPED = {
    "sqlite": ["DROP TRIGGER search_words_renamed", "DROP TABLE search_words_fts"],
    "postgresql": [
        "DROP TRIGGER search_words_renamed ON candidates",
        "DROP INDEX ix_search_words_fts",
        (
            "CREATE OR REPLACE FUNCTION search_words_moved() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NULL; END $$"
        ),
    ],
}


def test_a_missing_trigger_or_index_for_words_is_found_and_made_by_the_next_upgrade(
    empty: Engine,
) -> None:
    schema.upgrade(empty)
    for change in DROPPED[empty.dialect.name]:
        with empty.begin() as connection:
            connection.execute(text(change))
        name = next(word for word in change.split() if "search_words_" in word).rstrip("()")

        assert name in " ".join(schema.differences(empty))
        schema.upgrade(empty)
        assert schema.differences(empty) == []


def test_tables_rebuilt_by_a_migration_are_followed_by_the_search_again(empty: Engine) -> None:
    schema.upgrade(empty)
    with schema._migrating(empty) as config:
        connection = config.attributes["connection"]
        operations = Operations(MigrationContext.configure(connection))
        columns = {"candidates": "phone", "jobs": "title", "applications": "source"}
        for table, column in columns.items():
            with operations.batch_alter_table(table) as batch:
                batch.alter_column(column, existing_type=String(), type_=String(length=300))
        connection.commit()

    schema.upgrade(empty)

    assert "search_words" not in " ".join(schema.differences(empty))


def test_whoever_is_there_already_is_found_by_words(empty: Engine) -> None:
    with schema._migrating(empty) as config:
        command.upgrade(config, "0001")
    with empty.begin() as connection:
        for line in _BEFORE:
            connection.execute(text(line))

    schema.upgrade(empty)

    with sessions(empty)() as session:
        admin, sought = Actor(1, Role.ADMIN), ("zoe eng", "angst north", "zoe back", "sam")
        found = [candidates(session, admin, Filters(words=one)).count for one in sought]
    assert found == [1, 1, 0, 0]


def test_batches_of_before_stand_as_written_whole(empty: Engine) -> None:
    with schema._migrating(empty) as config:
        command.upgrade(config, "0009")
    with empty.begin() as connection:
        for line in _BATCHES:
            connection.execute(text(line))

    schema.upgrade(empty)

    with empty.connect() as connection:
        found = connection.execute(text(_FOUND)).all()
    assert found == [("", 0, 0, True, True, False), ("", 0, 0, True, True, True)]


def test_what_was_kept_before_counts_and_is_found_as_it_is_now(empty: Engine) -> None:
    for revision, lines in (("0001", _BEFORE), ("0016", _LATER)):
        with schema._migrating(empty) as config:
            command.upgrade(config, revision)
        with empty.begin() as connection:
            for line in lines:
                connection.execute(text(line))

    schema.upgrade(empty)

    with empty.connect() as connection:
        asked = connection.execute(text("SELECT asked_longer FROM promises ORDER BY id")).scalars()
        assert [bool(one) for one in asked] == [True, False, False]
        found_by = connection.execute(text("SELECT found_by FROM candidates")).scalar()
        assert found_by == "jurg mullr a"


def test_parts_of_rounds_published_before_lie_beside_their_figures(empty: Engine) -> None:
    with schema._migrating(empty) as config:
        command.upgrade(config, "0036")
    with empty.begin() as connection:
        for line in _PUBLISHED:
            connection.exec_driver_sql(line.replace(":figures", f"'{_FIGURES}'"))

    schema.upgrade(empty)

    with sessions(empty)() as session:
        kept = session.scalars(select(Snapshot)).one()
        assert (kept.figures, kept.parts) == ({"answered": 12}, [{"name": "Kitchen"}])


def test_a_round_counts_whom_it_reached_before_it_counted(empty: Engine) -> None:
    asked = (
        "INSERT INTO survey_invitations (id, ref, round_id, candidate_id, application_id,"
        " created_at) VALUES (1, 'i', 1, 1, 1, '2026-02-02 09:00:00')"
    )
    again = asked.replace("(1, 'i', 1", "(2, 'j', 2")
    missed = "UPDATE survey_invitations SET unreached_at = '2026-02-03 09:00:00' WHERE id = 2"
    later = _PUBLISHED[2].replace("(1, 'one'", "(2, 'two'").replace("'2026-01-01'", "'2026-04-01'")
    for revision, lines in (
        ("0001", _BEFORE),
        ("0036", (*_PUBLISHED[:3], later, asked, again)),
        ("0042", (missed,)),
    ):
        with schema._migrating(empty) as config:
            command.upgrade(config, revision)
        with empty.begin() as connection:
            for line in lines:
                connection.exec_driver_sql(line)

    schema.upgrade(empty)

    with sessions(empty)() as session:
        assert session.scalars(select(Round.delivered).order_by(Round.id)).all() == [1, 0]


def test_a_missing_check_is_found(empty: Engine) -> None:
    schema.upgrade(empty)
    with schema._migrating(empty) as config:
        connection = config.attributes["connection"]
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("company") as batch:
            batch.drop_constraint(batch.f("ck_company_only_one"), type_="check")
        connection.commit()

    assert "ck_company_only_one" in " ".join(schema.differences(empty))


@pytest.mark.parametrize(
    ("table", "column"), ENUMS, ids=[f"{table.name}.{column.name}" for table, column in ENUMS]
)
def test_each_member_of_an_enum_can_be_stored(
    migrated: Engine, table: Table, column: Column[Any]
) -> None:
    enum = column.type
    assert isinstance(enum, Enum)
    with migrated.connect() as connection:
        _let_keys_dangle(connection)
        refused = [
            member
            for member in enum.enum_class or ()
            if not _can_store(connection, table, {column.name: member})
        ]

    assert refused == []


def test_a_table_rebuilt_by_a_migration_keeps_the_rows_that_point_at_it(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text(_JOB))
        connection.execute(text(_STAGE))

    with schema._migrating(empty) as config:
        connection = config.attributes["connection"]
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("jobs", recreate="auto") as batch:
            batch.alter_column("title", existing_type=String(), type_=String(length=300))
        connection.commit()

    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM stages")).scalar() == 1


def test_the_answers_of_open_rounds_are_apart_from_what_is_backed_up(migrated: Engine) -> None:
    apart = [table.name for table in TABLES if table.schema == "rounds"]

    assert apart
    assert set(inspect(migrated).get_table_names("rounds")) == set(apart)
    if migrated.dialect.name == "postgresql":
        with migrated.connect() as connection:
            kept = connection.execute(text(_LOGGED)).scalars().all()
        assert kept == []


def test_an_empty_database_is_refused_with_the_command_that_helps(empty: Engine) -> None:
    with pytest.raises(schema.AnotherVersion, match="run `flask db upgrade`"):
        schema.check_version(empty)


def test_the_database_of_this_version_is_served(migrated: Engine) -> None:
    schema.check_version(migrated)


def test_a_newer_database_is_refused_and_left_alone(
    shared_app: Flask, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.setitem(shared_app.extensions, "engine", empty)

    with shared_app.app_context():
        said = CliRunner().invoke(group, ["upgrade"])

    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1
    assert "version 9999" in said.output
    assert schema.current(empty) == "9999"


def test_upgrading_twice_is_harmless_and_checked(
    shared_app: Flask, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shared_app.extensions, "engine", empty)

    with shared_app.app_context():
        said = [CliRunner().invoke(group, [word]) for word in ("upgrade", "upgrade", "check")]

    assert [(reply.exit_code, reply.output) for reply in said] == [(0, "")] * 3


_JOB = (
    "INSERT INTO jobs (id, ref, title, found_by, location, public_url, created_at, version)"
    " VALUES (1, 'r', 't', 't', '', '', '2026-11-02', 1)"
)
_STAGE = (
    "INSERT INTO stages (id, ref, job_id, name, position, sentence) VALUES (1, 's', 1, 'n', 1, '')"
)
_BEFORE = (
    (
        "INSERT INTO company (id, name, legal_name, time_zone, weekend, accent, retention_months,"
        " privacy_contact) VALUES (1, 'n', 'n', 'Europe/Lisbon', '56', '#2b5fd9', 6, '')"
    ),
    (
        "INSERT INTO jobs (id, ref, title, location, public_url, created_at)"
        " VALUES (1, 'r', 'Engineer', '', '', '2026-11-02')"
    ),
    "INSERT INTO stages (id, ref, job_id, name, position, sentence) VALUES (1, 's', 1, 'n', 1, '')",
    (
        "INSERT INTO candidates (id, ref, full_name, name_key, called, email, phone, locale,"
        " extras, created_at) VALUES"
        " (1, 'c', 'Zoë Ångström', '', 'Zoë', 'zoe@north.example', '', 'en', 'usual', '2026-11-02')"
    ),
    (
        "INSERT INTO applications (id, ref, candidate_id, job_id, stage_id, status, applied_at,"
        " source, next_word_by, interviewed, version)"
        " VALUES (1, 'a', 1, 1, 1, 'received', '2026-11-02', '', '2026-11-20', false, 1)"
    ),
)
_LOGGED = (
    "SELECT relname FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid"
    " WHERE nspname = 'rounds' AND relkind = 'r' AND relpersistence <> 'u'"
)


def _let_keys_dangle(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))  # until a commit that never is


def _can_store(connection: Connection, table: Table, wanted: dict[str, Any]) -> bool:
    """Whether a row with that value is taken. Checks tie columns together: try their mixtures."""
    checks = " ".join(str(rule.sqltext) for rule in table.constraints if hasattr(rule, "sqltext"))
    tied = [
        column for column in table.columns if column.name in checks and column.name not in wanted
    ]
    choices = [[None, _some(column)] if column.nullable else _several(column) for column in tied]
    for mixture in itertools.product(*choices):
        row = {column.name: _some(column) for column in table.columns if not column.nullable}
        row |= dict(zip((column.name for column in tied), mixture, strict=True)) | wanted
        attempt = connection.begin_nested()
        try:
            connection.execute(insert(table).values(row))
        except IntegrityError:
            continue
        else:
            return True
        finally:
            attempt.rollback()
    return False


def _several(column: Column[Any]) -> list[Any]:
    return [1, 12] if isinstance(column.type, Integer) else [_some(column)]


def _some(column: Column[Any]) -> Any:
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or ()))
    if isinstance(column.type, JSON):
        return {}
    plain = {int: 1, float: 1.0, str: "x", bool: True, date: date(2026, 11, 2)}
    return plain.get(column.type.python_type, datetime(2026, 11, 2, tzinfo=UTC))
