"""Nobody gets in unasked: every address but the few listed here wants to know who is there."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

OPEN = {
    "devmail.index": "the demo's kept mails; outside the demo there is no such address",
    "devmail.show": "the same",
    "entry.ask": "the candidates' door: anybody may ask, nobody is told",
    "entry.links_off": "the token in the form says who",
    "entry.open_link": "the token in the address says who",
    "entry.send_link": "the candidates' door",
    "entry.sent": "what the door says, whoever knocked",
    "entry.signed_out": "what is said on leaving",
    "public.brand": "the company's colour",
    "public.dates": "what a date means",
    "public.healthz": "whether we are alive",
    "public.privacy": "who keeps what, and why",
    "signin.forgot": "the team's door",
    "signin.reset_sent": "what it says, whoever knocked",
    "signin.set_password": "the key in the address says who",
    "signin.sign_in": "the team's door",
    "signin.sign_out": "who is out already stays out",
    "static": "styles and icons",
    "unsubscribe.open_link": "the token in the address says who",
}
SIGN_IN = "/team/sign-in"


def closed(app: Flask) -> list[tuple[Rule, str]]:
    """Every address that is not open, with each method it takes."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_address_asks_who_is_there(app: Flask) -> None:
    let_in = []
    for rule, method in closed(app):
        path = rule.build(dict.fromkeys(rule.arguments, "0"))[1]
        reply = app.test_client().open(path, method=method)
        asked = reply.status_code in {401, 403} or (
            reply.status_code == 302 and reply.location.split("?")[0] == SIGN_IN
        )
        if not asked:
            let_in.append((method, path, reply.status))

    assert let_in == []


@pytest.mark.parametrize("endpoint", OPEN)
def test_what_is_open_exists(shared_app: Flask, endpoint: str) -> None:
    assert endpoint in shared_app.view_functions


def test_only_get_and_post_are_taken(shared_app: Flask) -> None:
    methods = {method for rule in shared_app.url_map.iter_rules() for method in rule.methods or ()}

    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}
