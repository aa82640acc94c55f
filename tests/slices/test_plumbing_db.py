"""The engine, the house types and the one transaction, on both databases."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, make_url, select, text
from sqlalchemy.event import listen
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from portal.company.models import Company, Department, Holiday
from portal.hiring.actions import applications
from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import Extras
from portal.plumbing import clock, db
from portal.plumbing.db import UTCDateTime, transaction
from portal.plumbing.plain import rows
from tests.databases import empty_url, let_go
from tests.make import MONDAY
from tests.proof import examples
from tests.written import PATIENCE

NAMES = select(Department.name).order_by(Department.name)


def write(session, *names):
    with transaction(session):
        for name in names:
            session.add(Department(name=name))
            session.flush()


def names_in(session):
    session.rollback()
    return session.scalars(NAMES).all()


def test_a_transaction_keeps_all_of_it(session):
    write(session, "Design", "Sales")

    assert names_in(session) == ["Design", "Sales"]


@pytest.mark.parametrize("stumble", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_or_none_of_it(session, stumble):
    def write_half():
        with transaction(session):
            session.add(Department(name="Design"))
            session.flush()
            raise stumble

    with pytest.raises(stumble):
        write_half()

    assert names_in(session) == []


def test_a_commit_that_fails_leaves_a_session_that_works(session):
    write(session, "Design")

    with pytest.raises(IntegrityError), transaction(session):
        session.add_all([Department(name="Sales"), Department(name="Design")])

    assert names_in(session) == ["Design"]
    write(session, "Sales")
    assert names_in(session) == ["Design", "Sales"]


def test_what_was_changed_before_it_began_is_not_kept(session):
    session.add(Department(name="Half made"))
    session.flush()

    write(session, "Design")

    assert names_in(session) == ["Design"]


def test_inside_everything_is_read_again(session, sessions):
    write(session, "Design")
    department = session.scalars(select(Department)).one()
    session.commit()  # which forgets nothing by itself
    with sessions() as other, transaction(other):
        other.scalars(select(Department)).one().name = "Sales"

    with transaction(session):
        assert department.name == "Sales"


def test_nothing_is_seen_before_it_is_committed(session, sessions):
    with sessions() as other, transaction(session):
        session.add(Department(name="Design"))
        session.flush()
        assert other.scalars(NAMES).all() == []


def test_whoever_read_before_may_write_after_somebody_else_did(session, sessions):
    """On SQLite that is "locked" at once, unless the reading was let go first."""
    session.scalars(NAMES).all()
    with sessions() as other:
        write(other, "Design")

    write(session, "Sales")

    assert names_in(session) == ["Design", "Sales"]


def test_reading_locks_nobody_out(session, sessions):
    session.scalars(NAMES).all()

    with sessions() as other:
        write(other, "Design")

    assert session.in_transaction()


@contextmanager
def in_another_thread(work) -> Iterator[Thread]:
    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_second_writer_waits_for_the_first(session, sessions):
    """The lock is taken before anything is read, so that no writer is turned away halfway."""
    began, done = Event(), Event()

    def second():
        with sessions() as other:
            began.set()
            write(other, "Second")
        done.set()

    with transaction(session), in_another_thread(second):
        assert began.wait(PATIENCE)
        assert not done.wait(0.3)
        session.add(Department(name="First"))
        session.commit()
        assert done.wait(PATIENCE)

    assert names_in(session) == ["First", "Second"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_only_what_writes_begins_immediately(session, engine):
    said = []
    listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))

    session.scalars(NAMES).all()
    write(session, "Design")
    session.scalars(NAMES).all()

    assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_while_one_writes_others_read(session, sessions):
    with sessions() as other, transaction(other):
        other.add(Department(name="Design"))
        other.flush()

        assert session.scalars(NAMES).all() == []


def test_a_held_application_is_waited_for(make, session, sessions):
    """Whoever comes second reads what the first wrote."""
    application = make.application()
    which, began, done, versions = application.id, Event(), Event(), []

    def second():
        with clock.held_at(MONDAY), sessions() as other:
            same = other.get_one(Application, which)
            began.set()
            with transaction(other):
                versions.append(same.version)  # read on the way, as a page's subject is
                applications.hold(other, same)
                versions.append(same.version)
        done.set()

    with transaction(session):
        applications.hold(session, application)
        before = application.version
        with in_another_thread(second):
            assert began.wait(PATIENCE)
            assert not done.wait(0.3)
            application.version += 1
            session.commit()

    assert versions[-1] == before + 1


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_another_application_is_not_waited_for(make, session, sessions):
    application, charlie, done = make.application(), make.charlie().id, Event()

    def second():
        with sessions() as other, transaction(other):
            applications.hold(other, other.get_one(Application, charlie))
        done.set()

    with transaction(session):
        applications.hold(session, application)
        with in_another_thread(second):
            assert done.wait(PATIENCE)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
@settings(
    max_examples=examples(15, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_moment_comes_back_as_it_went_in(session, moment):
    with transaction(session):
        candidate = Candidate(full_name="Sam", called="Sam", created_at=moment)
        session.add(candidate)
    session.expire_all()

    assert candidate.created_at == moment.astimezone(UTC)
    assert candidate.created_at.tzinfo is UTC


def test_a_naive_moment_is_refused(session):
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001
    session.add(Candidate(full_name="Sam", called="Sam", created_at=naive))

    with pytest.raises(StatementError, match="has no time zone"):
        session.commit()


def test_nor_may_one_be_looked_for(session):
    statement = select(Candidate).where(Candidate.created_at < bindparam("now"))

    with pytest.raises(StatementError, match="has no time zone"):
        session.scalars(statement, {"now": datetime(2026, 11, 23)}).all()  # noqa: DTZ001


def test_moments_are_ordered_by_when_they_were(session):
    early = datetime(2026, 11, 23, 23, 0, tzinfo=timezone(timedelta(hours=14)))
    late = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    for moment in (late, early):
        session.add(Candidate(full_name="Sam", called="Sam", created_at=moment))
    session.commit()

    found = session.scalars(select(Candidate.created_at).order_by(Candidate.created_at)).all()
    assert found == [early, late]


def test_nothing_stays_nothing():
    kind = UTCDateTime()

    assert kind.process_bind_param(None, None) is None
    assert kind.process_result_value(None, None) is None


def test_choices_are_kept_by_their_words(make, session):
    sam = make.candidate()
    sam.extras = Extras.NONE
    session.commit()

    assert session.execute(text("SELECT extras FROM candidates")).scalar_one() == "none"


def test_foreign_keys_are_kept(session):
    session.add(Application(candidate_id=1, job_id=1, stage_id=1, applied_at=MONDAY))

    with pytest.raises(IntegrityError):
        session.commit()


def test_a_parent_with_children_is_not_deleted(make, session):
    make.application()

    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM candidates"))


def test_plain_rows_see_what_was_not_yet_written(session):
    session.add(Holiday(day=MONDAY.date(), name="A feast"))

    found = rows(
        session, select(Holiday.name).where(Holiday.day == bindparam("day")), {"day": MONDAY.date()}
    )

    assert found.scalar_one() == "A feast"


def test_a_session_carries_the_settings_and_keeps_what_it_read(make, session, config):
    company = session.get(Company, 1)
    session.commit()

    assert session.info["config"] is config
    assert "name" in company.__dict__


def mode(path):
    return stat.S_IMODE(Path(path).stat().st_mode)


@pytest.fixture
def open_umask():
    """The machine as it usually is: new files are readable by all."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("open_umask")
def test_the_files_are_nobody_elses_to_read(url):
    file = make_url(url).database
    for path in (file, db.rounds_file(file)):
        Path(path).chmod(0o644)
    engine = db.make_engine(url)

    with db.sessions(engine)() as session, transaction(session):
        session.add(Department(name="Design"))
        session.execute(text("CREATE TABLE rounds.scratch (x)"))
        session.flush()
        found = {path.name: mode(path) for path in Path(file).parent.glob(f"{Path(file).name}*")}
    engine.dispose()

    name = Path(file).name
    expected = [name, f"{name}-rounds", *(f"{name}{end}" for end in ("-wal", "-shm"))]
    assert set(expected) <= set(found)
    assert set(found.values()) == {0o600}


@pytest.mark.usefixtures("open_umask")
def test_a_new_database_is_nobody_elses_either():
    url = empty_url("sqlite")
    engine = db.make_engine(url)
    assert os.umask(0o022) == 0o077  # and somebody opens it again, as a server may
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        file = Path(make_url(url).database)
        assert {mode(path) for path in file.parent.glob(f"{file.name}*")} == {0o600}
    engine.dispose()
    let_go(url)


def test_a_folder_that_is_not_there_is_sqlites_to_complain_of(tmp_path):
    with pytest.raises(OperationalError, match="unable to open"):
        db.make_engine(f"sqlite:///{tmp_path}/nowhere/portal.sqlite3").connect()


@pytest.mark.parametrize("nowhere", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_without_a_file_is_refused(nowhere, tmp_path, monkeypatch):
    """Its name is nothing, and the mode of nothing is the mode of the folder we stand in."""
    monkeypatch.chdir(tmp_path)
    before = mode(tmp_path)

    with pytest.raises(ValueError, match="needs a file"):
        db.make_engine(nowhere).connect()

    assert mode(tmp_path) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_connection_is_set_up(engine, subtests):
    pragmas = (
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("rounds.secure_delete", 1),
        ("main.journal_mode", "wal"),
        ("rounds.journal_mode", "wal"),
        ("main.synchronous", 2),
        ("rounds.synchronous", 2),
        ("busy_timeout", 5000),
        ("cache_size", -16384),
    )

    with engine.connect() as first, engine.connect() as second:
        for pragma, value in pragmas:
            with subtests.test(str(pragma)):
                for connection in (first, second):
                    assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_deleted_words_are_gone_from_the_file(session, engine, url):
    secret = "a word that nobody may find again"
    write(session, secret)
    with transaction(session):
        session.delete(session.scalars(select(Department)).one())
    session.close()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()

    file = Path(make_url(url).database)
    left = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert secret.encode() not in left
    assert b"departments" in left


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_reads_what_others_committed(engine):
    with engine.connect() as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar() == "read committed"


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_connection_that_died_is_replaced(session, engine, sessions):
    write(session, "Design")
    session.close()
    with sessions() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert names_in(session) == ["Design"]
