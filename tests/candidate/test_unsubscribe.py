"""The way out of news and reminders: by a press, from anywhere, and it opens nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import Extras
from portal.links import actions
from portal.links.models import Purpose
from portal.mail.kinds import Letter, MessageState
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.kept import assert_kept
from tests.make import MONDAY, Make
from tests.posted import Collector, states

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def sam(make: Make) -> Candidate:
    return make.application().candidate


@pytest.fixture
def token(sam: Candidate, session: Session) -> str:
    with transaction(session):
        return actions.issue(session, sam.id, Purpose.UNSUBSCRIBE)


def extras(session: Session, candidate: Candidate) -> Extras:
    session.rollback()
    session.refresh(candidate)
    return candidate.extras


def test_looking_at_it_changes_nothing(client, session, sam, token):
    for method in ("GET", "HEAD", "GET", "GET"):
        reply = client.open(f"/u/{token}", method=method)
        assert reply.status_code == 200
        assert "Set-Cookie" not in reply.headers
        assert reply.headers["Referrer-Policy"] == "no-referrer"

    assert extras(session, sam) is Extras.USUAL


def test_the_page_says_what_still_comes_and_names_nobody(client, token):
    said = client.get(f"/u/{token}").text

    assert "Answers and changes always come" in said
    assert "Sam" not in said
    assert "example.org" not in said


def test_one_click_of_a_mail_program_ends_the_extras(app, session, sam, token):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        reply = app.test_client().post(
            f"/u/{token}",
            data=ONE_CLICK,
            headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert extras(session, sam) is Extras.NONE
    assert [entry.action for entry in entries_about(session, sam.ref)][-1] == "extras.stopped"


def test_twice_is_once(client, session, sam, token):
    for _ in range(2):
        assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 200

    trail = [entry.action for entry in entries_about(session, sam.ref)]
    assert trail.count("extras.stopped") == 1


def test_it_stops_nobody_else_s(client, make, session, token):
    charlie = make.charlie().candidate

    client.post(f"/u/{token}", data=ONE_CLICK)

    assert extras(session, charlie) is Extras.USUAL


def test_it_ends_the_extras_years_later_too(client, session, sam, token):
    with clock.held_at(clock.now() + timedelta(days=3650)):
        assert client.get(f"/u/{token}").status_code == 200
        assert client.post(f"/u/{token}", data=ONE_CLICK).status_code == 200

    assert extras(session, sam) is Extras.NONE


def test_what_is_owed_still_comes_and_what_waits_as_an_extra_does_not(
    client, make, session, sessions, token
):
    with clock.held_at(MONDAY):
        make.offer(session.scalars(select(Application)).one())
        make.post()
        client.post(f"/u/{token}", data=ONE_CLICK)
        drain(sessions, by=Collector())

    told = states(session)
    assert told[Letter.OFFER] is MessageState.SENT
    assert told[Letter.NEWS] is MessageState.CANCELLED


def test_on_their_page_the_extras_are_turned_on_again(client, candidate, session, token):
    application = session.scalars(select(Application)).one()
    client.post(f"/u/{token}", data=ONE_CLICK)

    candidate(application).post("/me/data/", data={"extras": "usual", "time_zone": ""})

    assert extras(session, application.candidate) is Extras.USUAL


def test_it_does_not_open_the_portal(client, token):
    assert client.get(f"/l/{token}").status_code == 404
    assert client.post(f"/l/{token}").status_code == 404
    client.post(f"/u/{token}", data=ONE_CLICK)
    assert client.get("/me/").status_code == 401


def test_a_link_to_the_page_stops_nothing(client, session, sam):
    with transaction(session):
        page = actions.issue(session, sam.id, Purpose.STATUS)

    assert client.post(f"/u/{page}", data=ONE_CLICK).status_code == 404
    assert extras(session, sam) is Extras.USUAL


def test_a_mangled_token_stops_nothing(client, session, sam, token):
    neutral = client.get("/u/never-was").data
    for mangled in (token[:-1], f"{token}=", f"{token}%0A", f"{token}%3E", token * 2, "a" * 8192):
        for method in ("GET", "POST"):
            reply = client.open(f"/u/{mangled}", method=method)
            assert (reply.status_code, reply.data) == (404, neutral)

    assert extras(session, sam) is Extras.USUAL


def test_the_words_are_kept(client, token):
    assert_kept("unsubscribe/open_link.html", client.get(f"/u/{token}").text)
    assert_kept("unsubscribe/open_link.html", client.post(f"/u/{token}").text, case="done")
    assert_kept("unsubscribe/_unknown.html", client.get("/u/never-was").text)
