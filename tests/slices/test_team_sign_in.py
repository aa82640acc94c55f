"""Coming in, and how guessing grows slow without locking anybody out."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.team import actions, passwords, queries, slowdown
from portal.team.models import SignInAttempt, Teammate, TeamSession
from tests.make import MONDAY, PASSWORD, Make

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def robin(make: Make) -> Teammate:
    return make.robin()


def try_it(session: Session, email: str, place: str = HERE) -> None:
    with transaction(session):
        actions.note_try(session, email, place)


def come_in(session: Session, teammate: Teammate, place: str = HERE) -> str:
    with transaction(session):
        return actions.sign_in(session, teammate.id, place=place)


def test_a_teammate_comes_in_and_is_known_by_the_session(session, robin):
    key = come_in(session, robin)

    assert queries.signed_in(session, key).id == robin.id
    assert [entry.action for entry in entries_about(session, robin.ref)] == ["team.signed_in"]


def test_the_right_password_is_known_and_others_are_not(session, robin):
    assert queries.who_knows(session, "Robin@Northwind.example", PASSWORD).id == robin.id
    assert queries.who_knows(session, robin.email, PASSWORD.upper()) is None
    assert queries.who_knows(session, robin.email, "") is None
    assert queries.who_knows(session, "nobody@northwind.example", PASSWORD) is None


def test_who_has_not_set_a_password_comes_in_by_none(session, make):
    newcomer = make.teammate("Nils New")
    with transaction(session):
        session.get_one(Teammate, newcomer.id).password_hash = None

    assert queries.who_knows(session, newcomer.email, "") is None


def test_an_unknown_account_costs_the_same_work(session, robin, monkeypatch):
    robin.password_hash = passwords.hashed(PASSWORD)
    session.commit()
    asked: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, kept: str, password: bytes) -> bool:
            asked.append(kept.rpartition("$")[0].rpartition("$")[0])
            return verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())

    queries.who_knows(session, robin.email, "wrong")
    queries.who_knows(session, "nobody@northwind.example", "wrong")

    assert asked == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_a_session_lives_twelve_hours(session, robin):
    with clock.held_at(MONDAY):
        key = come_in(session, robin)

    with clock.held_at(MONDAY + timedelta(hours=11, minutes=59)):
        assert queries.signed_in(session, key)
    with clock.held_at(MONDAY + timedelta(hours=12)):
        assert queries.signed_in(session, key) is None


def test_signing_out_ends_this_session_and_no_other(session, robin):
    here, there = come_in(session, robin), come_in(session, robin)

    with transaction(session):
        actions.sign_out(session, here)

    assert queries.signed_in(session, here) is None
    assert queries.signed_in(session, there)


def test_the_key_of_a_session_is_not_kept(session, robin):
    key = come_in(session, robin)

    kept = session.query(TeamSession).one().key_hash

    assert kept != key
    assert queries.signed_in(session, kept) is None


def test_the_sixth_try_waits(session, robin):
    with clock.held_at(MONDAY):
        for _ in range(5):
            try_it(session, robin.email)

        with pytest.raises(Refusal, match="wait a second"):
            try_it(session, robin.email)
    with clock.held_at(MONDAY + timedelta(seconds=1)):
        try_it(session, robin.email)


def test_twenty_wrong_tries_slow_the_guesser_down_and_not_the_owner(session, robin):
    moment, tried = MONDAY, 0
    while tried < 20:
        with clock.held_at(moment):
            try:
                try_it(session, robin.email)
                tried += 1
            except Refusal:
                moment += timedelta(seconds=1)

    assert moment - MONDAY > timedelta(minutes=8)
    with clock.held_at(moment):
        try_it(session, robin.email, ELSEWHERE)


def test_a_refused_try_makes_nothing_longer(session, robin):
    with clock.held_at(MONDAY):
        for _ in range(5):
            try_it(session, robin.email)
        for _ in range(50):
            with pytest.raises(Refusal):
                try_it(session, robin.email)
    with clock.held_at(MONDAY + timedelta(seconds=1)):
        try_it(session, robin.email)


def test_coming_in_forgives_what_failed(session, robin):
    with clock.held_at(MONDAY):
        for _ in range(5):
            try_it(session, robin.email)
        come_in(session, robin)

        for _ in range(5):
            try_it(session, robin.email)


def test_one_place_that_tries_many_accounts_waits_too(session):
    with clock.held_at(MONDAY):
        for number in range(slowdown.FREE_TRIES_FROM_ONE_PLACE):
            try_it(session, f"somebody{number}@northwind.example")

        with pytest.raises(Refusal, match="wait"):
            try_it(session, "another@northwind.example")
        try_it(session, "another@northwind.example", ELSEWHERE)


def test_an_office_that_signs_in_together_waits_for_nothing(session, make):
    with clock.held_at(MONDAY):
        for number in range(60):
            teammate = make.teammate(f"P{number} Person", email=f"p{number}@northwind.example")
            try_it(session, teammate.email)
            come_in(session, teammate)


def test_another_spelling_of_the_address_is_the_same_account(session, robin):
    with clock.held_at(MONDAY):
        for _ in range(5):
            try_it(session, robin.email)

        with pytest.raises(Refusal):
            try_it(session, f"  {robin.email.upper()} ")


def test_what_is_kept_of_tries_names_nobody_and_is_forgotten(session, robin):
    with clock.held_at(MONDAY):
        try_it(session, robin.email)
    kept = {attempt.source for attempt in session.query(SignInAttempt)}

    assert not any(robin.email in source or HERE in source for source in kept)
    with clock.held_at(MONDAY + timedelta(days=2)):
        try_it(session, robin.email)
    assert session.query(SignInAttempt).count() == 2


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (8, 8), (11, 60), (500, 60)]
)
def test_the_wait_doubles_up_to_a_minute(failures, seconds):
    assert slowdown.wait([MONDAY] * failures, MONDAY) == seconds


def test_a_quarter_of_an_hour_later_all_is_forgotten():
    assert slowdown.wait([MONDAY] * 500, MONDAY + slowdown.WINDOW) == 0
