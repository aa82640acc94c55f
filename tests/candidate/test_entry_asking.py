"""Send me my link: whoever asks reads the same, and nobody learns who applied."""

import pytest

from portal.links import actions
from portal.links.models import LinkRequest
from portal.plumbing.db import transaction
from tests.candidate.doors import link
from tests.kept import assert_kept


def test_asking_brings_a_link_and_the_same_answer_to_everybody(client, make, session):
    make.application()

    known, unknown = (
        client.post("/send-link", data={"email": email})
        for email in ("sam@example.org", "nobody@example.org")
    )

    assert known.status_code == unknown.status_code == 303
    assert known.data == unknown.data
    assert dict(known.headers) == dict(unknown.headers)
    assert client.get(known.location).status_code == 200
    assert session.query(LinkRequest).count() == 2


def test_thirty_known_and_thirty_unknown_in_turn_read_the_same(client, make, session):
    for number in range(30):
        make.application(candidate=make.candidate("Sam Okafor", email=f"s{number}@example.org"))
    said = set()

    for number in range(30):
        for name in ("s", "t"):
            reply = client.post("/send-link", data={"email": f"{name}{number}@example.org"})
            said.add((reply.status_code, reply.data, tuple(reply.headers)))

    assert len(said) == 1


def test_a_fourth_asking_reads_the_same_and_sends_nothing(client, make, session):
    make.application()
    replies = []
    for _ in range(4):
        replies.append(client.post("/send-link", data={"email": "sam@example.org"}))
        with transaction(session):
            sent = actions.handle_link_requests(session)

    assert sent == 0
    assert len({(reply.status_code, reply.data, reply.location) for reply in replies}) == 1


@pytest.mark.parametrize(
    "email",
    ["", "sam", "sam@", "<script>alert(1)</script>@x", "a@b@c", "x" * 300 + "@example.org", "\x00"],
)
def test_what_is_no_address_comes_back_as_typed(client, session, email):
    reply = client.post("/send-link", data={"email": email})

    assert reply.status_code in {200, 409}
    assert 'name="email"' in reply.text
    assert "<script>" not in reply.text
    assert session.query(LinkRequest).count() == 0


@pytest.mark.parametrize("data", [{}, {"email": ["a@example.org", "b@example.org"]}, {"mail": "x"}])
def test_missing_and_doubled_fields_are_no_trouble(client, data):
    assert client.post("/send-link", data=data).status_code in {200, 303}


def test_a_foreign_host_gets_no_link_mailed(client, make, session):
    make.application()

    reply = client.post(
        "/send-link", data={"email": "sam@example.org"}, headers={"Host": "evil.example"}
    )

    assert reply.status_code == 400
    assert session.query(LinkRequest).count() == 0


def test_a_forwarded_host_is_not_believed(client, make, session):
    door = link(session, make.application().candidate_id)

    reply = client.get(door, headers={"X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in reply.text


def test_the_form_has_a_token_and_is_refused_without(app, session):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client()
        assert 'name="csrf_token"' in client.get("/").text
        assert client.post("/send-link", data={"email": "a@example.org"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert session.query(LinkRequest).count() == 0


def test_the_words_of_the_form_are_kept(client):
    assert_kept("entry/send_link.html", client.get("/").text)
    assert_kept("entry/sent.html", client.get("/sent").text)
