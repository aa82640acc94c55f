"""What may be wrong with an installation, each by a name that a watcher can tell apart."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from config import Config
from portal.mail.beginning import beginning
from portal.mail.queries import stuck_by_state
from portal.mail.weather import A_START, Trouble, weather
from portal.plumbing import backups, clock, nightly, schema
from portal.plumbing.database_time import database_time
from portal.plumbing.db import rounds_file, sessions
from portal.surveys.models import Round
from portal.surveys.queries import rounds_overdue, rounds_unswept, rounds_without_key
from portal.team.queries import admins

LEAST_FREE = 0.05
"""Of a disk: below that it is nearly full."""
LEAST_FREE_BYTES = 200 * 1024 * 1024
MOST_SKEW = timedelta(seconds=30)
_OTHERS = 0o077
_UNREAD = ("noreply", "no-reply", "donotreply", "do-not-reply")
_TROUBLES = {
    Trouble.NO_WORKER: ("worker-away", "No worker has ever looked: start Candor."),
    Trouble.WORKER_AWAY: ("worker-away", "No worker has looked since {since}: start Candor."),
    Trouble.REFUSED: ("mail-refused", "The mail server has refused us since {since}: {problem}"),
    Trouble.PAUSED: (
        "mail-paused",
        "Restored from a copy, {since}: flask mail-resume ends it.",
    ),
    Trouble.AWAY: ("mail-away", "The mail server has not answered since {since}: {problem}"),
}


@dataclass(frozen=True)
class Ailment:
    """Something that somebody has to see to."""

    name: str
    words: str


def found(config: Config, engine: Engine) -> list[Ailment]:
    """All there are, files first: to open a database shuts it against others' eyes."""
    before = [one for check in _OUTSIDE for one in check(config)]
    try:
        schema.check_version(engine)
    except schema.Unreachable as fault:
        return [*before, Ailment("database-away", str(fault))]
    except schema.AnotherVersion as fault:
        return [*before, Ailment("database-version", str(fault))]
    with sessions(engine, config)() as session:
        return [*before, *(one for check in _CHECKS for one in check(session))]


def _files(config: Config) -> Iterator[Ailment]:
    """What others on this machine could read."""
    for file in _private(config):
        if file.exists() and file.stat().st_mode & _OTHERS:
            yield Ailment("files-readable", f"Others can read {file}: chmod go= {file}")


def _private(config: Config) -> list[Path]:
    url = make_url(config.database_url)
    files = [config.folder, *(config.folder / "round-keys").glob("*")]
    if folder := nightly.folder_of(config):
        files += backups.in_folder(folder)
    if url.get_backend_name() == "sqlite" and url.database:
        for database in (url.database, rounds_file(url.database)):
            files += [Path(database), Path(f"{database}-wal"), Path(f"{database}-shm")]
    return files


def _backups(config: Config) -> Iterator[Ailment]:
    folder, now = nightly.folder_of(config), clock.now()
    if folder is None:
        if not config.demo:
            yield Ailment("backup-none", "PORTAL_BACKUP_FOLDER=none: nobody copies the database.")
    elif not backups.in_folder(folder):
        yield Ailment("backup-none", f"No copy of the database in {folder} yet.")
    elif last := nightly.overdue_since(config, now):
        yield Ailment("backup-old", f"The last copy was made {last:%Y-%m-%d %H:%M} UTC.")


def _disk(config: Config) -> Iterator[Ailment]:
    disk = shutil.disk_usage(config.folder)
    if disk.free < max(disk.total * LEAST_FREE, LEAST_FREE_BYTES):
        megabytes = disk.free // (1024 * 1024)
        yield Ailment("disk-full", f"{megabytes} MB are left where {config.folder} lies.")


def _settings(config: Config) -> Iterator[Ailment]:
    if config.demo:
        yield Ailment("demo", "PORTAL_DEMO is set: not for real candidates.")
    if not config.is_https:
        yield Ailment("no-https", f"{config.base_url} is not https: others can read along.")
    reply_to = parseaddr(config.reply_to)[1]
    if not reply_to or reply_to.lower().startswith(_UNREAD):
        yield Ailment("reply-to", "PORTAL_REPLY_TO is no address that people read.")


def _queue(config: Config) -> Iterator[Ailment]:
    """Nothing is lost without Redis, but limits are not shared and work waits for its turn."""
    if not config.redis_url:
        return
    try:
        import_module("redis").from_url(config.redis_url, socket_timeout=3).ping()
    except Exception as error:
        yield Ailment("redis-away", f"Redis does not answer: {type(error).__name__}.")


def _weather(session: Session) -> Iterator[Ailment]:
    now = clock.now()
    in_the_way = weather(session, now, up_since=now - A_START)
    if in_the_way is not None:
        name, words = _TROUBLES[in_the_way.trouble]
        since = f"{in_the_way.since:%Y-%m-%d %H:%M} UTC"
        yield Ailment(name, words.format(since=since, problem=in_the_way.problem))


def _stuck(session: Session) -> Iterator[Ailment]:
    for state, count in stuck_by_state(session).items():
        yield Ailment(f"mail-{state.value}", f"{count} mails wait for a person.")


def _rounds(session: Session) -> Iterator[Ailment]:
    for each, trouble in rounds_without_key(session):
        words = f"The round {_named(each)} takes no answers: its key {trouble}, in round-keys."
        yield Ailment("round-key", words)
    for each in rounds_overdue(session):
        words = f"The round {_named(each)} was to close after {each.closes_on}: start Candor"
        yield Ailment("round-overdue", f"{words}, or run flask close-rounds.")
    for each in rounds_unswept(session):
        words = f"Deleted answers of the round {_named(each)} still lie in the database's files"
        how = "end what reads it all the time, then run flask close-rounds."
        yield Ailment("round-unswept", f"{words}: {how}")


def _named(each: Round) -> str:
    return f"{each.touchpoint.value} of {each.opens_on}"


def _skew(session: Session) -> Iterator[Ailment]:
    away = abs((session.scalar(select(database_time())) or 0.0) - clock.now().timestamp())
    if away > MOST_SKEW.total_seconds():
        yield Ailment("clock", f"This machine and the database differ by {away:.0f} seconds.")


def _beginning(session: Session) -> Iterator[Ailment]:
    begun = beginning(session)
    if not (begun.is_named and begun.says_who_keeps and admins(session)):
        yield Ailment("not-set-up", "Company or admin is missing: flask setup --show says which.")


_OUTSIDE: tuple[Callable[[Config], Iterator[Ailment]], ...] = (
    _files,
    _backups,
    _disk,
    _settings,
    _queue,
)
_CHECKS: tuple[Callable[[Session], Iterator[Ailment]], ...] = (
    _weather,
    _stuck,
    _rounds,
    _skew,
    _beginning,
)
