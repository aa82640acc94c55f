"""`flask doctor`: each fault by its name, and nothing where nothing is wrong."""

import errno
import os
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from portal.cli import ailments
from portal.company.models import Company
from portal.mail import heartbeat
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.plumbing import backups, clock, schema
from portal.plumbing.db import make_engine, transaction
from portal.surveys import keys
from tests.asked import asked
from tests.faults.smtp_sinks import free_port
from tests.posted import messages
from tests.written import everything

Disk = namedtuple("Disk", "total used free")
GIGABYTE = 1024**3


def copy_made(folder, moment):
    """A copy of that moment lies there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"candor-{moment:%Y%m%d-%H%M%S}.backup"
    file.touch(mode=0o600)
    os.utime(file, (moment.timestamp(), moment.timestamp()))


@pytest.fixture
def real(app, config, make, session, monkeypatch, tmp_path):
    """A server that is set up, with a worker that just looked."""
    monkeypatch.setattr(schema, "check_version", lambda _engine: None)
    tmp_path.chmod(0o700)
    make.ada()
    copy_made(tmp_path / "backups", clock.now())
    settings = replace(config, demo=False, base_url="https://jobs.northwind.example")
    app.extensions["config"] = settings
    with transaction(session):
        session.execute(update(Company).values(legal_name="Northwind ApS"))
        heartbeat.record(session, clock.now())
    return settings


@pytest.fixture
def names(app, real):
    """Runs it; the names it says, after a look at how it ended."""

    def run():
        done = app.test_cli_runner().invoke(args=["doctor"])
        said = [line.partition(": ")[0] for line in done.output.splitlines()]
        assert done.exit_code == int(said != ["Nothing is wrong."]), done.output
        return [] if done.exit_code == 0 else said

    return run


def test_nothing_is_wrong_and_nothing_is_changed(names, session):
    before = everything(session)

    assert names() == []
    assert everything(session) == before


def test_a_worker_that_is_away_is_named(names, session):
    with transaction(session):
        heartbeat.record(session, clock.now() - timedelta(minutes=16))

    assert names() == ["worker-away"]


def test_a_worker_that_never_came_is_named(names, session):
    with transaction(session):
        session.execute(delete(heartbeat.Heartbeat))

    assert names() == ["worker-away"]


def test_a_mail_server_that_refuses_us_is_named_with_its_words(names, app, session):
    with transaction(session):
        heartbeat.stop(session, clock.now(), "535 wrong password")

    assert names() == ["mail-refused"]
    assert "535 wrong password" in app.test_cli_runner().invoke(args=["doctor"]).output


def test_a_mail_server_that_is_long_away_is_named(names, session):
    with transaction(session):
        heartbeat.trouble(session, clock.now() - timedelta(minutes=16), "timed out")
        heartbeat.record(session, clock.now())

    assert names() == ["mail-away"]


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.STALE, MessageState.UNSURE])
def test_mails_that_wait_for_a_person_are_counted(names, app, make, session, state):
    make.application()
    with transaction(session):
        session.execute(update(Message).values(state=state))

    assert names() == [f"mail-{state.value}"]
    assert (
        f"{len(messages(session))} mails wait"
        in app.test_cli_runner().invoke(args=["doctor"]).output
    )


def test_files_that_others_can_read_are_named(names, real):
    (real.folder / "round-keys").mkdir(mode=0o700)
    key = real.folder / "round-keys" / "spring"
    key.touch()
    key.chmod(0o644)

    assert names() == ["files-readable"]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("gone", "its key is missing"),
        ("cut short", "its key can't be read (it was cut short)"),
        ("nobody's to read", "its key can't be read (Permission denied)"),
    ],
)
def test_a_round_that_lost_its_key_is_named_until_its_last_day(
    names, app, make, real, monkeypatch, harm, words
):
    asked(make)
    assert names() == []
    (key,) = (real.folder / "round-keys").iterdir()
    harms = {
        "gone": key.unlink,
        "cut short": lambda: key.write_bytes(b"half"),
        "nobody's to read": lambda: forbid(monkeypatch),
    }
    harms[harm]()

    assert names() == ["round-key"]
    assert words in app.test_cli_runner().invoke(args=["doctor"]).output


def forbid(monkeypatch):
    """Nobody may read a file; whoever runs tests may be allowed to read all of them."""

    def read(_file):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(keys.Path, "read_bytes", read)


def test_a_round_that_should_have_closed_is_named_after_a_day(names, app, make, session):
    opened = asked(make).round
    days = {}
    for late in (1, 2):
        with transaction(session):
            opened.closes_on = clock.now().date() - timedelta(days=late)
        days[late] = names()

    assert days == {1: [], 2: ["round-overdue"]}
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    assert f"was to close after {opened.closes_on}: start Candor, or run flask close-rounds" in said


def test_a_round_that_was_closed_and_not_swept_is_named_after_a_day(names, app, make, session):
    closed = asked(make).round
    hours = {}
    for late in (23, 25):
        with transaction(session):
            closed.closed_at = clock.now() - timedelta(hours=late)
        hours[late] = names()

    assert hours == {23: [], 25: ["round-unswept"]}
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "end what reads it all the time, then run flask close-rounds." in said
    with transaction(session):
        closed.forgotten_at = clock.now()
    assert names() == []


def test_a_database_that_others_can_read_is_named(names, app, real):
    file = real.folder / "open.sqlite3"
    file.touch()
    file.chmod(0o640)
    app.extensions["config"] = replace(real, database_url=f"sqlite:///{file}")

    assert names() == ["files-readable"]


def test_an_old_copy_is_named(names, real):
    for file in backups.in_folder(real.folder / "backups"):
        file.unlink()
    copy_made(real.folder / "backups", clock.now() - timedelta(hours=49))

    assert names() == ["backup-old"]


@pytest.mark.parametrize("folder", ["none", "/nowhere/backups"])
def test_where_there_is_no_copy_that_is_named(names, app, real, folder):
    app.extensions["config"] = replace(real, backup_folder=folder)

    assert names() == ["backup-none"]


def test_mail_that_rests_after_a_restore_is_named(names, session):
    with transaction(session):
        heartbeat.pause(session, clock.now())

    assert names() == ["mail-paused"]


@pytest.mark.parametrize("free", [4 * GIGABYTE, GIGABYTE // 10])
def test_a_disk_that_is_nearly_full_is_named(names, monkeypatch, free):
    disk = Disk(100 * GIGABYTE if free > GIGABYTE else GIGABYTE, 0, free)
    monkeypatch.setattr(ailments.shutil, "disk_usage", lambda _folder: disk)

    assert names() == ["disk-full"]


def test_clocks_that_differ_are_named(names):
    with clock.held_at(clock.now() + timedelta(seconds=45)):
        assert names() == ["clock"]


def test_a_demo_is_no_installation(names, app, config):
    app.extensions["config"] = config

    assert names() == ["demo", "no-https"]


def test_an_address_that_nobody_reads_is_named(names, app, real):
    app.extensions["config"] = replace(real, reply_to="No-Reply@northwind.example")

    assert names() == ["reply-to"]


def test_a_company_without_a_name_in_law_is_not_set_up(names, session):
    with transaction(session):
        session.execute(update(Company).values(legal_name=""))

    assert names() == ["not-set-up"]


def test_a_redis_that_is_away_is_named(names, app, real):
    app.extensions["config"] = replace(real, redis_url=f"redis://127.0.0.1:{free_port()}/0")

    assert names() == ["redis-away"]


def test_a_database_of_another_version_is_named(names, app, monkeypatch):
    monkeypatch.undo()

    assert names() == ["database-version"]


def test_a_database_that_is_away_is_named(names, app, real, monkeypatch):
    monkeypatch.undo()
    app.extensions["engine"] = make_engine(f"sqlite:///{real.folder}/nowhere/none.sqlite3")

    assert names() == ["database-away"]
