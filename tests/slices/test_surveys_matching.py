"""Whoever takes everything that is left after a round closed can not tell who wrote what.

Ten people answer in each simulated round, each with words of their own, in an order and at moments
of their own; seven rounds, one of each touchpoint, stand in a database, one after the other. Or
seven people do, too few, so that each round joins the next and its answers wait there. Once all are
closed a solver is given what exists: every row of every table, the database's files and
write-ahead log, the folder of the application, all backups, and every line that was logged. In each
of these it looks for traces of people and for their words, puts both into the order in which they
lie there and into the order of the moments beside them, pairs every order of people with every
order of words, and pairs what lies next to each other.

A pairing that knows nothing has one hit in a round on average, however many people there are, and
its hits over R rounds are about Poisson(R). The bound is R + 6 sqrt(R): for each of the solver's
pairings the chance of being wrongly accused is less than one in a million.
"""

import json
import math
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.orm import Session

from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing import backups, clock
from portal.plumbing.db import ROUNDS, make_engine, sessions, transaction
from portal.surveys import jobs
from portal.surveys.items import Touchpoint
from portal.surveys.models import Comment, Invitation, Snapshot
from tests.asked import AFTER, AUTUMN, asked
from tests.conftest import CONFIG
from tests.databases import KINDS, fresh_url, let_go
from tests.make import Make
from tests.proof import examples

Capture = pytest.CaptureFixture[str]
DATABASES = examples(3, 29)
SIMULATED = DATABASES * len(Touchpoint)
PEOPLE = 10
"""So many that comments are published: with fewer there would be nothing to pair."""
TOO_FEW = 7
"""So few that a round joins the next."""
NEAR = 300
LEADS_TO = {
    "candidate_id": "candidates",
    "application_id": "applications",
    "invitation_id": "survey_invitations",
}
_ORDERS = {"sqlite": ("",), "postgresql": ("", " ORDER BY CAST(CAST(xmin AS text) AS bigint)")}
"""As they lie, and where a row says which transaction wrote it, in the order of those."""
MOMENT = re.compile(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?")

Pairing = Mapping[str, str]
"""From a person's name to somebody's words."""


def bound(rounds: int) -> float:
    """So many hits in so many rounds a pairing that knows nothing doesn't have."""
    return rounds + 6 * math.sqrt(rounds)


# The solver. It knows the texts, whose traces to look for and which words, and not the truth.


def pairings(
    texts: Mapping[str, str], traces: Mapping[str, Sequence[str]], words: Sequence[str]
) -> Iterator[tuple[str, Pairing]]:
    """Every pairing it can think of, each with the name of how it came about."""
    own = {one: [one] for one in words}
    people = dict(_orders(texts, traces))
    said = dict(_orders(texts, own))
    for whose, names in people.items():
        for what, written in said.items():
            yield f"{whose} with {what}", dict(zip(names, written, strict=True))
            yield f"{whose} with {what}, backwards", dict(zip(names, written[::-1], strict=True))
    for name, found in texts.items():
        if beside := _beside(found, traces, words):
            yield f"beside each other in {name}", beside


def _orders(
    texts: Mapping[str, str], marks: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Where all of them stand in one text: by their place, and by the moments beside them."""
    for name, found in texts.items():
        if not all(any(one in found for one in them) for them in marks.values()):
            continue
        for which, look in (("first", found.find), ("last", found.rfind)):
            places = {who: _place(look, them) for who, them in marks.items()}
            yield f"{which} place in {name}", sorted(places, key=places.__getitem__)
            yield from _by_moment(f"{which} place in {name}", found, places)


def _by_moment(name: str, found: str, places: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    for side in ("before", "after"):
        moments = {who: _moment(found, place, side) for who, place in places.items()}
        if len(set(moments.values())) > len(places) // 2:
            yield f"moment {side} the {name}", sorted(moments, key=moments.__getitem__)


def _place(look: Callable[[str], int], marks: Sequence[str]) -> int:
    """Where any of the marks stands, the first of those that do."""
    return min((place for one in marks if (place := look(one)) >= 0), default=-1)


def _moment(found: str, place: int, side: str) -> str:
    """The moment that stands next before or after that place."""
    if side == "before":
        return next(reversed(MOMENT.findall(found[max(place - NEAR, 0) : place])), "")
    return next(iter(MOMENT.findall(found[place : place + NEAR])), "")


def _beside(
    found: str, traces: Mapping[str, Sequence[str]], words: Sequence[str]
) -> dict[str, str]:
    """Whose traces stand nearest to which words."""
    pairs: dict[str, str] = {}
    for one in words:
        place = found.find(one)
        if place < 0:
            continue
        start = max(place - NEAR, 0)
        around = found[start : place + NEAR]
        at = {who: _place(around.find, them) for who, them in traces.items()}
        near = {who: abs(start + spot - place) for who, spot in at.items() if spot >= 0}
        if near:
            pairs[min(near, key=lambda who: near[who])] = one
    return pairs


# What is left.


def left(engine: Engine, folder: Path, *, logs: str, begun: str) -> dict[str, str]:
    """Everything that exists once a round is closed, as texts by name."""
    texts = {
        "logs": logs,
        **_tables(engine),
        **_backups(engine, folder),
        **_log(engine, begun),
    }
    for name, files in _files(engine, folder).items():
        texts[name] = "\n".join(file.read_bytes().decode("latin-1") for file in files)
    return texts


def _tables(engine: Engine) -> dict[str, str]:
    """Every table as a plain look at it gives the rows, and by the transactions that wrote them;
    beside the id of a person or of what is theirs stands the ref it leads to.
    """
    with engine.connect() as connection:
        refs = {
            column: {
                str(row.id): row.ref
                for row in connection.execute(text(f"SELECT id, ref FROM {table}"))  # noqa: S608
            }
            for column, table in LEADS_TO.items()
        }
        names = [
            f"{schema}.{name}" if schema else name
            for schema in (None, ROUNDS)
            for name in inspect(engine).get_table_names(schema=schema)
        ]
        return {
            f"table {name}{how}": _rows(connection, f"{name}{how}", refs)
            for name in names
            for how in _ORDERS[engine.dialect.name]
        }


def _rows(connection: Connection, name: str, refs: Mapping[str, Mapping[str, str]]) -> str:
    rows = connection.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608
    return "\n".join(" ".join(_told(dict(row), refs)) for row in rows)


def _told(row: Mapping[str, Any], refs: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for column, value in row.items():
        yield f"{value} {refs.get(column, {}).get(str(value), '')}"


def _backups(engine: Engine, folder: Path) -> dict[str, str]:
    """What the backups say: PostgreSQL's are compressed."""
    if engine.dialect.name == "sqlite":
        return {}
    return {
        f"restored {file.name}": subprocess.run(
            ["pg_restore", "--file=-", str(file)], check=True, capture_output=True, text=True
        ).stdout
        for file in folder.glob("*.backup")
    }


def _files(engine: Engine, folder: Path) -> dict[str, list[Path]]:
    found = {f"folder {file.name}": [file] for file in folder.rglob("*") if file.is_file()}
    if engine.dialect.name == "sqlite":
        database = Path(engine.url.database or "")
        return found | {file.name: [file] for file in database.parent.glob(f"{database.name}*")}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        data = Path(connection.scalars(text("SHOW data_directory")).one())
        own = connection.scalars(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).one()
    heaps = [file for file in (data / "base" / str(own)).iterdir() if file.is_file()]
    return found | {"database": sorted(heaps, key=lambda file: file.stat().st_ino)}


def _log(engine: Engine, begun: str) -> dict[str, str]:
    """What PostgreSQL's write-ahead log took in since `begun`; SQLite's is a file of its own."""
    if not begun:
        return {}
    with engine.connect() as connection:
        data = Path(connection.scalars(text("SHOW data_directory")).one())
        first, offset = connection.execute(
            text("SELECT * FROM pg_walfile_name_offset(CAST(:begun AS pg_lsn))"), {"begun": begun}
        ).one()
        last = connection.scalars(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).one()
    names = sorted(file.name for file in (data / "pg_wal").iterdir() if first <= file.name <= last)
    whole = b"".join((data / "pg_wal" / name).read_bytes() for name in names)
    return {"wal": whole[offset:].decode("latin-1")}


def _position(engine: Engine) -> str:
    """How far that log is now."""
    if engine.dialect.name == "sqlite":
        return ""
    with engine.connect() as connection:
        return str(connection.scalars(text("SELECT pg_current_wal_lsn()")).one())


# What happened.


@dataclass(frozen=True)
class Simulated:
    """One round: what a solver knows of each person, what it is given, and the truth. The texts of
    a database are large: nobody keeps them longer than it takes to look through them."""

    traces: Mapping[str, Sequence[str]]
    texts: Mapping[str, str]
    wrote: Pairing


def simulated(
    kind: str, app: Flask, folder: Path, capfd: Capture, *, seed: int, people: int = PEOPLE
) -> list[Simulated]:
    """A round of each touchpoint from its first invitation to its last trace, on a database of
    their own."""
    url, random = fresh_url(kind), Random(seed)  # noqa: S311 - to be the same each time
    config = replace(CONFIG, database_url=url, folder=folder)
    engine = make_engine(url)
    app.extensions.update(config=config, engine=engine, sessions=sessions(engine, config))
    capfd.readouterr()
    begun = _position(engine)
    try:
        with sessions(engine, config)() as session:
            answered = [_answered(session, app, random, each, size=people) for each in Touchpoint]
            backups.write(engine, folder / "open.backup")
            with clock.held_at(AFTER):
                assert len(jobs.close_rounds(session)) == len(answered)
            session.rollback()
            backups.write(engine, folder / "closed.backup")
            texts = left(engine, folder, logs=capfd.readouterr().err, begun=begun)
            return [Simulated(traces, texts, wrote) for traces, wrote in answered]
    finally:
        engine.dispose()
        let_go(url)


def _answered(
    session: Session, app: Flask, random: Random, touchpoint: Touchpoint, *, size: int
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """They are asked in one order and answer in another, each at a moment of their own."""
    make = Make(session)
    with clock.held_at(AUTUMN):
        job = make.job(f"Site Manager {touchpoint}")
        names = [f"Person{number}x{touchpoint} Example" for number in range(size)]
        people = [make.application(candidate=make.candidate(one), job=job) for one in names]
        invitations = [asked(make, one, touchpoint) for one in people]
    traces, wrote = {}, {}
    days = sorted(random.sample(range(1, 40), size))
    for day, number in zip(days, random.sample(range(size), size), strict=True):
        who, invitation = people[number].candidate, invitations[number]
        traces[who.ref] = [who.ref, who.full_name, str(who.email), people[number].ref]
        traces[who.ref] += [invitation.ref]
        wrote[who.ref] = f"Words-{random.randrange(10**12):012d}"
        with clock.held_at(AUTUMN + timedelta(days=day, minutes=random.randrange(600))):
            _answer(session, app, invitation, wrote[who.ref], random)
    return traces, wrote


def _answer(
    session: Session, app: Flask, invitation: Invitation, words: str, random: Random
) -> None:
    """By the link of the letter, as everybody does."""
    with transaction(session):
        until = clock.now() + timedelta(days=30)
        token = issue(
            session,
            invitation.candidate_id,
            Purpose.SURVEY,
            subject=invitation.ref,
            expires_at=until,
        )
    browser = app.test_client()
    page = browser.post(f"/l/{token}").location
    given = {"answer_recommend": str(random.randrange(11)), "answer_change": words}
    assert browser.post(page, data=given).status_code == 303


def hits(rounds: Iterable[Simulated]) -> Counter[str]:
    """How many right ones each pairing had in all rounds together."""
    found: Counter[str] = Counter()
    for one in rounds:
        words = sorted(one.wrote.values())
        for name, pairs in pairings(one.texts, one.traces, words):
            found[name] += sum(one.wrote[who] == said for who, said in pairs.items())
    return found


@contextmanager
def one_time_column() -> Iterator[None]:
    """What a release with one column too many would keep: the moment beside each comment."""
    moments: dict[str, str] = {}
    widened: set[str] = set()

    def note(_mapper: Any, _connection: Connection, comment: Comment) -> None:
        moments[comment.words] = f"{clock.now():%Y-%m-%d %H:%M:%S}"

    def keep(_mapper: Any, connection: Connection, snapshot: Snapshot) -> None:
        if (database := str(connection.engine.url)) not in widened:
            connection.execute(text("ALTER TABLE survey_snapshots ADD COLUMN came_at VARCHAR"))
            widened.add(database)
        came_at = {
            words: moments.pop(words) for said in snapshot.comments.values() for words in said
        }
        kept = {"came_at": json.dumps(came_at, sort_keys=True), "id": snapshot.id}
        connection.execute(
            text("UPDATE survey_snapshots SET came_at = :came_at WHERE id = :id"), kept
        )

    event.listen(Comment, "before_insert", note)
    event.listen(Snapshot, "after_insert", keep)
    yield
    event.remove(Comment, "before_insert", note)
    event.remove(Snapshot, "after_insert", keep)


@pytest.mark.prove
@pytest.mark.parametrize("people", [PEOPLE, TOO_FEW])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_can_be_matched_with_their_words_once_a_round_is_closed(
    kind, people, shared_app, tmp_path, capfd
):
    found: Counter[str] = Counter()

    for seed in range(DATABASES):
        folder = _folder(tmp_path, seed)
        left = simulated(kind, shared_app, folder, capfd, seed=seed, people=people)
        found.update(hits(left))

    assert len(found) > 50, "The solver found too little to pair."
    assert any("candidate_sessions" in name for name in found)
    assert any("backup" in name for name in found)
    assert {name: n for name, n in found.items() if n > bound(SIMULATED)} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_with_one_time_column_more_they_can(kind, shared_app, tmp_path, capfd):
    with one_time_column():
        rounds = simulated(kind, shared_app, _folder(tmp_path, 0), capfd, seed=0)

    ((_name, most),) = hits(rounds).most_common(1)

    assert most == len(rounds) * PEOPLE > bound(len(rounds))


def _folder(base: Path, seed: int) -> Path:
    folder = base / str(seed)
    folder.mkdir()
    return folder
