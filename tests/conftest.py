"""What every test stands on: a database nobody else uses, an application, people signed in."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Dialect, Engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.util import LRUCache

from config import Config
from portal import create_app, wiring
from portal.hiring.models import Application
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing import db
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.client import HouseClient
from tests.databases import KINDS, fresh_url, let_go
from tests.make import PASSWORD, Make

NAMES = {Role.RECRUITER: "Robin Keller", Role.ADMIN: "Ada Lind", Role.HIRING_MANAGER: "Jonas Berg"}
CONFIG = Config(
    base_url="http://localhost",
    secret_key="a key that only tests know and nobody else",
    database_url="sqlite://",
    mail_url="keep:",
    mail_from="hiring@northwind.example",
    reply_to="hiring@northwind.example",
    trusted_hosts=["localhost", "127.0.0.1"],
    demo=True,
)
_dialects: dict[str, Dialect] = {}
_compiled: LRUCache[Any, Any] = LRUCache(5000)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database with every table."""
    fresh = fresh_url(request.param)
    yield fresh
    let_go(fresh)


@pytest.fixture
def config(url: str, tmp_path: Path) -> Config:
    """The settings this test runs under."""
    return replace(CONFIG, database_url=url, folder=tmp_path)


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    """The database."""
    made = db.make_engine(config.database_url)
    _remember_statements(made)
    yield made
    made.dispose()


def _remember_statements(engine: Engine) -> None:
    """Each test has an engine of its own; what statements become is worked out once for all, as it
    is where the portal runs. SQLAlchemy looks that up by the dialect, too.
    """
    engine.dialect = _dialects.setdefault(engine.name, engine.dialect)
    engine._compiled_cache = _compiled


@pytest.fixture
def sessions(engine: Engine, config: Config) -> sessionmaker[Session]:
    """Makes sessions on this test's database, as workers need them."""
    wiring.connect()
    return db.sessions(engine, config)


@pytest.fixture
def session(engine: Engine, config: Config) -> Iterator[Session]:
    """A session of the test's own, apart from the page's."""
    wiring.connect()
    with db.sessions(engine, config)() as opened:
        yield opened


@pytest.fixture
def make(session: Session) -> Make:
    """The builders."""
    return Make(session)


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests: its templates are compiled once."""
    folder = tmp_path_factory.mktemp("app")
    app = create_app(
        replace(CONFIG, database_url=f"sqlite:///{folder}/none.sqlite3", folder=folder)
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_BUGS=True)
    app.test_client_class = HouseClient
    return app


@pytest.fixture
def app(shared_app: Flask, engine: Engine, config: Config, make: Make) -> Flask:
    """The application, on this test's database."""
    del make
    shared_app.extensions.update(config=config, engine=engine, sessions=db.sessions(engine, config))
    shared_app.extensions["up_since"] = datetime.max.replace(tzinfo=UTC)  # no worker runs in tests
    return shared_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody nobody knows."""
    return app.test_client()


@pytest.fixture
def candidate(app: Flask, session: Session) -> Callable[..., FlaskClient]:
    """`candidate(application, code=False)`: a candidate's browser, entered by a mailed link."""

    def enter(application: Application, *, code: bool = False) -> FlaskClient:
        with transaction(session):
            token = issue(session, application.candidate_id, Purpose.STATUS)
        browser = app.test_client()
        browser.post(f"/l/{token}")
        if code:
            enter_code(session, application.candidate_id)
        return browser

    return enter


@pytest.fixture
def teammate(app: Flask, make: Make) -> Callable[..., FlaskClient]:
    """`teammate(role)`: a teammate's browser, signed in."""

    def sign_in(role: Role = Role.RECRUITER) -> FlaskClient:
        who = make.teammate(NAMES[role], role=role)
        browser = app.test_client()
        browser.post("/team/sign-in", data={"email": who.email, "password": PASSWORD})
        return browser

    return sign_in


def enter_code(session: Session, candidate_id: int) -> None:
    """Let the candidate's newest session count as one whose code was entered."""
    from sqlalchemy import select

    from portal.links.models import CandidateSession

    newest = (
        select(CandidateSession)
        .where(CandidateSession.candidate_id == candidate_id)
        .order_by(CandidateSession.id.desc())
    )
    with transaction(session):
        session.scalars(newest).first().has_code = True  # type: ignore[union-attr]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where it counts, what can't run fails: a skip is a check nobody made."""
    if os.environ.get("CI") == "true":
        for item in items:
            for mark in item.iter_markers():
                if mark.name in {"skip", "skipif"}:
                    raise pytest.UsageError(f"{item.nodeid} would be skipped")
