"""Copies of the database: whole while others write, fourteen kept, and back into an empty one."""

import os
import sqlite3
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import make_url, select, text

from portal import create_app
from portal.company.models import Holiday
from portal.mail import heartbeat, restoring, weather
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing import backups, clock, nightly, schema
from portal.plumbing.db import make_engine, transaction
from portal.plumbing.db import sessions as sessions_of
from tests.databases import empty_url, let_go
from tests.make import MONDAY, Make
from tests.posted import Collector, messages
from tests.written import trail_of


@pytest.fixture
def empty(engine):
    """Another database of the same kind, with nothing in it."""
    url = empty_url(engine.dialect.name)
    made = make_engine(url)
    yield made
    made.dispose()
    let_go(url)


def names(engine):
    with engine.connect() as connection:
        return connection.execute(text("SELECT full_name FROM candidates ORDER BY id")).all()


def ballots(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM rounds.survey_ballots"))


def _lose(engine):
    """The database itself, not the file beside it; PostgreSQL has both in one."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        for left in ("", "-wal", "-shm"):
            Path(engine.url.database + left).unlink(missing_ok=True)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP SCHEMA rounds CASCADE"))
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def test_a_copy_holds_everything_and_nobody_else_reads_it(engine, make, empty, tmp_path):
    make.application()
    file = tmp_path / "copies" / "one.backup"

    backups.write(engine, file)
    backups.restore(empty, file)

    assert names(empty) == names(engine) == [("Sam Okafor",)]
    assert file.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in file.parent.iterdir()) == ["one.backup"]


def test_answers_of_open_rounds_are_in_no_copy(engine, make, session, empty, tmp_path):
    with transaction(session):
        session.execute(text("INSERT INTO rounds.survey_ballots (round_id, mark) VALUES (1, 'x')"))
    file = tmp_path / "one.backup"

    backups.write(engine, file)

    if engine.dialect.name == "sqlite":
        assert b"survey_ballots" not in file.read_bytes()
    else:
        backups.restore(empty, file)
        assert ballots(empty) == 0


def test_after_a_restore_rounds_open_again_and_what_still_lay_there_is_not_mixed_in(
    empty, tmp_path
):
    file = tmp_path / "one.backup"
    schema.upgrade(empty)
    backups.write(empty, file)
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(
            text("INSERT INTO rounds.survey_ballots (round_id, mark) VALUES (1, 'x')")
        )
    _lose(empty)

    backups.restore(empty, file)
    schema.upgrade(empty)

    assert ballots(empty) == 0


def test_a_lost_file_of_open_rounds_is_named_and_made_by_the_next_upgrade(empty):
    schema.upgrade(empty)
    with empty.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TABLE rounds.survey_ballots"))

    with pytest.raises(schema.AnotherVersion, match="open rounds are missing: run `flask db"):
        schema.check_version(empty)

    schema.upgrade(empty)
    schema.check_version(empty)
    assert ballots(empty) == 0


def test_f28_a_copy_made_while_others_write_is_whole(engine, sessions, make, empty, tmp_path):
    make.application()
    stop, waits = Event(), []

    def writes():
        day = MONDAY.date()
        while not stop.is_set():
            began = time.monotonic()
            with sessions() as own, transaction(own):
                day += timedelta(days=1)
                own.add_all(
                    [Holiday(day=day, name="one"), Holiday(day=day.replace(year=2100), name="two")]
                )
            waits.append(time.monotonic() - began)
            time.sleep(0.02)

    writer = threading.Thread(target=writes)
    writer.start()
    time.sleep(0.2)
    file = tmp_path / "one.backup"
    backups.write(engine, file)
    stop.set()
    writer.join()
    backups.restore(empty, file)

    with empty.connect() as connection:
        ones = connection.scalar(text("SELECT count(*) FROM holidays WHERE name = 'one'"))
        twos = connection.scalar(text("SELECT count(*) FROM holidays WHERE name = 'two'"))
    assert ones == twos > 0
    assert max(waits) < 2


def test_what_is_there_is_not_written_over(engine, make, tmp_path):
    make.application()
    file = tmp_path / "one.backup"
    backups.write(engine, file)

    with pytest.raises(backups.BackupFailed, match="is there already"):
        backups.write(engine, file)
    with pytest.raises(backups.BackupFailed, match="holds something already"):
        backups.restore(engine, file)


def test_a_file_that_is_no_copy_is_refused(empty, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sam, " * 500)

    with pytest.raises(backups.BackupFailed):
        backups.restore(empty, file)
    with pytest.raises(backups.BackupFailed, match="There is no file"):
        backups.restore(empty, tmp_path / "gone")


def test_a_missing_program_is_named(engine, make, tmp_path, monkeypatch):
    if engine.dialect.name == "sqlite":
        return
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(backups.BackupFailed, match="pg_dump is missing"):
        backups.write(engine, tmp_path / "one.backup")


def aged(file, by):
    then = (clock.now() - by).timestamp()
    os.utime(file, (then, then))


def night(sessions_made):
    nightly.work(sessions_made, Event())


@pytest.fixture
def real(config, engine, tmp_path):
    """Settings of an installation for real people."""
    return replace(config, demo=False, backup_folder=str(tmp_path / "copies"))


def test_the_first_is_made_at_once_and_then_one_a_night(engine, real, make):
    made, folder = sessions_of(engine, real), nightly.folder_of(real)

    night(made)
    night(made)
    assert len(backups.in_folder(folder)) == 1
    with clock.held_at(clock.now() + timedelta(hours=27)):
        night(made)

    assert len(backups.in_folder(folder)) == 2


def test_fourteen_are_kept(engine, real, make):
    folder = nightly.folder_of(real)
    folder.mkdir()
    for number in range(20):
        (folder / f"candor-202611{number + 1:02}-020000.backup").write_bytes(b"old")

    backups.another(engine, folder, clock.now())

    kept = backups.in_folder(folder)
    assert len(kept) == backups.KEPT
    assert kept[-1].read_bytes() != b"old"


def test_after_two_days_somebody_is_told(engine, real, make):
    made, folder = sessions_of(engine, real), nightly.folder_of(real)
    assert nightly.overdue_since(real, clock.now()) is None
    night(made)
    assert nightly.overdue_since(real, clock.now()) is None

    aged(backups.in_folder(folder)[0], timedelta(hours=49))

    assert nightly.overdue_since(real, clock.now()) is not None


def test_the_demo_and_whoever_wants_none_make_none(engine, config, real, make):
    for chosen in (config, replace(real, backup_folder="none")):
        night(sessions_of(engine, chosen))
        assert nightly.folder_of(chosen) is None


def test_f29_after_a_restore_nothing_leaves_before_somebody_says_so(app, session, sessions, make):
    make.application()
    with transaction(session):
        held = restoring.hold_back(session, clock.now(), made_at=MONDAY)
    make.application(candidate=make.candidate("Ken Ito"))
    box = Collector()

    assert held == 1
    assert drain(sessions, by=box) == 0
    found = [message.state for message in messages(session)]
    assert found == [MessageState.STALE, MessageState.QUEUED]
    assert (
        weather.weather(session, clock.now(), up_since=clock.now()).trouble
        is weather.Trouble.PAUSED
    )

    done = app.test_cli_runner().invoke(args=["mail-resume"])
    assert done.output == "Mail leaves again.\n"
    assert drain(sessions, by=box) == 1
    session.rollback()
    assert trail_of(session, "outbox") == ["mail.resumed"]


def test_resuming_twice_is_resuming_once(session, make):
    with transaction(session):
        heartbeat.pause(session, clock.now())

    for _press in range(2):
        with transaction(session):
            restoring.resume(session, make.session.merge(make.ada()))

    assert trail_of(session, "outbox") == ["mail.resumed"]


@pytest.fixture
def installed(engine, config):
    """An application on a database that the migrations made, with somebody in it."""
    url = empty_url(engine.dialect.name)
    made = make_engine(url)
    schema.upgrade(made)
    with sessions_of(made, config)() as session:
        Make(session).application()
    made.dispose()
    yield create_app(replace(config, database_url=url))
    let_go(url)


def test_the_commands_copy_and_bring_back(installed, empty, tmp_path, config):
    file = tmp_path / "one.backup"
    done = installed.test_cli_runner().invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output
    again = installed.test_cli_runner().invoke(args=["backup", str(file)])
    assert (again.exit_code, "is there already" in again.output) == (1, True)

    url = empty.url.render_as_string(hide_password=False)
    other = create_app(replace(config, database_url=url))
    back = other.test_cli_runner().invoke(args=["restore", str(file)])

    assert "Restored. 1 mails wait for a person" in back.output, back.output
    with other.extensions["sessions"]() as found:
        assert found.scalars(select(Message.state)).all() == [MessageState.STALE]
    for app in (installed, other):
        app.extensions["engine"].dispose()


def test_a_copy_of_sqlite_needs_no_second_file(engine, make, tmp_path):
    if engine.dialect.name != "sqlite":
        return
    file = tmp_path / "one.backup"
    backups.write(engine, file)

    with sqlite3.connect(file) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert make_url(str(engine.url)).database != str(file)
