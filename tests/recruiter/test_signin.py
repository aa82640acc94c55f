"""The team's door."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal import create_app
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team import actions
from portal.team.models import Teammate, TeamSession
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY, PASSWORD, Make

IN = "/team/sign-in"
PAGE = "/team/people/"


@pytest.fixture
def ada(make: Make) -> Teammate:
    return make.ada()


def sign_in(client: FlaskClient, teammate: Teammate, **more: str):
    return client.post(IN, data={"email": teammate.email, "password": PASSWORD} | more)


def test_the_right_password_opens_the_team_s_pages(client, ada):
    reply = sign_in(client, ada)

    assert (reply.status_code, reply.location) == (303, "/team/")
    assert client.get(PAGE).status_code == 200


def test_the_cookie_is_httponly_and_lax(client, ada):
    given = sign_in(client, ada).headers["Set-Cookie"]

    assert given.startswith("team=")
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given


def test_over_https_the_cookie_is_bound_to_the_host(config, ada):
    app = create_app(replace(config, base_url="https://localhost"))
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
    form = client.get(IN, base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]

    reply = client.post(
        IN,
        base_url="https://localhost",
        data={"email": ada.email, "password": PASSWORD, "csrf_token": token},
        headers={"Origin": "https://localhost", "Referer": "https://localhost/team/sign-in"},
    )

    assert reply.status_code == 303
    assert reply.headers["Set-Cookie"].startswith("__Host-team=")
    assert "Secure" in reply.headers["Set-Cookie"]
    app.extensions["engine"].dispose()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@northwind.example", "wrong"),
        ("nobody@northwind.example", PASSWORD),
        ("not an address", "wrong again"),
        ("ada@northwind.example", PASSWORD + " "),
    ],
)
def test_what_does_not_go_together_is_one_answer(client, ada, email, password):
    reply = client.post(IN, data={"email": email, "password": password})

    assert reply.status_code == 409
    assert "don’t go together" in reply.text
    assert password not in reply.text.replace(email, "")
    assert client.get(PAGE).status_code == 302


def test_a_stranger_and_a_teammate_read_the_same(app, ada):
    shown = {
        app.test_client()
        .post(IN, data={"email": email, "password": "wrong"})
        .text.replace(email, "ADDRESS")
        for email in (ada.email, "nobody@northwind.example")
    }

    assert len(shown) == 1


def test_after_five_wrong_tries_there_is_a_wait_and_another_place_is_free(client, ada):
    with clock.held_at(MONDAY):
        for _ in range(5):
            client.post(IN, data={"email": ada.email, "password": "wrong"})

        held_up = sign_in(client, ada)
        elsewhere = client.post(
            IN,
            data={"email": ada.email, "password": PASSWORD},
            environ_base={"REMOTE_ADDR": "198.51.100.9"},
        )

    assert held_up.status_code == 409
    assert "Please wait" in held_up.text
    assert elsewhere.status_code == 303


@pytest.mark.parametrize("data", [{}, {"email": "a"}, {"password": "b"}, {"email": ["a", "b"]}])
def test_missing_and_doubled_fields_are_sent_back(client, data):
    assert client.post(IN, data=data).status_code in {200, 409}


@pytest.mark.parametrize(
    "data",
    [{"email": "\x00" * 9, "password": "\x00"}, {"email": "x" * 9999, "password": "y" * 9999}],
)
def test_hostile_fields_are_sent_back(client, data):
    assert client.post(IN, data=data).status_code in {200, 409}


def test_who_is_nobody_is_sent_to_the_door_and_back(client, ada):
    reply = client.get("/team/people/invite?x=1")

    assert reply.status_code == 302
    assert reply.location == "/team/sign-in?next=/team/people/invite?x%3D1"
    shown = client.get(reply.location)
    assert 'value="/team/people/invite?x=1"' in shown.text
    assert sign_in(client, ada, next="/team/people/invite?x=1").location == (
        "/team/people/invite?x=1"
    )


@pytest.mark.parametrize(
    "target",
    ["//e.x", "///e.x", "/\\e.x", "\\\\e.x", "https:e.x", "https://e.x", "%2f%2fe.x",
     "/%09/e.x", "/\t/e.x", "\t//e.x", "/\n/e.x", "/team\r\n//e.x", "javascript:alert(1)", "/",
     "/me/", "/teams",
     "http:///team/", "//e.x/team/", "/team/\x00", "[", "//[", "", "team/people"],
)  # fmt: skip
def test_next_never_leads_away(client, ada, target):
    reply = sign_in(client, ada, next=target)

    assert (reply.status_code, reply.location) == (303, "/team/")


def test_a_form_sent_too_late_brings_its_words_back(client):
    reply = client.post("/team/people/invite", data={"name": "A name of more than twenty letters"})

    assert reply.status_code == 401
    assert "A name of more than twenty letters" in reply.text


def test_a_planted_session_and_its_form_token_are_worth_nothing_afterwards(app, ada):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client()
        before = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(IN).text)[1]
        planted = client.get_cookie("team").value
        assert sign_in(client, ada, csrf_token=before).status_code == 303
        assert client.get_cookie("team").value != planted
        assert client.post("/team/sign-out", data={"csrf_token": before}).status_code == 400
        client.set_cookie("team", planted)
        assert client.get(PAGE).status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_signing_in_wants_the_form_s_token(app, ada):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert sign_in(app.test_client(), ada).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_signing_in_from_another_site_is_refused(client, ada, session):
    reply = client.post(
        IN,
        data={"email": ada.email, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://e.x"},
    )

    assert reply.status_code == 403
    assert session.query(TeamSession).count() == 0


def test_signing_in_again_ends_the_session_before(client, ada):
    sign_in(client, ada)
    before = client.get_cookie("team").value

    sign_in(client, ada)

    client.set_cookie("team", before)
    assert client.get(PAGE).status_code == 302


def test_signing_out_is_real(client, ada):
    sign_in(client, ada)
    carried = client.get_cookie("team").value

    reply = client.post("/team/sign-out")

    assert (reply.status_code, reply.location) == (303, IN)
    client.set_cookie("team", carried)
    assert client.get(PAGE).status_code == 302


def test_signing_out_takes_a_press_and_harms_nobody_twice(client, ada):
    sign_in(client, ada)

    assert client.get("/team/sign-out").status_code == 405
    assert client.get(PAGE).status_code == 200
    for _ in range(2):
        assert client.post("/team/sign-out").status_code == 303


def test_who_is_signed_in_does_not_see_the_door(client, ada):
    sign_in(client, ada)

    assert client.get(IN).location == "/team/"


def test_twelve_hours_end_a_session(client, ada):
    with clock.held_at(MONDAY):
        sign_in(client, ada)
        assert client.get(PAGE).status_code == 200

    with clock.held_at(MONDAY + timedelta(hours=12)):
        assert client.get(PAGE).status_code == 302


def test_who_is_sent_away_is_out_on_the_next_request(client, make, session, ada):
    other = make.teammate("Ed Admin", role=Role.ADMIN)
    sign_in(client, other)
    assert client.get(PAGE).status_code == 200

    with transaction(session):
        actions.disable(session, other.ref, by=ada)

    reply = client.get(PAGE)
    assert reply.status_code == 302
    assert reply.location.startswith(IN)
    assert sign_in(client, other).status_code == 409


def test_another_role_counts_on_the_next_request(client, make, session, ada):
    other = make.teammate("Ed Admin", role=Role.ADMIN)
    sign_in(client, other)
    assert client.get(PAGE).status_code == 200

    with transaction(session):
        actions.change_role(session, other.ref, role=Role.RECRUITER, by=ada)

    assert client.get(PAGE).status_code == 403


def test_the_words_of_the_door_are_kept(client):
    assert_kept("signin/sign_in.html", client.get(IN).text)
    assert_kept("signin/forgot.html", client.get("/team/forgot").text)
    assert_kept("signin/reset_sent.html", client.get("/team/forgot/sent").text)
    assert_kept("recruiter/access/_nobody.html", client.post("/team/people/invite").text)
