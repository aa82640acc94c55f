"""Calls: what was said, what stands on the page, what counts as contact."""

from datetime import date, timedelta

import pytest

from portal.hiring.actions import calls, endings
from portal.hiring.actions.calls import Spoken
from portal.hiring.models import TimelineKind
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.kinds import Letter, MessageState
from portal.mail.unreached import unreached
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from portal.team.rights import Actor, Role
from tests.make import MONDAY, NOTE
from tests.posted import messages
from tests.written import everything, ledger_of, letters, refused, trail_of

SAID = "We spoke on the phone about the team, and you asked for two more days."
FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def log(make, application, words=SAID, *, seen=None, **more):
    with transaction(make.session):
        spoken = Spoken(words, **more)
        return calls.log(make.session, application, make.robin(), spoken=spoken, seen=seen)


def missed(make, application):
    with transaction(make.session):
        return calls.missed(make.session, application, make.robin())


def view_of(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_a_call_leaves_a_line_they_read_and_no_mail(make, session):
    application = make.application()

    log(make, application, memo="Wants to stay in Lisbon")

    make.look_again()
    last = application.timeline[-1]
    assert (last.kind, last.words, last.is_told) == (TimelineKind.HUMAN, SAID, True)
    assert [memo.words for memo in application.memos] == ["Wants to stay in Lisbon"]
    assert SAID in [line.words for line in view_of(session, application).so_far]
    assert "Lisbon" not in repr(view_of(session, application).so_far)
    assert trail_of(session, application.ref)[-1] == "call.logged"
    assert letters(session) == [Letter.INTRODUCTION]


def test_without_a_next_date_the_promise_stands(make, session):
    application = make.application()
    before = ledger_of(session, application)

    log(make, application)

    assert ledger_of(session, application) == before


def test_with_a_next_date_the_promise_is_kept_and_made_anew(make, session):
    application = make.application()
    due, sentence = application.next_word_by, view_of(session, application).sentence

    log(make, application, next_word_by=FRIDAY)

    assert ledger_of(session, application) == [(due, PromiseResult.KEPT), (FRIDAY, None)]
    view = view_of(session, application)
    assert (view.words, view.next_word_by, view.sentence) == (SAID, FRIDAY, sentence)
    assert letters(session) == [Letter.INTRODUCTION]


def test_a_missed_promise_stays_missed(make, session):
    application = make.late()

    log(make, application, next_word_by=FRIDAY)

    assert ledger_of(session, application)[0][1] is PromiseResult.MISSED


def test_a_call_about_the_role_was_an_interview(make, session):
    application = make.application()

    log(make, application)
    assert not application.interviewed
    log(make, application, about_the_role=True)

    assert application.interviewed
    make.verdict(application)
    with refused(session, "was interviewed"):
        endings.write(session, application, make.robin(), way=EndingWay.MAIL, words=NOTE)


@pytest.mark.parametrize(
    ("words", "due", "said"),
    [
        ("", None, "Write a line"),
        (SAID, MONDAY.date() - timedelta(days=3), "That day is over"),
        (SAID, date(2026, 11, 28), "Nobody works"),
        (SAID, date(2036, 11, 27), "too long"),
    ],
)
def test_what_cannot_be_kept_is_refused(make, session, words, due, said):
    application = make.application()

    with refused(session, said):
        spoken = Spoken(words, next_word_by=due)
        calls.log(session, application, make.robin(), spoken=spoken)


def test_nobody_is_promised_a_date_that_has_no_page(make, session):
    application = make.application(introduced=False)

    with refused(session, "Introduce them first"):
        spoken = Spoken(SAID, next_word_by=FRIDAY)
        calls.log(session, application, make.robin(), spoken=spoken)


def test_after_the_end_no_word_is_promised_and_a_call_is_still_kept(make, session):
    application = make.ending()

    with refused(session, "no next word"):
        spoken = Spoken(SAID, next_word_by=FRIDAY)
        calls.log(session, application, make.robin(), spoken=spoken)
    log(make, application)

    assert SAID in [line.words for line in view_of(session, application).so_far]


def test_the_second_of_two_is_told_what_the_first_did(make, session):
    application = make.application()
    seen = application.version
    make.verdict(application)

    with refused(session, "Somebody changed"):
        calls.log(session, application, make.robin(), spoken=Spoken(SAID), seen=seen)


def test_whom_nobody_reached_notices_nothing(make, session):
    application = make.application()
    before = view_of(session, application), ledger_of(session, application), letters(session)

    missed(make, application)

    make.look_again()
    assert (
        view_of(session, application),
        ledger_of(session, application),
        letters(session),
    ) == before
    last = application.timeline[-1]
    assert (last.kind, last.is_told) == (TimelineKind.FACT, False)
    assert trail_of(session, application.ref)[-1] == "call.missed"


def test_each_try_is_a_row_and_a_double_click_is_one(make, session):
    application = make.application()

    for minutes in (0, 0, 5):
        with clock.held_at(MONDAY + timedelta(minutes=minutes)):
            missed(make, application)
            make.look_again()

    assert [call.was_reached for call in application.calls] == [False, False]


@pytest.mark.parametrize(("tries", "says_so"), [(0, False), (1, False), (2, True), (3, True)])
def test_after_two_tries_a_note_says_that_we_tried(make, session, tries, says_so):
    application = make.verdict(make.application(stage="Interviews"))
    for _try in range(tries):
        make.call(application)

    make.look_again()
    with transaction(session):
        ending = endings.write(session, application, make.robin(), way=EndingWay.NOTE, words=NOTE)
        endings.release(session, ending)

    said = view_of(session, application).ending.opening
    assert ("We tried to reach you by phone" in said) is says_so


def test_tries_before_the_decision_or_followed_by_a_talk_are_not_spoken_of(make, session):
    early, spoken = make.application(), make.application(candidate=make.candidate("Lina Haddad"))
    for application in (early, spoken):
        for _try in range(2):
            make.call(application)
    with clock.held_at(MONDAY + timedelta(hours=1)):
        make.verdict(early)
    make.verdict(spoken)
    make.call(spoken, was_reached=True)

    make.look_again()
    with clock.held_at(MONDAY + timedelta(hours=2)), transaction(session):
        notes = [
            endings.write(session, one, make.robin(), way=EndingWay.NOTE, words=NOTE)
            for one in (early, spoken)
        ]

    assert [note.tried_to_call for note in notes] == [False, False]


def test_an_ending_by_call_has_two_lines_apart(make, session):
    application = make.verdict(make.application(stage="Interviews"))

    with transaction(session):
        words, memo = "We spoke today: others had more years with queues.", "Took it very well"
        calls.tell_ending(session, application, make.robin(), words=words, memo=memo)

    make.look_again()
    assert (application.outcome, application.ending.way) == (
        Outcome.NOT_SELECTED,
        EndingWay.CALL,
    )
    assert [call.was_reached for call in application.calls] == [True]
    view = view_of(session, application)
    assert view.ending.words == words
    assert "Thank you for taking our call" in view.ending.opening
    assert memo not in repr(view)
    assert [line.words for line in application.memos] == [memo]
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]


def test_a_call_ends_not_reached_and_a_try_does_not(make, session):
    application = make.application()
    (message,) = messages(session)
    message.state = MessageState.FAILED
    session.commit()
    scope = Scope(Actor(make.robin().id, Role.RECRUITER))

    with clock.held_at(MONDAY + timedelta(hours=1)):
        make.call(application)
        assert [one.ref for one in unreached(session, scope)] == [application.ref]
        make.call(application, was_reached=True)
        assert unreached(session, scope) == []


def test_a_refused_call_leaves_nothing(make, session):
    application = make.application()
    before = everything(session)

    with refused(session, "Decide first"):
        calls.tell_ending(session, application, make.robin(), words=NOTE, memo="x")

    assert everything(session) == before
