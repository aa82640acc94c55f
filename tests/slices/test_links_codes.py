"""Eight digits: sent to the address on file, bound to one session, five tries, ten minutes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.links import actions
from portal.links.events import CodeDue
from portal.links.models import CandidateSession, StepUpCode
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.events import listen, type_to_listeners
from tests.make import MONDAY, Make


@pytest.fixture
def sent(session: Session) -> Iterator[list[CodeDue]]:
    """The codes that were mailed."""
    del session
    heard: list[CodeDue] = []

    def hear(_session: Session, event: CodeDue) -> None:
        heard.append(event)

    listen(CodeDue, hear)
    yield heard
    type_to_listeners[CodeDue].remove(hear)


@pytest.fixture
def mine(make: Make) -> CandidateSession:
    return make.candidate_session(make.candidate())


def ask(session: Session, mine: CandidateSession) -> None:
    with transaction(session):
        actions.ask_code(session, mine.id)


def enter(session: Session, mine: CandidateSession, code: str) -> bool:
    with transaction(session):
        return actions.enter_code(session, mine.id, code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def test_the_code_that_was_mailed_opens_what_needs_one(session, mine, sent):
    ask(session, mine)

    assert len(sent[0].code) == 8
    assert sent[0].candidate_id == mine.candidate_id
    assert enter(session, mine, sent[0].code)
    assert session.get_one(CandidateSession, mine.id).has_code


def test_spaces_and_dashes_do_not_matter(session, mine, sent):
    ask(session, mine)
    code = sent[0].code

    assert enter(session, mine, f" {code[:4]} - {code[4:]} ")


def test_a_wrong_code_is_counted(session, mine, sent):
    ask(session, mine)

    assert not enter(session, mine, wrong(sent[0].code))
    assert session.query(StepUpCode).one().tries == 1
    assert not session.get_one(CandidateSession, mine.id).has_code


def test_after_five_wrong_tries_the_right_one_is_wrong_too(session, mine, sent):
    ask(session, mine)
    for _ in range(5):
        assert not enter(session, mine, wrong(sent[0].code))

    assert not enter(session, mine, sent[0].code)


def test_four_wrong_tries_leave_one(session, mine, sent):
    ask(session, mine)
    for _ in range(4):
        enter(session, mine, wrong(sent[0].code))

    assert enter(session, mine, sent[0].code)


@pytest.mark.parametrize(("minutes", "opens"), [(9, True), (10, False), (600, False)])
def test_a_code_lives_ten_minutes(session, mine, sent, minutes, opens):
    with clock.held_at(MONDAY):
        ask(session, mine)

    with clock.held_at(MONDAY + timedelta(minutes=minutes)):
        assert enter(session, mine, sent[0].code) is opens


def test_a_code_is_bound_to_the_session_that_asked(make, session, mine, sent):
    other = make.candidate_session(mine.candidate)
    ask(session, mine)

    assert not enter(session, other, sent[0].code)
    ask(session, other)
    assert not enter(session, other, sent[0].code)


def test_a_code_of_somebody_else_opens_nothing(make, session, mine, sent):
    charlie = make.candidate_session(make.candidate("Charlie Byrne"))
    ask(session, mine)
    ask(session, charlie)

    assert not enter(session, charlie, sent[0].code)


def test_a_newer_code_voids_the_one_before(session, mine, sent):
    with clock.held_at(MONDAY):
        ask(session, mine)
    with clock.held_at(MONDAY + timedelta(minutes=1)):
        ask(session, mine)
        first, second = sent
        assert not enter(session, mine, first.code) or first.code == second.code
        assert enter(session, mine, second.code)


def test_a_double_click_sends_one_code(session, mine, sent):
    ask(session, mine)
    ask(session, mine)

    assert len(sent) == 1


def test_entering_twice_is_entering_once(session, mine, sent):
    ask(session, mine)

    assert enter(session, mine, sent[0].code)
    assert enter(session, mine, sent[0].code)
    assert session.query(StepUpCode).one().tries == 1


def test_six_codes_an_hour_and_then_words(make, session, mine, sent):
    others = [make.candidate_session(mine.candidate) for _ in range(5)]
    for one in (mine, *others):
        ask(session, one)

    with pytest.raises(Refusal, match="several codes"):
        ask(session, make.candidate_session(mine.candidate))
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        ask(session, mine)
    assert len(sent) == 7


def test_without_an_address_there_is_no_code(make, session, sent):
    nora = make.candidate_session(make.candidate("Nora Null", email=""))

    with pytest.raises(Refusal, match="no mail address"):
        ask(session, nora)
    assert sent == []


def test_an_ended_session_asks_and_enters_nothing(session, mine, sent):
    ask(session, mine)
    with transaction(session):
        session.get_one(CandidateSession, mine.id).is_ended = True

    with pytest.raises(Missing):
        enter(session, mine, sent[0].code)
    with pytest.raises(Missing):
        ask(session, mine)


@pytest.mark.parametrize("code", ["", "abc", "١٢٣٤٥٦٧٨", "²²²²²²²²", "1" * 5000, "\x00"])
def test_what_is_no_code_opens_nothing(session, mine, sent, code):
    ask(session, mine)

    assert not enter(session, mine, code)


def test_the_digits_are_not_kept(session, mine, sent):
    ask(session, mine)

    assert sent[0].code not in session.query(StepUpCode).one().code_hash
