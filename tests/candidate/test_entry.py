"""The door: a link burns nothing and says nothing; asking for one tells nobody who applied."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import create_app
from portal.links import actions
from portal.links.models import CandidateSession, MagicLink, Purpose
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.candidate.doors import cookies, counts, link
from tests.kept import assert_kept
from tests.make import PASSWORD, Make

OTHERS = ("GET", "HEAD")


@pytest.fixture
def door(make: Make, session: Session) -> str:
    """Sam's link."""
    return link(session, make.application().candidate_id)


def test_a_link_shows_one_button_and_nothing_personal(client, door):
    reply = client.get(door)

    assert reply.status_code == 200
    assert "Continue" in reply.text
    assert "No password. We never ask for money or bank details" in reply.text
    assert not re.search("Sam|Okafor|sam@|Backend|received", reply.text)


def test_the_door_sets_no_cookie_has_no_form_token_and_sends_no_referrer(client, door):
    reply = client.get(door)

    assert "Set-Cookie" not in reply.headers
    assert "csrf_token" not in reply.text
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"


def test_continue_begins_a_session_and_goes_on_without_the_token(client, door):
    reply = client.post(door)

    assert (reply.status_code, reply.location) == (303, "/me/")
    given = cookies(reply)
    assert set(given) == {"me"}
    assert "HttpOnly" in given["me"]
    assert "SameSite=Lax" in given["me"]
    assert "Path=/" in given["me"]
    assert client.get("/me/").status_code in {200, 303}


def test_over_https_the_cookie_is_bound_to_the_host(config, make, session, url):
    app = create_app(replace(config, base_url="https://localhost"))
    client = app.test_client()
    door = link(session, make.application().candidate_id)

    reply = client.post(door, base_url="https://localhost", headers={"Origin": "https://localhost"})

    given = cookies(reply)
    assert set(given) == {"__Host-me"}
    assert "Secure" in given["__Host-me"]
    assert "Domain" not in given["__Host-me"]
    inside = client.get("/me/", base_url="https://localhost", follow_redirects=True)
    assert inside.status_code == 200
    app.extensions["engine"].dispose()


def test_scanners_look_and_press_and_the_link_still_works(app, session, door):
    before = counts(session)
    scanner = app.test_client()
    for method in ("HEAD", "GET", "GET", "GET"):
        scanner.open(door, method=method)
    assert counts(session) == before

    for _ in range(3):
        app.test_client().post(door)

    after = counts(session)
    assert {name for name in after if after[name] != before[name]} == {"candidate_sessions"}
    assert app.test_client().post(door).status_code == 303


def test_reading_the_door_writes_nothing_to_the_database(client, session, make):
    sam = make.application().candidate_id
    doors = [
        "/",
        "/sent",
        "/signed-out",
        "/links-off",
        link(session, sam),
        link(session, sam, expires_at=clock.now() - timedelta(days=1)),
        "/l/forged",
    ]
    before = counts(session)

    for door in doors:
        for method in OTHERS:
            client.open(door, method=method)

    assert counts(session) == before


def test_whoever_has_a_session_for_that_candidate_goes_straight_on(client, door):
    client.post(door)

    for method in OTHERS:
        reply = client.open(door, method=method)
        assert (reply.status_code, reply.location) == (303, "/me/")


def test_a_planted_cookie_is_worth_nothing_after_entry(client, session, door):
    client.post(door)
    planted = client.get_cookie("me").value

    reply = client.post(door)

    assert client.get_cookie("me").value != planted
    assert reply.status_code == 303
    client.set_cookie("me", planted)
    assert client.get("/me/").status_code == 401
    ended = select(CandidateSession.is_ended).order_by(CandidateSession.id)
    assert list(session.scalars(ended)) == [True, False]


def test_a_live_session_of_somebody_else_is_shown_and_asks_first(client, make, session, door):
    client.post(link(session, make.charlie().candidate_id))
    charlies = client.get_cookie("me").value

    shown = client.get(door)
    pressed = client.post(door)

    for reply in (shown, pressed):
        assert reply.status_code == 200
        assert "signed in for another application" in reply.text
        assert "Charlie" not in reply.text
    assert client.get_cookie("me").value == charlies
    assert client.post(door, data={"switch": "yes"}).status_code == 303
    assert client.get_cookie("me").value != charlies


def test_entering_leaves_the_team_s_session_alone(app, make, session, door):
    ada = make.ada()
    client = app.test_client()
    client.post("/team/sign-in", data={"email": ada.email, "password": PASSWORD})
    before = client.get_cookie("team").value

    client.post(door)

    assert client.get_cookie("team").value == before
    assert client.get("/team/people/").status_code == 200
    client.post("/me/sign-out")
    assert client.get("/team/people/").status_code == 200


def test_the_candidate_s_cookie_opens_no_page_of_the_team(client, door):
    client.post(door)
    value = client.get_cookie("me").value
    client.set_cookie("team", value)

    reply = client.get("/team/people/")

    assert reply.status_code == 302
    assert reply.location.startswith("/team/sign-in")


def test_a_press_from_another_site_opens_nothing(client, session, door):
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ):
        assert client.post(door, headers=headers).status_code == 403
    assert session.query(CandidateSession).count() == 0


def test_a_press_from_our_own_page_without_a_referrer_opens(client, door):
    reply = client.post(door, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})

    assert reply.status_code == 303


@pytest.fixture
def neutral(client: FlaskClient) -> TestResponse:
    """What is shown for a link that never was."""
    return client.get("/l/never-was")


def test_forged_mangled_revoked_and_erased_links_show_one_page(
    app, client, make, session, door, neutral
):
    token = door.removeprefix("/l/")
    survey_door = link(
        session,
        make.charlie().candidate_id,
        purpose=Purpose.UNSUBSCRIBE,
    )
    revoked = link(session, make.candidate("Rea Voked").id)
    erased = link(session, make.candidate("Era Sed").id)
    with transaction(session):
        links = session.scalars(select(MagicLink).order_by(MagicLink.id.desc()).limit(2)).all()
        session.delete(links[0])
        links[1].revoked_at = clock.now()
    shown = [
        *(token[:place] for place in (1, 20, 32, 33, 60)),
        token * 2, token.upper(), f"{token}=", f"{token}.", f"{token}>", f"{token}%0A", "%0A",
        f"{token[:40]}=%0A{token[40:]}", f"%3C{token}%3E", "a" * 8192, "%FF%FE", "%00", "x/y/z",
        survey_door.removeprefix("/l/"), revoked.removeprefix("/l/"), erased.removeprefix("/l/"),
    ]  # fmt: skip

    for mangled in shown:
        for method in ("GET", "POST"):
            reply = client.open(f"/l/{mangled}", method=method)
            assert (reply.status_code, reply.data) == (404, neutral.data), mangled
            assert dict(reply.headers) == dict(neutral.headers), mangled
    assert session.query(CandidateSession).count() == 0


def test_the_neutral_page_says_where_a_link_comes_from(neutral):
    assert "Send me my link" in neutral.text
    assert 'href="/"' in neutral.text


@pytest.fixture
def expired(make: Make, session: Session) -> str:
    """A link of last year's, for Sam."""
    sam = make.application().candidate_id
    return link(session, sam, expires_at=clock.now() - timedelta(days=1))


def test_an_expired_link_offers_a_fresh_one_to_the_masked_address(client, expired):
    reply = client.get(expired)

    assert reply.status_code == 410
    assert "Send a fresh link to s•••@e•••.org" in reply.text
    assert "use this address any more" in reply.text
    assert "sam@example.org" not in reply.text
    assert "Okafor" not in reply.text


def test_pressing_on_an_expired_link_mails_a_fresh_one_and_opens_nothing(
    client, make, session, expired
):
    reply = client.post(expired)

    assert (reply.status_code, reply.location) == (303, "/sent")
    assert cookies(reply) == {}
    with transaction(session):
        assert actions.handle_link_requests(session) == 1
    letters = session.scalars(select(Message).where(Message.letter == "link")).all()
    assert len(letters) == 1


def test_an_expired_link_opens_for_whoever_is_in_already(client, session, make, expired):
    sam = session.query(MagicLink).order_by(MagicLink.id.desc()).first().candidate_id
    client.post(link(session, sam))

    assert client.get(expired).location == "/me/"


def test_a_survey_s_link_goes_to_its_survey(client, make, session):
    sam = make.application().candidate_id
    door = link(
        session,
        sam,
        purpose=Purpose.SURVEY,
        subject="abcdefgh23456789",
        expires_at=clock.now() + timedelta(days=7),
    )

    assert "A few questions" in client.get(door).text
    assert client.post(door).location == "/me/surveys/abcdefgh23456789"


def test_a_link_needs_no_token_with_protection_on(app, door):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert app.test_client().post(door).status_code == 303
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_words_of_the_door_are_kept(client, make, session, door, expired, neutral):
    sam = make.candidate("Sam Survey").id
    week = clock.now() + timedelta(days=7)
    survey = link(session, sam, purpose=Purpose.SURVEY, subject="abc", expires_at=week)

    assert_kept("entry/open_link.html", client.get(door).text)
    assert_kept("entry/open_link.html", client.get(survey).text, case="survey")
    assert_kept("entry/_expired.html", client.get(expired).text)
    assert_kept("entry/_unknown.html", neutral.text)
    client.post(link(session, make.charlie().candidate_id))
    assert_kept("entry/open_link.html", client.get(door).text, case="taken")
