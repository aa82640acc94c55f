"""Two lines for the note: asked once, answered once, read by no candidate."""

import pytest

from portal.hiring.actions import note_lines
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from portal.team.rights import Role
from tests.make import MONDAY
from tests.posted import messages
from tests.written import refused, trail_of

LINES = "Strong on queues.\nNo hands-on time with large set-ups."


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def jonas(make):
    return make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)


@pytest.fixture
def application(make, jonas):
    application = make.verdict(make.application(stage="Interviews"))
    make.member(application.job, jonas)
    return application


def ask(make, application, of):
    with transaction(make.session):
        return note_lines.ask(make.session, application, make.robin(), of=of)


def test_whoever_is_on_the_job_is_asked_by_mail(make, session, application, jonas):
    before = application_view(session, application.candidate_id, application.ref)

    ask(make, application, jonas)

    (message,) = messages(session, Letter.TEAM_NOTE_ASKED)
    assert (message.teammate_id, message.candidate_id) == (jonas.id, None)
    assert trail_of(session, application.ref)[-1] == "note_lines.asked"
    assert application_view(session, application.candidate_id, application.ref) == before


def test_nobody_is_asked_twice(make, session, application, jonas):
    ask(make, application, jonas)

    with refused(session, "Jonas Berg was asked already"):
        note_lines.ask(session, application, make.robin(), of=jonas)


def test_who_is_not_on_the_job_is_not_asked(make, session, application):
    mira = make.teammate("Mira Holm", role=Role.HIRING_MANAGER)
    make.member(make.job("Data Analyst"), mira)

    with refused(session, "not on this job"):
        note_lines.ask(session, application, make.robin(), of=mira)


def test_once_they_were_told_nobody_is_asked(make, session, jonas):
    application = make.ending()
    make.member(application.job, jonas)

    with refused(session, "closed already"):
        note_lines.ask(session, application, make.robin(), of=jonas)


def test_it_is_answered_once(make, session, application, jonas):
    lines = ask(make, application, jonas)

    with transaction(session):
        note_lines.give(session, application, jonas, words=LINES)

    make.look_again()
    assert (lines.words, lines.answered_at) == (LINES, MONDAY)
    assert trail_of(session, application.ref)[-1] == "note_lines.given"
    with refused(session, "answered already"):
        note_lines.give(session, application, jonas, words="Something else")
    with refused(session, "Write something|answered already"):
        note_lines.give(session, application, jonas, words="")


def test_an_empty_answer_is_none(make, session, application, jonas):
    ask(make, application, jonas)

    with refused(session, "Write something"):
        note_lines.give(session, application, jonas, words="")


def test_whoever_was_not_asked_has_nothing_to_answer(make, session, application):
    with pytest.raises(Missing), transaction(session):
        note_lines.give(session, application, make.robin(), words=LINES)
