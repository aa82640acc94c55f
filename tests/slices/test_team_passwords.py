"""Passwords: long ones welcome, no rules on what must be in them, the first guesses refused."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.plumbing.events import listen, type_to_listeners
from portal.team import actions, passwords, queries
from portal.team.events import ResetAsked
from portal.team.models import TeamInvitation
from portal.team.rights import Role
from tests.make import MONDAY, Make

GOOD = "seven herons over the weir"


@pytest.fixture
def key(make: Make, session: Session) -> str:
    del make
    with clock.held_at(MONDAY), transaction(session):
        return actions.invite(
            session, "nils@northwind.example", name="Nils New", role=Role.RECRUITER, by=None
        )


@pytest.fixture
def resets(session: Session):
    del session
    heard: list[ResetAsked] = []

    def hear(_session: Session, event: ResetAsked) -> None:
        heard.append(event)

    listen(ResetAsked, hear)
    yield heard
    type_to_listeners[ResetAsked].remove(hear)


def set_it(session: Session, key: str, password: str = GOOD) -> None:
    with clock.held_at(MONDAY + timedelta(hours=1)), transaction(session):
        actions.set_password(session, key, password)


def ask(session: Session, email: str) -> None:
    with transaction(session):
        actions.ask_reset(session, email)


def test_an_invited_teammate_sets_a_password_and_comes_in(session, key):
    set_it(session, key)

    nils = queries.who_knows(session, "nils@northwind.example", GOOD)
    assert nils is not None
    actions_seen = [entry.action for entry in entries_about(session, nils.ref)]
    assert actions_seen == ["team.invited", "team.password_set"]


def test_a_key_works_once(session, key):
    set_it(session, key)

    with pytest.raises(Refusal, match="used already"):
        set_it(session, key, "another long enough password")


def test_an_invitation_lives_seven_days(session, key):
    late = clock.held_at(MONDAY + timedelta(days=7))

    with late, pytest.raises(Refusal, match="too old"), transaction(session):
        actions.set_password(session, key, GOOD)


@pytest.mark.parametrize("key", ["", "invented", "\x00", "ü" * 300])
def test_an_invented_key_sets_nothing(session, key):
    with pytest.raises(Refusal):
        set_it(session, key)


@pytest.mark.parametrize(
    "password",
    [
        "", "1234567", "Password", "PASSWORD1", "password123!", "qwertyuiop", "12345678",
        "nils new", "nils@northwind.example", "Nils@Northwind.Example", "x" * 501,
    ],
)  # fmt: skip
def test_what_is_soon_guessed_is_refused_and_uses_nothing_up(session, key, password):
    with pytest.raises(Refusal):
        set_it(session, key, password)
    set_it(session, key)


@pytest.mark.parametrize(
    "password",
    [
        "mmmmyyyy",
        "a" * 64 + "b",
        "é" * 100,
        " leading and trailing ",
        "корректная лошадь",
        "🐴" * 9,
    ],
)
def test_long_ones_spaces_and_all_writing_are_welcome(session, key, password):
    set_it(session, key, password)

    assert queries.who_knows(session, "nils@northwind.example", password)


def test_two_ways_to_type_one_letter_are_one(session, key):
    set_it(session, key, "cafe\u0301 au lait")

    assert queries.who_knows(session, "nils@northwind.example", "caf\u00e9 au lait")


def test_what_is_kept_is_argon2id(session, key):
    set_it(session, key)

    nils = queries.teammate_at(session, "nils@northwind.example")
    assert nils.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_right("not a hash", GOOD)


def test_the_shipped_list_is_there_and_holds_nothing_that_is_too_short_anyway():
    common = passwords._common()

    assert len(common) > 1000
    assert all(len(word) >= passwords.SHORTEST and word == word.casefold() for word in common)


def test_a_new_password_ends_every_session_and_every_other_key(session, make, resets):
    robin = make.robin()
    with transaction(session):
        carried = actions.sign_in(session, robin.id, place="here")
    ask(session, robin.email)
    ask(session, robin.email)

    with transaction(session):
        actions.set_password(session, resets[0].key, GOOD)

    assert queries.signed_in(session, carried) is None
    assert queries.invitation_for(session, resets[1].key) is None


def test_a_reset_lives_an_hour(session, make, resets):
    robin = make.robin()
    with clock.held_at(MONDAY):
        ask(session, robin.email)

    with clock.held_at(MONDAY + timedelta(minutes=59)):
        assert queries.invitation_for(session, resets[0].key)
    with clock.held_at(MONDAY + timedelta(minutes=60)):
        assert queries.invitation_for(session, resets[0].key) is None


def test_nobody_is_told_and_nobody_is_mailed_for_a_stranger_s_address(session, make, resets):
    make.robin()

    ask(session, "nobody@northwind.example")
    ask(session, "not an address")

    assert resets == []
    assert session.query(TeamInvitation).count() == 0


def test_at_most_three_resets_an_hour_leave(session, make, resets):
    robin = make.robin()
    for _ in range(20):
        ask(session, robin.email)

    assert len(resets) == 3
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        ask(session, robin.email)
    assert len(resets) == 4


def test_who_was_sent_away_gets_no_reset(session, make, resets):
    robin, ada = make.robin(), make.ada()
    with transaction(session):
        actions.disable(session, robin.ref, by=ada)

    ask(session, robin.email)

    assert resets == []


def test_the_key_is_not_kept(session, key):
    assert session.query(TeamInvitation).one().key_hash != key
