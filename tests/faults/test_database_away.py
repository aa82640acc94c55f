"""A database that somebody holds, that is full, gone or not ours: words, and nothing half done."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, make_url
from werkzeug.test import TestResponse

from portal.plumbing import db
from portal.plumbing.db import PATIENCE, make_engine
from tests.databases import empty_url, fresh_url, let_go
from tests.faults.smtp_sinks import free_port
from tests.forms import FORMS, Browsers, Data, address, again, sendable
from tests.make import Make
from tests.pages import Page
from tests.watch import watching

ROOT = Path(__file__).parents[2]
LONG = 20
"""Shorter than that is a choice or a date, and not worth typing back."""

WRITTEN = [
    "candidate.offers.declined",
    "candidate.surveys.answer",
    "recruiter.applications.update",
    "recruiter.applications.longer",
    "recruiter.applications.add_memo",
    "recruiter.endings.decide",
    "recruiter.endings.tell",
    "recruiter.offers.send",
    "recruiter.steps.add",
    "recruiter.posts.new",
]
"""What somebody writes with care; tried all at once, since each waits."""

ANSWERED = ["candidate.offers.accept", "candidate.privacy.show", "recruiter.applications.introduce"]


@dataclass(frozen=True)
class Post:
    """A form, ready to be sent, and the browser that sends it."""

    endpoint: str
    browser: FlaskClient
    path: str
    data: Data

    def send(self) -> TestResponse:
        return self.browser.post(self.path, data=sendable(self.data))

    def words(self) -> list[str]:
        """The longer texts in it."""
        kept = (str(self.data[name]) for name in FORMS[self.endpoint].keeps)
        return [words for words in kept if len(words) > LONG]


@pytest.fixture
def posts(app: Flask, make: Make) -> list[Post]:
    browsers, made = Browsers(app, make), []
    for endpoint in [*WRITTEN, *ANSWERED]:
        sent = FORMS[endpoint].ready(make)
        browser = browsers.of(FORMS[endpoint], sent)
        path = address(app, endpoint, sent.parts)
        made.append(Post(endpoint, again(browser), path, sent.data))
    make.session.rollback()
    return made


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else writes, and doesn't come to an end."""
    if make_url(url).get_backend_name() == "sqlite":
        somebody = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        somebody.execute("BEGIN EXCLUSIVE")
    else:
        somebody = psycopg.connect(url.replace("+psycopg", ""))  # type: ignore[assignment]
        somebody.execute("LOCK TABLE audit_entries, rounds.survey_ballots IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        somebody.rollback()
        somebody.close()


def at_once(posts: list[Post]) -> list[TestResponse]:
    with ThreadPoolExecutor(len(posts)) as threads:
        return list(threads.map(Post.send, posts))


def test_whoever_meets_a_locked_database_keeps_their_words(url: str, posts: list[Post]) -> None:
    with watching(url) as watch:
        mark = watch.mark()
        with held(url):
            replies = at_once(posts)
            reading = posts[2].browser.get("/team/candidates/")

        assert reading.status_code == 200
        assert watch.mark() == mark
    lost = [
        (post.endpoint, reply.status, words)
        for post, reply in zip(posts, replies, strict=True)
        for words in [*post.words(), "Nothing was saved"]
        if reply.status_code != 503 or " ".join(words.split()) not in Page(reply.text).text()
    ]
    assert lost == []
    later = [post.send() for post in posts]
    assert [reply.status_code for reply in later] == [303] * len(posts)


def test_whoever_meets_a_busy_one_waits_and_is_served(url: str, posts: list[Post]) -> None:
    with ThreadPoolExecutor(len(posts)) as threads:
        with held(url):
            began = time.monotonic()
            replies = [threads.submit(post.send) for post in posts]
            time.sleep(PATIENCE / 5)

        assert [reply.result().status_code for reply in replies] == [303] * len(posts)
        assert time.monotonic() - began > PATIENCE / 5


def test_a_full_disk_refuses_words_and_loses_none(
    app: Flask, engine: Engine, posts: list[Post], url: str
) -> None:
    if engine.dialect.name != "sqlite":
        return  # PostgreSQL says so in the same kind of error, and needs a disk of its own
    memo = next(post for post in posts if post.endpoint.endswith("add_memo"))
    words = [f"{place} is too much for what is left. " * 100 for place in range(20)]

    with full(engine):
        replies = [memo.browser.post(memo.path, data={"words": each}) for each in words]
        reading = memo.browser.get(memo.path.removesuffix("/memos"))

    assert {reply.status_code for reply in replies} == {303, 503}
    assert words[-1].strip() in Page(replies[-1].text).text()
    assert reading.status_code == 200
    assert memo.send().status_code == 303
    with sqlite3.connect(make_url(url).database or "") as looking:
        assert looking.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    del app


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Next to nothing is left on the disk."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")

    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def test_without_a_database_every_page_says_so(app: Flask, posts: list[Post], url: str) -> None:
    for post in posts:
        post.browser.get("/")
    nowhere = make_engine(gone(url))
    app.extensions.update(engine=nowhere, sessions=db.sessions(nowhere, app.extensions["config"]))

    replies = [posts[0].send(), posts[2].send()]
    replies += [posts[0].browser.get(path) for path in ("/", "/me/", "/privacy", "/nothing/here")]
    replies += [posts[2].browser.get(path) for path in ("/team/", "/team/candidates/")]

    assert {reply.status_code for reply in replies} == {503}
    assert all("Nothing was saved" in Page(reply.text).text() for reply in replies)
    assert posts[0].words()[0] in replies[0].text
    assert posts[2].words()[0] in replies[1].text
    assert posts[0].browser.get("/healthz").status_code == 200
    nowhere.dispose()


def gone(url: str) -> str:
    """The address of a database that nobody can reach."""
    if make_url(url).get_backend_name() == "sqlite":
        return "sqlite:////nowhere/at/all.sqlite3"
    return f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/nothing"


@dataclass(frozen=True)
class Start:
    """How a server came up, or didn't."""

    code: int | str | None
    said: str


def start(url: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Start:
    """Do what a server does first."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_FOLDER", str(folder))
    said, names = StringIO(), {"__name__": "wsgi"}
    with redirect_stderr(said), pytest.raises(SystemExit) as stop:
        exec(compile((ROOT / "wsgi.py").read_text(), "wsgi.py", "exec"), names)  # noqa: S102
    if "app" in names:
        names["app"].extensions["engine"].dispose()  # type: ignore[attr-defined]
    return Start(stop.value.code, said.getvalue())


def of_another_version(kind: str) -> str:
    """The address of a database that a newer Candor made."""
    url = fresh_url(kind)
    engine = make_engine(url)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    engine.dispose()
    return url


def of_no_kind(folder: Path) -> str:
    """The address of a file that is no database."""
    file = folder / "letters.txt"
    file.write_text("Dear Sam,\n" * 1_000)
    return f"sqlite:///{file}"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("empty", "run `flask db upgrade`"),
        ("another version", "version 9999, which this Candor doesn't know"),
        ("away", "The database can't be reached"),
        ("no database", "The database can't be reached"),
        ("nonsense", "PORTAL_DATABASE_URL is none we know"),
        ("another kind", "PORTAL_DATABASE_URL is none we know"),
    ],
)
def test_a_server_does_not_start_on_a_database_it_does_not_know(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, case: str, said: str
) -> None:
    kind = make_url(url).get_backend_name()
    there = {
        "empty": lambda: empty_url(kind),
        "another version": lambda: of_another_version(kind),
        "away": lambda: gone(url),
        "no database": lambda: of_no_kind(tmp_path),
        "nonsense": lambda: "a secret://of:hunter2@somewhere",
        "another kind": lambda: "oracle://portal:hunter2@somewhere/portal",
    }[case]()

    started = start(there, monkeypatch, tmp_path / "var")

    assert (started.code, started.said.count("\n")) == (3, 1), started.said
    assert said in started.said
    assert "hunter2" not in started.said
    if case in {"empty", "another version"}:
        let_go(there)


def test_nor_does_the_process_it_is(tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": of_no_kind(tmp_path),
        "PORTAL_FOLDER": str(tmp_path / "var"),
    }

    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1), done.stderr
