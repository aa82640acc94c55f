"""Going on after all: page, promise and mail change together, and what was told is kept."""

from datetime import date

import pytest

from portal.hiring.actions import reopening
from portal.hiring.actions.updates import Word
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import Outcome, Status
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from tests.make import MONDAY, NOTE, WORDS
from tests.posted import messages
from tests.written import ledger_of, letters, refused, trail_of

FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def reopen(make, application, *, status=Status.INTERVIEWING, due=FRIDAY, words=WORDS, seen=None):
    stage = make.stage(application.job, "Interviews")
    word = Word(status, words, next_word_by=due)
    return reopening.reopen(
        make.session, application, make.robin(), word=word, stage=stage, seen=seen
    )


def test_it_is_open_again_with_words_and_a_promise(make, session):
    application = make.ending(make.application(stage="Interviews"))

    with transaction(session):
        reopen(make, application)

    make.look_again()
    assert (application.outcome, application.closed_at, application.ending_id) == (None,) * 3
    assert application.verdict() is None
    assert ledger_of(session, application)[-1] == (FRIDAY, None)
    assert ledger_of(session, application)[0][1] is PromiseResult.KEPT
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING, Letter.UPDATE]
    assert trail_of(session, application.ref)[-2:] == ["ending.reopened", "update.given"]
    view = application_view(session, application.candidate_id, application.ref)
    assert (view.status, view.outcome, view.ending) == (Status.INTERVIEWING, None, None)
    assert (view.words, view.next_word_by) == (WORDS, FRIDAY)


def test_what_was_told_stays_in_the_history(make, session):
    application = make.ending(make.application(stage="Interviews"))
    told = application.ending

    with transaction(session):
        reopen(make, application)

    make.look_again()
    (kept,) = application.endings
    assert (kept.id, kept.words, kept.told_at) == (told.id, NOTE, MONDAY)
    assert "Our decision" in [line.words for line in application.timeline]


def test_a_mail_of_the_ending_that_has_not_left_does_not_leave(make, session):
    application = make.ending(make.application(stage="Interviews"))
    with transaction(session):
        reopen(make, application)

    message = messages(session, Letter.ENDING)[0]
    with transaction(session), pytest.raises(Outdated):
        render(session, session.get_one(Message, message.id))


def test_it_can_end_once_more(make, session):
    application = make.ending(make.application(stage="Interviews"))
    with transaction(session):
        reopen(make, application)
    make.look_again()

    make.ending(application, words=f"{NOTE} Once more.")

    make.look_again()
    assert application.outcome is Outcome.NOT_SELECTED
    assert len(application.endings) == 2


def still_open(make):
    return make.application()


def declined(make):
    return make.declined().application


@pytest.mark.parametrize("of", [still_open, declined])
def test_what_we_did_not_end_is_not_ours_to_open(make, session, of):
    application = of(make)
    make.robin()

    with refused(session, "Only what we ended ourselves"):
        reopen(make, application)


def test_in_a_closed_job_nobody_is_opened_again(make, session):
    application = make.ending(make.application(stage="Interviews"))
    application.job.closing_at = application.job.closed_at = clock.now()
    session.commit()

    with refused(session, "The job is closed"):
        reopen(make, application)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"words": ""}, "Write what the candidate will read"),
        ({"due": None}, "Say by when"),
        ({"due": date(2026, 11, 20)}, "That day is over"),
        ({"status": Status.CLOSED}, "Choose a stage"),
        ({"status": Status.OFFER}, "Choose a stage"),
    ],
)
def test_it_takes_words_a_date_and_a_stage(make, session, more, said):
    application = make.ending(make.application(stage="Interviews"))

    with refused(session, said):
        reopen(make, application, **more)


def test_opened_twice_it_is_opened_once(make, session):
    application = make.ending(make.application(stage="Interviews"))
    seen = application.version
    with transaction(session):
        reopen(make, application, seen=seen)

    with refused(session, "Somebody changed"):
        reopen(make, application, seen=seen)
    with refused(session, "Only what we ended"):
        reopen(make, application)
