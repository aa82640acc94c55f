"""The candidate's session: its cookie, its end, and the ways out."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.links.models import CandidateSession
from portal.plumbing import clock
from tests.candidate.doors import cookies, counts, link
from tests.kept import assert_kept
from tests.make import MONDAY, Make


@pytest.fixture
def door(make: Make, session: Session) -> str:
    """Sam's link."""
    return link(session, make.application().candidate_id)


def test_without_a_session_a_page_says_where_links_come_from(client):
    reply = client.get("/me/")

    assert reply.status_code == 401
    assert "Send me my link" in reply.text


def test_a_form_sent_too_late_brings_its_words_back_and_saves_nothing(client, session):
    before = counts(session)
    words = "I would like to ask about the <b>second</b> interview."

    reply = client.post("/me/not-me", data={"words": words, "csrf_token": "a" * 40})

    assert reply.status_code == 401
    assert "second&lt;/b&gt; interview" in reply.text
    assert "a" * 40 not in reply.text
    assert counts(session) == before


def entered_at(app: Flask, door: str) -> FlaskClient:
    client = app.test_client()
    with clock.held_at(MONDAY):
        client.post(door)
    return client


def open_at(client: FlaskClient, minutes: float) -> TestResponse:
    with clock.held_at(MONDAY + timedelta(minutes=minutes)):
        return client.get("/me/not-me")


@pytest.fixture
def sams_door(make: Make, session: Session) -> str:
    with clock.held_at(MONDAY):
        return link(session, make.application().candidate_id)


def test_half_an_hour_without_use_ends_a_session(app, sams_door):
    client = entered_at(app, sams_door)

    assert open_at(client, 29).status_code == 200
    assert open_at(client, 58).status_code == 200
    assert open_at(client, 89).status_code == 401


def test_twelve_hours_end_a_session_however_it_is_used(app, sams_door):
    client = entered_at(app, sams_door)

    for minutes in range(20, 720, 20):
        assert open_at(client, minutes).status_code == 200
    assert open_at(client, 720).status_code == 401


def test_a_session_is_kept_alive_without_a_write(app, session, sams_door):
    client = entered_at(app, sams_door)
    before = session.execute(select(CandidateSession.__table__)).all()
    session.rollback()

    at_once, later = open_at(client, 0.5), open_at(client, 5)

    assert "me" not in cookies(at_once)
    assert "me" in cookies(later)
    assert session.execute(select(CandidateSession.__table__)).all() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda value: "",
        lambda value: value[:-1],
        lambda value: value + "=",
        lambda value: "x" + value,
        lambda value: value.replace(".", ".9", 1),
        lambda value: "a.b.c.d",
        lambda value: value * 30,
    ],
)
def test_a_changed_cookie_is_nobody_s(client, door, change):
    client.post(door)
    client.set_cookie("me", change(client.get_cookie("me").value))

    assert client.get("/me/").status_code == 401


def test_a_link_s_token_is_no_cookie(client, door):
    client.set_cookie("me", door.removeprefix("/l/"))

    assert client.get("/me/").status_code == 401


def test_signing_out_is_real_and_clears_what_the_browser_kept(client, door):
    client.post(door)
    carried = client.get_cookie("me").value

    reply = client.post("/me/sign-out")

    assert (reply.status_code, reply.location) == (303, "/signed-out")
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("me") is None
    client.set_cookie("me", carried)
    assert client.get("/me/").status_code == 401
    assert "This wasn" in client.get("/signed-out").text


def test_signing_out_takes_a_press(client, door):
    client.post(door)

    assert client.get("/me/sign-out").status_code == 405
    assert client.get("/me/not-me").status_code == 200


def test_after_half_a_day_signing_out_gives_no_cookie_back(app, sams_door):
    client = entered_at(app, sams_door)

    with clock.held_at(MONDAY + timedelta(minutes=20)):
        reply = client.post("/me/sign-out")

    assert len(reply.headers.getlist("Set-Cookie")) == 1
    assert "Max-Age=0" in reply.headers["Set-Cookie"]


def test_this_wasn_t_me_turns_every_link_off_after_a_tick(app, make, session, door):
    client, elsewhere = app.test_client(), app.test_client()
    client.post(door)
    elsewhere.post(door)
    robot = client.post("/me/not-me")
    assert robot.status_code == 200
    assert app.test_client().get(door).status_code == 200

    reply = client.post("/me/not-me", data={"sure": "y"})

    assert (reply.status_code, reply.location) == (303, "/links-off")
    assert client.get("/links-off").status_code == 200
    assert app.test_client().get(door).status_code == 404
    assert elsewhere.get("/me/").status_code == 401


def test_turning_links_off_touches_nobody_else_s(app, candidate, make, session):
    charlie = make.charlie()
    charlies = candidate(charlie)
    charlies_door = link(session, charlie.candidate_id)

    candidate(make.application()).post("/me/not-me", data={"sure": "y"})

    assert charlies.get("/me/not-me").status_code == 200
    assert app.test_client().get(charlies_door).status_code == 200


def test_no_page_behind_the_door_holds_the_token(client, door):
    token = door.removeprefix("/l/")
    entered = client.post(door)

    for path in ("/me/not-me", "/me/code/", "/signed-out"):
        reply = client.get(path)
        assert token not in reply.text
        assert token not in str(reply.headers)
    assert token not in entered.location
    assert token.partition(".")[0] not in client.get_cookie("me").value


def test_every_form_behind_the_door_wants_its_token(app, candidate, make):
    client = candidate(make.application())
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for path in ("/me/not-me", "/me/sign-out", "/me/code/", "/me/code/send"):
            assert client.post(path, data={"sure": "y"}).status_code == 400, path
        assert client.get("/me/not-me").status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_words_of_coming_and_going_are_kept(client, door):
    assert_kept("candidate/access/_nobody.html", client.get("/me/").text)
    client.post(door)
    assert_kept("candidate/access/not_me.html", client.get("/me/not-me").text)
    assert_kept("entry/signed_out.html", client.get("/signed-out").text)
    assert_kept("entry/links_off.html", client.get("/links-off").text)
