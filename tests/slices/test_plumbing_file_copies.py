"""Copies of pictures beside the copies of the database, and back again."""

import os
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from portal import create_app
from portal.plumbing import backups, clock, file_copies, files, nightly, schema
from portal.plumbing.db import sessions as sessions_of
from portal.plumbing.db import transaction
from tests.databases import empty_url, let_go


@pytest.fixture
def real(config, tmp_path):
    """Settings of an installation for real people."""
    return replace(config, demo=False, backup_folder=str(tmp_path / "copies"))


def keep(session, content):
    with transaction(session):
        return files.keep(session, content)


def names(folder):
    return {file.name for file in folder.glob("*/*")}


def test_the_nightly_copy_takes_pictures_along_once(engine, real, make, session):
    made, folder = sessions_of(engine, real), nightly.folder_of(real)
    picture = keep(session, b"a picture")

    for hours in (0, 27):
        with clock.held_at(clock.now() + timedelta(hours=hours)):
            nightly.work(made, Event())

    shared = folder / file_copies.SHARED
    assert names(shared) == {picture}
    copy = shared / picture[:2] / picture
    assert copy.read_bytes() == b"a picture"
    assert copy.stat().st_mode & 0o077 == 0
    assert len(backups.in_folder(folder)) == 2


def test_what_no_kept_copy_needs_is_let_go(engine, real, make, session):
    made, folder = sessions_of(engine, real), nightly.folder_of(real)
    shown, gone = keep(session, b"shown"), keep(session, b"taken out long ago")
    nightly.work(made, Event())
    shared = folder / file_copies.SHARED
    (files.folder_of(real) / gone[:2] / gone).unlink()
    then = (clock.now() - timedelta(days=30)).timestamp()
    os.utime(shared / gone[:2] / gone, (then, then))

    with clock.held_at(clock.now() + timedelta(hours=27)):
        nightly.work(made, Event())

    assert names(shared) == {shown}


def test_what_is_damaged_or_none_of_ours_stays_behind(tmp_path, session):
    picture = keep(session, b"a picture")
    source, target = tmp_path / "files", tmp_path / "copy"
    (source / picture[:2] / picture).write_bytes(b"something else")
    (source / "00").mkdir()
    (source / "00" / "notes.txt").write_text("none of ours")

    assert file_copies.copy_all(source, target) == 0
    assert names(target) == set()


@pytest.mark.parametrize("is_nightly", [False, True])
def test_the_commands_take_them_and_bring_them_back(engine, real, tmp_path, is_nightly):
    config = replace(real, demo=True, database_url=empty_url(engine.dialect.name))
    old = create_app(config)
    schema.upgrade(old.extensions["engine"])
    with old.extensions["sessions"]() as session:
        picture = keep(session, b"a picture")
    file = tmp_path / "one.backup"
    done = old.test_cli_runner().invoke(args=["backup", str(file)])
    assert (done.exit_code, "one.backup.files: 1 pictures." in done.output) == (0, True)
    if is_nightly:
        file_copies.beside(file).rename(file.with_name(file_copies.SHARED))

    url, folder = empty_url(engine.dialect.name), tmp_path / "new"
    new = create_app(replace(config, database_url=url, folder=folder))
    back = new.test_cli_runner().invoke(args=["restore", str(file)])

    assert "1 pictures came from" in back.output, back.output
    with new.extensions["sessions"]() as session:
        assert files.read(session, picture) == b"a picture"
    for app in (old, new):
        app.extensions["engine"].dispose()
        let_go(app.extensions["config"].database_url)


def test_without_pictures_nothing_is_said_of_them(engine, real, tmp_path):
    config = replace(real, demo=True, database_url=empty_url(engine.dialect.name))
    app = create_app(config)
    schema.upgrade(app.extensions["engine"])

    done = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "one.backup")])

    assert "pictures." not in done.output
    assert file_copies.known_for(tmp_path / "one.backup") is None
    app.extensions["engine"].dispose()
    let_go(config.database_url)
