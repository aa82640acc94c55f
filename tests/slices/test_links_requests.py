"""Who asks for a link is told nothing; who is there gets one, and not too many."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.links import actions, queries
from portal.links.events import FreshLinkDue
from portal.links.models import LinkRequest, Purpose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.plumbing.events import listen, type_to_listeners
from tests.make import MONDAY


@pytest.fixture
def due(session: Session) -> Iterator[list[FreshLinkDue]]:
    """The letters that were asked for."""
    del session
    heard: list[FreshLinkDue] = []

    def hear(_session: Session, event: FreshLinkDue) -> None:
        heard.append(event)

    listen(FreshLinkDue, hear)
    yield heard
    type_to_listeners[FreshLinkDue].remove(hear)


def ask(session: Session, email: str, times: int = 1) -> None:
    for _ in range(times):
        with transaction(session):
            actions.ask_for_link(session, email)


def handle(session: Session) -> int:
    with transaction(session):
        return actions.handle_link_requests(session)


def test_asking_writes_the_same_row_whoever_is_there(make, session, due):
    make.application()
    ask(session, "sam@example.org")
    ask(session, "nobody@example.org")

    rows = session.query(LinkRequest).order_by(LinkRequest.id).all()

    assert [(row.handled_at, row.mails, row.candidate_id) for row in rows] == [(None, 0, None)] * 2
    assert due == []


def test_only_who_is_there_gets_a_letter(make, session, due):
    sam = make.application().candidate
    ask(session, "nobody@example.org")
    ask(session, "Sam@Example.ORG")

    assert handle(session) == 1

    assert [letter.candidate_id for letter in due] == [sam.id]


def test_what_was_handled_is_not_handled_again(make, session, due):
    make.application()
    ask(session, "sam@example.org")

    handle(session)
    handle(session)

    assert len(due) == 1


def test_one_address_of_two_people_brings_each_a_link(make, session, due):
    both = [
        make.application(candidate=make.candidate(name, email="family@example.org")).candidate
        for name in ("Sam Okafor", "Kim Okafor")
    ]
    ask(session, "family@example.org")

    handle(session)

    assert [letter.candidate_id for letter in due] == [one.id for one in both]


def test_who_was_not_introduced_gets_none(make, session, due):
    make.application(introduced=False)
    ask(session, "sam@example.org")

    assert handle(session) == 0
    assert due == []


def test_a_hundred_askings_bring_three_letters(make, session, due):
    make.application()
    ask(session, "sam@example.org", times=100)

    assert handle(session) == 3
    assert len({letter.request for letter in due}) == 3


def test_at_most_ten_letters_a_day(make, session, due):
    make.application()
    for hour in range(23):
        with clock.held_at(MONDAY + timedelta(hours=hour)):
            ask(session, "sam@example.org")
            handle(session)

    assert len(due) == 10
    with clock.held_at(MONDAY + timedelta(hours=40)):
        ask(session, "sam@example.org")
        assert handle(session) == 1


def test_the_victim_of_a_mail_bomb_gets_a_link_an_hour_later(make, session, due):
    make.application()
    with clock.held_at(MONDAY):
        ask(session, "sam@example.org", times=20)
        handle(session)
    due.clear()

    with clock.held_at(MONDAY + timedelta(minutes=61)):
        ask(session, "sam@example.org")
        handle(session)

    assert len(due) == 1


def test_asking_for_others_uses_up_nobody_s_share(make, session, due):
    make.application()
    charlie = make.charlie().candidate
    ask(session, "sam@example.org", times=9)
    ask(session, "charlie@example.org")

    handle(session)

    assert due[-1].candidate_id == charlie.id


def test_a_shared_address_of_four_is_answered_in_full_once(make, session, due):
    for name in ("Ann A", "Ben B", "Cas C", "Dee D"):
        make.application(candidate=make.candidate(name, email="agency@example.org"))
    ask(session, "agency@example.org", times=2)

    handle(session)

    assert len(due) == 4


def test_askings_are_forgotten(make, session, due):
    make.application()
    with clock.held_at(MONDAY):
        ask(session, "sam@example.org")
        handle(session)

    with clock.held_at(MONDAY + timedelta(days=3)):
        handle(session)

    assert session.query(LinkRequest).count() == 0
    assert len(due) == 1


def test_a_later_asking_never_bears_the_name_of_a_forgotten_one(make, session, due):
    make.application()
    for days in (0, 3, 6):
        with clock.held_at(MONDAY + timedelta(days=days)):
            handle(session)
            ask(session, "sam@example.org")
            handle(session)

    assert len({letter.request for letter in due}) == 3


@pytest.mark.parametrize("email", ["", "sam", "sam@", "a@b@c", "a@example.org,b@example.org"])
def test_what_is_no_address_is_said_so(session, email):
    with pytest.raises(Refusal), transaction(session):
        actions.ask_for_link(session, email)


def test_an_expired_link_brings_a_fresh_one_to_its_candidate_alone(make, session, due):
    sam = make.application(candidate=make.candidate(email="family@example.org")).candidate
    make.application(candidate=make.candidate("Kim Okafor", email="family@example.org"))
    with transaction(session):
        token = actions.issue(
            session, sam.id, Purpose.STATUS, expires_at=clock.now() - timedelta(days=1)
        )
        actions.fresh_link(session, queries.find(session, token).link)

    handle(session)

    assert [letter.candidate_id for letter in due] == [sam.id]


def test_pressing_for_a_fresh_link_counts_like_asking(make, session, due):
    sam = make.application().candidate
    with transaction(session):
        token = actions.issue(session, sam.id, Purpose.STATUS)
        for _ in range(20):
            actions.fresh_link(session, queries.find(session, token).link)

    assert handle(session) == 3
    assert len(due) == 3


def test_without_an_address_a_fresh_link_can_t_be_sent(make, session):
    nora = make.candidate("Nora Null", email="")
    with transaction(session):
        token = actions.issue(session, nora.id, Purpose.STATUS)

    with pytest.raises(Refusal, match="no mail address"), transaction(session):
        actions.fresh_link(session, queries.find(session, token).link)
