"""The one reminder of a survey goes to everybody who was asked, and says not who answered."""

import re
from datetime import date, timedelta
from threading import Event

import pytest

from portal.hiring.models.people import Extras
from portal.mail import survey_reminders
from portal.mail.extras import is_put_off
from portal.mail.kinds import EXTRAS, Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys.actions import editing, invitations
from portal.surveys.items import Touchpoint
from portal.surveys.models import Round
from tests.asked import AUTUMN, answer, asked, crowd
from tests.posted import Collector, messages

_LINK = re.compile(r"/[lu]/\S+")
LATER = AUTUMN + survey_reminders.AFTER
MONDAY = AUTUMN + timedelta(days=7)


@pytest.fixture
def box():
    return Collector()


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def sent(session):
    """Every invitation left an instant after it was made."""
    session.rollback()
    for message in messages(session, Letter.SURVEY):
        found = session.get_one(Message, message.id)
        found.state, found.sent_at = MessageState.SENT, clock.now()
    session.commit()


def reminded(session, sessions, moment=LATER):
    """Whom the schedule reminds at that moment."""
    before = {message.id for message in messages(session, Letter.SURVEY_REMINDER)}
    with clock.held_at(moment):
        survey_reminders.work(sessions, Event())
    found = messages(session, Letter.SURVEY_REMINDER)
    return [message.candidate_id for message in found if message.id not in before]


def test_everybody_who_was_asked_is_reminded_once(make, session, sessions):
    people = crowd(make, 3)
    sent(session)

    assert reminded(session, sessions, LATER - timedelta(minutes=1)) == []
    assert reminded(session, sessions) == [one.candidate_id for one in people]
    assert reminded(session, sessions, LATER + timedelta(days=6)) == []


def test_nobody_is_reminded_where_nobody_is_asked_any_more(make, session, sessions, box):
    crowd(make, 2)
    sent(session)
    switch_off(make)
    assert reminded(session, sessions) == []

    with transaction(session):
        editing.switch(session, make.ada(), Touchpoint.INTERVIEWED, on=True)
    assert len(reminded(session, sessions)) == 2
    switch_off(make)
    with clock.held_at(MONDAY):
        drain(sessions, by=box)

    left = {message.state for message in messages(session, Letter.SURVEY_REMINDER)}
    assert left == {MessageState.CANCELLED}


def switch_off(make):
    with transaction(make.session):
        editing.switch(make.session, make.ada(), Touchpoint.INTERVIEWED, on=False)


def test_whoever_answered_is_reminded_like_whoever_did_not(make, session, sessions):
    silent, quiet, named = crowd(make, 3)
    sent(session)
    answer(session, quiet)
    answer(session, named, is_named=True)

    assert reminded(session, sessions) == [one.candidate_id for one in (silent, quiet, named)]
    said = set()
    for message in messages(session, Letter.SURVEY_REMINDER):
        with clock.held_at(LATER), transaction(session):
            written = render(session, session.get_one(Message, message.id))
        said.add(_LINK.sub("", written.text).replace(message.candidate.called, "NAME"))
    (words,) = said
    assert "If you have answered: thank you." in words
    assert "everybody we asked gets this one reminder" in words


def test_whoever_said_no_or_wants_no_extras_is_left_in_peace(make, session, sessions):
    refused, silent, unknown = crowd(make, 3)
    sent(session)
    with transaction(session):
        invitations.no_thanks(session, refused.candidate_id, refused.ref)
    silent.application.candidate.extras = Extras.NONE
    unknown.application.candidate.email = None
    session.commit()

    assert reminded(session, sessions) == []


def test_an_invitation_that_never_left_is_not_reminded_of(make, session, sessions):
    asked(make)

    assert reminded(session, sessions, LATER + timedelta(days=20)) == []


def test_an_invitation_that_left_in_a_digest_is_reminded_of(make, session, sessions, box):
    invitation = asked(make)
    make.offer(invitation.application)
    make.post()
    drain(sessions, by=box)
    (carried,) = messages(session, Letter.SURVEY)
    assert carried.state is MessageState.CANCELLED

    assert reminded(session, sessions, LATER + timedelta(days=1)) == [invitation.candidate_id]


def test_in_the_last_days_of_a_round_nobody_is_hurried(make, session, sessions):
    invitation = asked(make)
    sent(session)
    session.get_one(Round, invitation.round_id).closes_on = LATER.date() + timedelta(days=1)
    session.commit()

    assert reminded(session, sessions) == []


def test_a_reminder_does_not_leave_once_the_round_closed(make, session, sessions, box):
    invitation = asked(make)
    sent(session)
    reminded(session, sessions)
    session.get_one(Round, invitation.round_id).closes_on = date(2026, 11, 24)
    session.commit()

    with clock.held_at(MONDAY):
        drain(sessions, by=box)

    (reminder,) = messages(session, Letter.SURVEY_REMINDER)
    assert reminder.state is MessageState.CANCELLED


def test_a_reminder_is_an_extra_that_joins_others(make, session, sessions):
    invitation = asked(make)
    sent(session)
    make.offer(invitation.application)
    with clock.held_at(MONDAY):
        make.post()
        survey_reminders.work(sessions, Event())
        (first,) = messages(session, Letter.SURVEY_REMINDER)
        with transaction(session):
            assert is_put_off(session, session.get_one(Message, first.id), MONDAY)
        (digest,) = messages(session, Letter.DIGEST)
        with transaction(session):
            written = render(session, session.get_one(Message, digest.id))

    assert Letter.SURVEY_REMINDER in EXTRAS
    assert written.text.index("If you have answered") < written.text.index("What we shipped")
