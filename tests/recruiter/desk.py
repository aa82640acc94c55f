"""What the tests of the team's pages stand on: whose desk, what a form sends, what it cost."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from portal.hiring.models import Application, Job
from portal.team.rights import Role
from tests.make import NOTE, WORDS, Make
from tests.pages import Page
from tests.written import everything

FRIDAY = "2026-11-27"


def manager(teammate, make: Make, job: Job | None = None) -> FlaskClient:
    """Jonas the hiring manager, on that job and no other."""
    browser = teammate(Role.HIRING_MANAGER)
    if job is not None:
        make.member(job, make.teammate("Jonas Berg"))
    return browser


def update_of(application: Application, **more: str) -> dict[str, str]:
    """What the form of an update sends."""
    return {
        "words": WORDS,
        "next_word": FRIDAY,
        "stage": "",
        "version": str(application.version),
        **more,
    }


def ending_of(application: Application, **more: str) -> dict[str, str]:
    """What the form of an ending sends."""
    return {
        "way": "note",
        "words": NOTE,
        "looked": "y",
        "version": str(application.version),
        **more,
    }


def words_of(browser: FlaskClient, path: str) -> str:
    """What a teammate reads there."""
    reply = browser.get(path)
    assert reply.status_code == 200, reply.status
    return Page(reply.text).text()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def unchanged(session) -> Iterator[None]:
    """The block writes nothing anywhere, apart from what says when somebody was last seen."""
    before = everything(session)
    yield
    assert everything(session) == before


def anew(session) -> None:
    """Read everything again: pages wrote meanwhile."""
    session.rollback()
    session.expire_all()
