"""A form sent too late, its session or its token gone: the words in it come back, none is kept."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from portal.links.models import CandidateSession
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.models import TeamSession
from tests.forms import FORMS, NEW_PASSWORD, NOBODY, TYPED, Browsers, Sent, address, sendable
from tests.make import Make
from tests.pages import Page
from tests.watch import Watch, watching

WRITTEN = sorted(name for name, form in FORMS.items() if form.keeps)


@pytest.fixture
def watch(url: str) -> Iterator[Watch]:
    with watching(url) as made:
        yield made


@pytest.fixture
def with_tokens(app: Flask) -> Iterator[Flask]:
    """The application as it is run: forms carry a token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def send(app: Flask, browser: FlaskClient, endpoint: str, sent: Sent) -> TestResponse:
    return browser.post(address(app, endpoint, sent.parts), data=sendable(sent.data))


def lost(endpoint: str, sent: Sent, reply: TestResponse) -> list[str]:
    """The long texts of that form which are not on the page."""
    words = [str(sent.data[name]) for name in FORMS[endpoint].keeps]
    page = Page(reply.text).text()
    return [one for one in words if len(one) > 20 and " ".join(one.split()) not in page]


def test_after_a_session_ended_the_words_come_back(app: Flask, make: Make, watch: Watch) -> None:
    wrong = []
    for endpoint in WRITTEN:
        sent = FORMS[endpoint].ready(make)
        browser = Browsers(app, make).of(FORMS[endpoint], sent)
        with transaction(make.session) as session:
            session.execute(update(TeamSession).values(ended_at=clock.now()))
            session.execute(update(CandidateSession).values(is_ended=True))
        mark = watch.mark()

        reply = send(app, browser, endpoint, sent)

        if reply.status_code != 401 or lost(endpoint, sent, reply) or watch.mark() != mark:
            wrong.append((endpoint, reply.status, lost(endpoint, sent, reply)))

    assert wrong == []


def test_without_its_token_the_words_come_back(
    with_tokens: Flask, make: Make, watch: Watch
) -> None:
    wrong = []
    for endpoint in WRITTEN:
        sent = FORMS[endpoint].ready(make)
        browser = Browsers(with_tokens, make).of(FORMS[endpoint], sent)
        mark = watch.mark()

        reply = send(with_tokens, browser, endpoint, sent)

        if reply.status_code != 400 or lost(endpoint, sent, reply) or watch.mark() != mark:
            wrong.append((endpoint, reply.status, lost(endpoint, sent, reply)))

    assert wrong == []


def test_another_site_is_told_nothing_it_typed(app: Flask, make: Make) -> None:
    sent = FORMS["recruiter.applications.add_memo"].ready(make)
    browser = Browsers(app, make).teammate(make.robin())

    reply = browser.post(
        address(app, "recruiter.applications.add_memo", sent.parts),
        data=sent.data,
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert reply.status_code == 403
    assert TYPED not in reply.text


def test_a_password_never_comes_back(with_tokens: Flask, make: Make) -> None:
    sent = FORMS["signin.set_password"].ready(make)

    for endpoint in ("signin.set_password", "signin.sign_in"):
        parts = sent.parts if endpoint == "signin.set_password" else {}
        reply = with_tokens.test_client().post(
            address(with_tokens, endpoint, parts), data={**sent.data, "csrf_token": NEW_PASSWORD}
        )

        assert reply.status_code == 400
        assert NEW_PASSWORD not in reply.text


def test_every_form_that_is_written_is_tried() -> None:
    assert len(WRITTEN) > 15
    assert all(FORMS[endpoint].who != NOBODY for endpoint in WRITTEN)
