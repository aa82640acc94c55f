"""A password by a mailed key, asked for at the door or made by the command."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from portal.plumbing.events import listen, type_to_listeners
from portal.team.events import ResetAsked
from portal.team.models import Teammate
from tests.kept import assert_kept
from tests.make import PASSWORD, Make

IN = "/team/sign-in"
PAGE = "/team/people/"
GOOD = "seven herons over the weir"


@pytest.fixture
def ada(make: Make) -> Teammate:
    return make.ada()


@pytest.fixture
def resets(session: Session) -> Iterator[list[ResetAsked]]:
    del session
    heard: list[ResetAsked] = []

    def hear(_session: Session, event: ResetAsked) -> None:
        heard.append(event)

    listen(ResetAsked, hear)
    yield heard
    type_to_listeners[ResetAsked].remove(hear)


def test_asking_for_a_password_reads_the_same_for_everybody(client, ada, resets):
    known, unknown, mangled = (
        client.post("/team/forgot", data={"email": email})
        for email in (ada.email, "nobody@northwind.example", "nonsense")
    )

    assert known.status_code == 303
    assert known.data == unknown.data == mangled.data
    assert dict(known.headers) == dict(unknown.headers) == dict(mangled.headers)
    assert client.get(known.location).status_code == 200
    assert [event.teammate_id for event in resets] == [ada.id]


def test_a_mailed_key_sets_a_password_once(client, ada, resets):
    client.post("/team/forgot", data={"email": ada.email})
    page = f"/team/password/{resets[0].key}"
    for _ in range(3):
        assert 'name="password"' in client.get(page).text

    reply = client.post(page, data={"password": GOOD, "again": GOOD})

    assert (reply.status_code, reply.location) == (303, IN)
    assert "Your password is set" in client.get(IN).text
    assert client.post(IN, data={"email": ada.email, "password": GOOD}).status_code == 303
    again = client.post(page, data={"password": GOOD + "2", "again": GOOD + "2"})
    assert again.status_code == 409
    assert "Ask for another" in client.get(page).text


def test_a_weak_or_mistyped_password_uses_nothing_up(client, ada, resets):
    client.post("/team/forgot", data={"email": ada.email})
    page = f"/team/password/{resets[0].key}"

    weak = client.post(page, data={"password": "password1", "again": "password1"})
    mistyped = client.post(page, data={"password": GOOD, "again": GOOD + "x"})

    assert "among the first" in weak.text
    assert "not the same" in mistyped.text
    assert GOOD not in mistyped.text
    assert client.post(page, data={"password": GOOD, "again": GOOD}).status_code == 303


def test_a_new_password_ends_the_sessions_elsewhere(app, client, ada, resets):
    client.post(IN, data={"email": ada.email, "password": PASSWORD})
    elsewhere = app.test_client()
    elsewhere.post("/team/forgot", data={"email": ada.email})

    elsewhere.post(f"/team/password/{resets[0].key}", data={"password": GOOD, "again": GOOD})

    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("key", ["nonsense", "%00", "a" * 5000, "%FF"])
def test_an_invented_key_says_so(client, key):
    reply = client.get(f"/team/password/{key}")

    assert reply.status_code == 200
    assert "Ask for another" in reply.text
    assert client.post(
        f"/team/password/{key}", data={"password": GOOD, "again": GOOD}
    ).status_code in {200, 409}


def test_the_first_admin_is_invited_from_the_command_line(app, client):
    made = app.test_cli_runner().invoke(
        args=["invite", "ida@northwind.example", "--role", "admin", "--name", "Ida Lund"]
    )

    assert made.exit_code == 0
    address = made.output.strip().splitlines()[-1]
    assert address.startswith("http://localhost/team/password/")
    page = address.removeprefix("http://localhost")
    assert client.post(page, data={"password": GOOD, "again": GOOD}).status_code == 303
    assert (
        client.post(IN, data={"email": "ida@northwind.example", "password": GOOD}).status_code
        == 303
    )
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("address", ["nonsense", "ada@northwind.example"])
def test_a_bad_or_known_address_is_one_line_and_no_success(app, ada, address):
    made = app.test_cli_runner().invoke(args=["invite", address])

    assert made.exit_code == 1
    assert len(made.output.strip().splitlines()) == 1


def test_the_words_of_the_page_are_kept(client, ada, resets):
    client.post("/team/forgot", data={"email": ada.email})
    page = f"/team/password/{resets[0].key}"

    assert_kept("signin/set_password.html", client.get(page).text)
    assert_kept("signin/set_password.html", client.get(f"{page}x").text, case="used")
