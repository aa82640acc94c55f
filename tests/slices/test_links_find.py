"""What a token opens, and what opens nothing."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha1

import pytest
from itsdangerous import Signer
from sqlalchemy.orm import Session

from portal.links import actions, queries
from portal.links.models import MagicLink, Purpose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.tokens import KeyRing
from tests.make import MONDAY, Make

WEEK = timedelta(days=7)
KEY = "a key that only tests know and nobody else"


@pytest.fixture
def token(make: Make, session: Session) -> str:
    candidate = make.candidate()
    with transaction(session):
        return actions.issue(session, candidate.id, Purpose.STATUS)


def test_a_link_opens_its_candidate_s_page(token, session):
    found = queries.find(session, token)

    assert found is not None
    assert not found.is_expired
    assert found.link.candidate.full_name == "Sam Okafor"


def test_the_token_is_kept_nowhere(token, session):
    key, _dot, _signature = token.partition(".")

    link = session.query(MagicLink).one()

    assert key not in link.key_hash
    assert token not in str(vars(link))


def test_several_links_are_valid_at_once(make, session):
    candidate = make.candidate()
    with transaction(session):
        first, second = (actions.issue(session, candidate.id, Purpose.STATUS) for _ in range(2))

    assert first != second
    assert queries.find(session, first)
    assert queries.find(session, second)


@pytest.mark.parametrize(
    "purpose", [Purpose.SURVEY, Purpose.UNSUBSCRIBE], ids=lambda purpose: purpose.value
)
def test_a_link_opens_the_door_it_was_made_for_and_no_other(make, session, purpose):
    candidate = make.candidate()
    with transaction(session):
        token = actions.issue(
            session, candidate.id, purpose, subject="abc", expires_at=clock.now() + WEEK
        )

    assert queries.find(session, token, [purpose])
    assert queries.find(session, token, set(Purpose) - {purpose}) is None


def test_a_page_link_does_not_unsubscribe(token, session):
    assert queries.find(session, token, [Purpose.UNSUBSCRIBE]) is None


def test_a_changed_letter_anywhere_opens_nothing(token, session):
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert queries.find(session, token[:place] + other + token[place + 1 :]) is None


def test_other_spellings_of_a_signature_open_nothing(token, session):
    """Base64 leaves bits over: four last letters, and a padding, say the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelled = {token[:-1] + letter for letter in letters} - {token} | {token + "=", token + "=="}

    assert not any(queries.find(session, other) for other in spelled)


def test_what_mail_programs_make_of_a_link_opens_nothing(token, session):
    mangled = [
        "", ".", "..", token[:-1], token[:40], token * 2, token.upper(), token.lower(),
        f"{token}>", f"{token}.", f"{token}=", f"<{token}>", f" {token}", f"{token}\n",
        f"{token[:50]}=\n{token[50:]}", f"https://safelinks.example/?url={token}",
        "%2E".join(token.split(".")), "a" * 8192, f"{token}\x00", f"{token}\ud800", "ü" + token,
        token.replace(".", "\u2024"),
    ]  # fmt: skip

    assert not any(queries.find(session, other) for other in mangled)


def test_a_signature_by_sha1_opens_nothing(token, session):
    key, _dot, _signature = token.partition(".")
    weak = Signer(KEY, salt="candor.status", digest_method=sha1).sign(key).decode()

    assert queries.find(session, weak) is None


def test_a_true_signature_over_an_unknown_key_opens_nothing(session):
    invented = urlsafe_b64encode(b"x" * 24).decode()

    assert queries.find(session, KeyRing(KEY).sign("status", invented)) is None


def test_a_link_lives_thirty_days_and_then_is_told_apart_from_a_forged_one(make, session):
    candidate = make.candidate()
    with clock.held_at(MONDAY), transaction(session):
        token = actions.issue(session, candidate.id, Purpose.STATUS)

    with clock.held_at(MONDAY + timedelta(days=30)):
        assert not queries.find(session, token).is_expired
    with clock.held_at(MONDAY + timedelta(days=30, seconds=121)):
        assert queries.find(session, token).is_expired


@pytest.mark.parametrize("seconds", [-90, 90])
def test_two_clocks_a_minute_and_a_half_apart_agree(make, session, seconds):
    candidate = make.candidate()
    with clock.held_at(MONDAY), transaction(session):
        token = actions.issue(session, candidate.id, Purpose.STATUS, expires_at=MONDAY)

    with clock.held_at(MONDAY + timedelta(seconds=seconds)):
        assert not queries.find(session, token).is_expired


def test_a_link_to_unsubscribe_lives_for_ever(make, session):
    candidate = make.candidate()
    with transaction(session):
        token = actions.issue(session, candidate.id, Purpose.UNSUBSCRIBE)

    with clock.held_at(clock.now() + timedelta(days=20_000)):
        assert not queries.find(session, token, [Purpose.UNSUBSCRIBE]).is_expired


def test_a_survey_link_says_until_when_and_for_what(make, session):
    candidate = make.candidate()

    with pytest.raises(ValueError, match="until its round closes"):
        actions.issue(session, candidate.id, Purpose.SURVEY)


def test_a_link_signed_with_a_retired_key_still_opens(make, session, config):
    from dataclasses import replace

    candidate = make.candidate()
    with transaction(session):
        token = actions.issue(session, candidate.id, Purpose.STATUS)
    newer = "another key, newer, at least as long as the other"

    session.info["config"] = replace(config, secret_key=newer, previous_keys=[config.secret_key])
    assert queries.find(session, token)

    session.info["config"] = replace(config, secret_key=newer, previous_keys=[])
    assert queries.find(session, token) is None


def test_a_new_link_is_signed_with_the_newest_key(make, session, config):
    from dataclasses import replace

    candidate = make.candidate()
    newer = "another key, newer, at least as long as the other"
    session.info["config"] = replace(config, secret_key=newer, previous_keys=[config.secret_key])

    with transaction(session):
        token = actions.issue(session, candidate.id, Purpose.STATUS)

    assert KeyRing(newer).read("status", token)
    assert KeyRing(config.secret_key).read("status", token) is None
