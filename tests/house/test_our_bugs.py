"""What a mistake of ours shows to each of them: that it is ours, and a number to name it by."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from portal.plumbing import clock
from portal.team.models import Teammate
from tests.forms import FORMS, Browsers, address
from tests.make import Make
from tests.pages import Page

SECRET = "sam@example.org has 52,000 a year"
PAGES = {
    "entry.send_link": "nobody",
    "candidate.privacy.show": "Sam",
    "recruiter.today.show": "Robin",
    "recruiter.team.index": "Ada",
}


@pytest.fixture
def as_it_runs(app: Flask) -> Iterator[Flask]:
    """Without what tests want: mistakes that surface."""
    app.config["PROPAGATE_BUGS"] = False
    yield app
    app.config["PROPAGATE_BUGS"] = True


def broken() -> None:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(("endpoint", "who"), PAGES.items())
def test_nobody_reads_our_insides(
    as_it_runs: Flask,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    endpoint: str,
    who: str,
) -> None:
    form = next(form for form in FORMS.values() if form.who == who)
    browser = Browsers(as_it_runs, make).of(form, form.ready(make))
    monkeypatch.setitem(as_it_runs.view_functions, endpoint, broken)

    reply = browser.get(address(as_it_runs, endpoint, {}))

    assert reply.status_code == 500
    assert "Something broke on our side" in Page(reply.text).text()
    assert "Traceback" not in reply.text
    assert SECRET not in reply.text
    found = re.search(r"<code>(\w{8})</code>", reply.text)
    assert found
    assert f'"reference": "{found[1]}"' in capsys.readouterr().err


def not_there(session: Session) -> None:
    session.execute(text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": SECRET})


def not_twice(session: Session) -> None:
    ada = session.scalars(select(Teammate)).first()
    assert ada is not None
    row = {"ref": SECRET, "name": SECRET, "email": SECRET, "email_key": SECRET, "role": ada.role}
    session.execute(insert(Teammate), [{**row, "created_at": clock.now()}] * 2)


@pytest.mark.parametrize("mistake", [not_there, not_twice])
def test_what_the_database_refuses_names_nobody_in_the_log(
    as_it_runs: Flask,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    mistake: Callable[[Session], None],
) -> None:
    make.ada()
    monkeypatch.setitem(as_it_runs.view_functions, "entry.send_link", lambda: mistake(make.session))

    reply = as_it_runs.test_client().get("/")
    make.session.rollback()

    said = capsys.readouterr().err
    assert reply.status_code in {500, 503}
    assert '"level": "error"' in said
    assert SECRET not in said
