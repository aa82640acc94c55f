"""Asked for patience three times without a kept word between: the job's lead hears of it."""

from datetime import timedelta

import pytest

from portal.company.calendar import Calendar
from portal.hiring.actions import updates
from portal.hiring.actions.ledger import extensions
from portal.hiring.queries.extended import extended
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import Status
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS
from tests.posted import messages
from tests.recruiter.desk import words_of

LONGER = "We need a little longer than we said."


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


@pytest.fixture
def application(make, mira):
    return make.application(stage="Interviews", job=make.job(lead=mira))


def say(make, application, *, longer=True, days=5):
    due = Calendar().after(clock.now().date(), days)
    word = updates.Word(Status.INTERVIEWING, LONGER if longer else WORDS, next_word_by=due)
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word, as_extended=longer)


def told(session):
    return [one.teammate_id for one in messages(session, Letter.TEAM_THIRD_EXTENSION)]


def rows(session, teammate, **more):
    session.rollback()
    actor = Actor(teammate.id, teammate.role, **more)
    return [(one.name, one.times) for one in extended(session, Scope(actor))]


def test_the_third_goes_to_the_lead_and_the_fourth_again(make, session, application, mira):
    heard = []
    for hours in range(4):
        with clock.held_at(MONDAY + timedelta(hours=hours)):
            say(make, application)
        heard.append(len(told(session)))

    assert heard == [0, 0, 1, 2]
    assert set(told(session)) == {mira.id}
    assert rows(session, mira) == [("Sam Okafor", 4)]


def test_many_in_one_hour_are_one_letter_when_it_is_over(make, session, application, mira):
    other = make.application(
        candidate=make.candidate("Ken Ito"), stage="Interviews", job=application.job
    )
    for one in (application, other):
        for _time in range(3):
            say(make, one)

    message = messages(session, Letter.TEAM_THIRD_EXTENSION)
    assert [one.due_at for one in message] == [MONDAY + timedelta(hours=1)]
    with transaction(session):
        said = render(session, session.get_one(Message, message[0].id))
    assert said.subject == "2 candidates were asked for patience again"
    assert "Sam Okafor: 3 times, next word by Monday 30 November" in said.text
    assert "Ken Ito" in said.text


def test_it_stands_in_the_leads_today_until_a_word_is_kept(make, session, application, mira):
    for _time in range(3):
        say(make, application)
    assert rows(session, mira) == [("Sam Okafor", 3)]
    assert rows(session, make.robin()) == []

    say(make, application, longer=False)

    assert rows(session, mira) == []
    say(make, application)
    assert extensions(session, application.id) == 1
    assert rows(session, mira) == []


def test_a_kept_word_between_begins_anew(make, session, application):
    for longer in (True, True, False, True, True):
        say(make, application, longer=longer)

    assert told(session) == []


def test_patience_asked_for_too_late_counts_and_is_no_kept_word(make, session, application, mira):
    for _time in range(2):
        say(make, application)
    with clock.held_at(MONDAY + timedelta(days=30)):
        say(make, application)

    assert told(session) == [mira.id]
    assert rows(session, mira) == [("Sam Okafor", 3)]


def test_without_a_lead_the_admins_hear_and_everybody_sees(make, session):
    ada, application = make.ada(), make.application(stage="Interviews")
    for _time in range(3):
        say(make, application)

    assert told(session) == [ada.id]
    assert rows(session, make.robin()) == [("Sam Okafor", 3)]


def test_the_leads_cover_hears_and_sees(make, session, application, mira):
    make.absence(mira, make.ada())
    for _time in range(3):
        say(make, application)

    assert told(session) == [make.ada().id]
    assert rows(session, make.ada(), covers=frozenset({mira.id})) == [("Sam Okafor", 3)]


def test_everyones_is_everyones_as_far_as_one_sees(make, session, application):
    for _time in range(3):
        say(make, application)
    session.rollback()

    def seen(role, jobs=frozenset()):
        scope = Scope(Actor(make.robin().id, role, jobs), mine=False)
        return len(extended(session, scope))

    assert seen(Role.RECRUITER) == 1
    assert seen(Role.HIRING_MANAGER) == 0
    assert seen(Role.HIRING_MANAGER, frozenset({application.job_id})) == 1


def test_a_letter_that_is_not_true_any_more_does_not_leave(make, session, application):
    for _time in range(3):
        say(make, application)
    say(make, application, longer=False)
    message = messages(session, Letter.TEAM_THIRD_EXTENSION)[0]

    with pytest.raises(Outdated), transaction(session):
        render(session, session.get_one(Message, message.id))


def test_the_row_stands_in_today(teammate, make, application, mira):
    application.job.lead_id = make.robin().id
    make.session.commit()
    for _time in range(3):
        say(make, application)

    words = words_of(teammate(), "/team/")

    assert "Asked for patience again and again" in words
    assert "Told 3 times that we need longer, no word kept between." in words


def test_a_word_given_too_late_is_no_patience_asked_for(make, session, application, mira):
    for days, longer in ((0, True), (20, False), (40, True)):
        with clock.held_at(MONDAY + timedelta(days=days)):
            say(make, application, longer=longer)

    assert extensions(session, application.id) == 2
    assert rows(session, mira) == []
