"""The database is locked: nothing is half done, and nothing that was typed is lost."""

import sqlite3
import time
from contextlib import closing
from threading import Thread

import pytest
from sqlalchemy import make_url

from portal.hiring.models import Memo
from tests.databases import fresh_url, let_go

TYPED = "A long memo that nobody wants to write a second time"


@pytest.fixture(params=["sqlite"])
def url(request):
    """SQLite alone locks a whole file."""
    fresh = fresh_url(request.param)
    yield fresh
    let_go(fresh)


def hold(url: str, seconds: float) -> Thread:
    """Somebody else writes for so long."""
    taken = []

    def keep() -> None:
        with closing(sqlite3.connect(make_url(url).database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            taken.append(True)
            time.sleep(seconds)
            other.execute("ROLLBACK")

    thread = Thread(target=keep)
    thread.start()
    while not taken:
        time.sleep(0.01)
    return thread


@pytest.mark.parametrize(("seconds", "status", "kept"), [(1.5, 303, 1), (7.0, 503, 0)])
def test_a_locked_database_is_waited_for_or_said(
    teammate, make, session, url, seconds, status, kept
):
    application = make.application()
    robin = teammate()
    session.rollback()
    other = hold(url, seconds)

    reply = robin.post(f"/team/applications/{application.ref}/memos", data={"words": TYPED})

    other.join()
    make.look_again()
    assert reply.status_code == status
    assert session.query(Memo).count() == kept
    if status == 503:
        assert TYPED in reply.text
        assert "nothing was changed" in reply.text
