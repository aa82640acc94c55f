"""A copy of the database each night, and of the files beside it, by default: whoever installs this
need not think of it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from config import Config
from portal.plumbing import backups, clock, file_copies, files
from portal.plumbing.settings import settings

_EVERY = timedelta(hours=20)
_FROM, _UNTIL = 1, 5
"""Hours of the server's night, in UTC."""
_AT_LAST = timedelta(hours=26)
"""Where no worker ran at night it is made up for by day."""
log = structlog.get_logger()


def work(sessions: sessionmaker[Session], _stopping: Event) -> None:
    """Make one where it is time."""
    with sessions() as session:
        config, engine = settings(session), session.get_bind()
    assert isinstance(engine, Engine)
    folder = folder_of(config)
    if folder is None or not is_time(folder, clock.now()):
        return
    try:
        backups.another(engine, folder, clock.now())
        _copy_files(config, folder)
    except (backups.BackupFailed, OSError) as error:
        log.exception("backup.failed", why=str(error))


def folder_of(config: Config) -> Path | None:
    """Where they are kept; None where the operator wants none, and in the demo."""
    if config.demo or config.backup_folder == "none":
        return None
    return Path(config.backup_folder) if config.backup_folder else config.folder / "backups"


def _copy_files(config: Config, folder: Path) -> None:
    shared = folder / file_copies.SHARED
    file_copies.copy_all(files.folder_of(config), shared)
    file_copies.forget(shared, before=backups.made_at(backups.in_folder(folder)[0]))


def is_time(folder: Path, now: datetime) -> bool:
    """At night once; at once where there is none yet, or the last one is from the day before."""
    kept = backups.in_folder(folder)
    if not kept:
        return True
    age = now - backups.made_at(kept[-1])
    return age >= _AT_LAST or (age >= _EVERY and _FROM <= now.hour < _UNTIL)


def overdue_since(config: Config, now: datetime) -> datetime | None:
    """When the last copy was made, if that is longer ago than anybody should sleep well with."""
    folder = folder_of(config)
    kept = backups.in_folder(folder) if folder else []
    if not kept:
        return None
    last = backups.made_at(kept[-1])
    return last if now - last >= backups.WARN_AFTER else None
