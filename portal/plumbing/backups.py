"""Copies of the database, whole and consistent while others write. Answers of open survey rounds
are in none of them, on purpose.

SQLite is copied by its own online backup; PostgreSQL by `pg_dump` and `pg_restore`, which have to
be there (Debian: postgresql-client).
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Engine, inspect

from portal.plumbing.db import ROUNDS, rounds_file

KEPT = 14
WARN_AFTER = timedelta(hours=48)
_NAME = "candor-{:%Y%m%d-%H%M%S}.backup"
_ALL = "candor-*.backup"
_HALF = ".half"
_PAGES = 500
"""So many are copied at once; then others may write."""
_A_MOMENT = 0.005


class BackupFailed(Exception):
    """No copy was made, or none can be read. One line, for whoever runs this."""


def write(engine: Engine, file: Path) -> None:
    """Copy the database into that file, which nobody else may read, and check that it can be
    opened. Raises BackupFailed; then there is no such file.
    """
    if file.exists():
        raise BackupFailed(f"{file} is there already.")
    half = file.with_name(file.name + _HALF)
    os.umask(0o077)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        _write(engine.url, half)
        half.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"The copy could not be made: {error}") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def restore(engine: Engine, file: Path) -> None:
    """Put the copy in the place of an empty database. Raises BackupFailed where the database holds
    anything, or the file is no copy of one.

    Answers of open rounds that still lie beside an empty SQLite are let go: they belong to another
    database, whose rounds had the numbers that those of this one will have.
    """
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    if inspect(engine).get_table_names():
        raise BackupFailed("The database holds something already: restore into an empty one.")
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _restore_sqlite(engine.url, file)
    else:
        _run(engine.url, "pg_restore", "--no-owner", "--exit-on-error", str(file))


def in_folder(folder: Path) -> list[Path]:
    """The copies there, oldest first."""
    return sorted(folder.glob(_ALL))


def made_at(file: Path) -> datetime:
    """When that copy was finished."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def another(engine: Engine, folder: Path, now: datetime) -> Path:
    """One more copy in the folder, where the last ones are kept. Raises BackupFailed."""
    file = folder / _NAME.format(now)
    write(engine, file)
    for old in in_folder(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return file


def _write(url: URL, file: Path) -> None:
    if url.get_backend_name() == "sqlite":
        _write_sqlite(url, file)
    else:
        apart = f"--exclude-table-data={ROUNDS}.*"
        _run(url, "pg_dump", "--format=custom", apart, f"--file={file}")
        _run_plain("pg_restore", "--list", str(file))


def _write_sqlite(url: URL, file: Path) -> None:
    with (
        closing(sqlite3.connect(url.database or "")) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy, pages=_PAGES, sleep=_A_MOMENT)
        copy.execute("PRAGMA journal_mode = DELETE")
        _check(copy, file)


def _restore_sqlite(url: URL, file: Path) -> None:
    database = Path(url.database or "")
    os.umask(0o077)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            _check(copy, file)
        for left in database.parent.glob(f"{rounds_file(database.name)}*"):
            left.unlink()
        with closing(sqlite3.connect(file)) as copy, closing(sqlite3.connect(database)) as target:
            copy.backup(target)
    except sqlite3.Error as error:
        raise BackupFailed(f"{file} can't be read: {error}") from error


def _check(copy: sqlite3.Connection, file: Path) -> None:
    (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise BackupFailed(f"{file} is damaged: {said}")


def _run(url: URL, *command: str) -> None:
    """One of PostgreSQL's programs, on that database; the password goes by the environment."""
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {"PGPASSWORD": url.password} if url.password else {}
    _run_plain(*command, f"--dbname={plain}", environment=environment)


def _run_plain(program: str, *given: str, environment: dict[str, str] | None = None) -> None:
    if shutil.which(program) is None:
        raise BackupFailed(f"{program} is missing (Debian: apt-get install postgresql-client).")
    done = subprocess.run(  # noqa: S603  our own words, no shell
        [program, *given],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"{program} ended with {done.returncode}."]
        raise BackupFailed(said[-1])
