"""How often somebody heard from us in the last seven days."""

from datetime import date, timedelta

import pytest

from portal.engagement.models import Audience
from portal.hiring.actions import updates
from portal.hiring.stages import Status
from portal.mail.contacts import Contacts, Room, contacts, room_for
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.posted import Collector


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def tell(make, application):
    word = updates.Word(Status.IN_REVIEW, "Still reading.", next_word_by=date(2026, 12, 7))
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word)


def test_words_and_extras_of_the_last_seven_days_are_counted(session, sessions, make):
    application, charlie = make.application(), make.charlie()
    tell(make, application)
    with clock.held_at(MONDAY + timedelta(days=4)):
        tell(make, application)
        make.offer(application)
        for title in ("One", "Two"):
            make.post(title)
        drain(sessions, by=Collector())
        assert contacts(session, application.candidate) == Contacts(extras=1, words=3)
    with clock.held_at(MONDAY + timedelta(days=8)):
        assert contacts(session, application.candidate) == Contacts(extras=1, words=2)
        assert contacts(session, charlie.candidate) == Contacts(extras=0, words=0)


def test_a_post_says_for_how_many_there_is_no_room(session, sessions, make):
    make.offer()
    make.accepted(make.offer(make.application(candidate=make.candidate("Ken Ito"))))
    draft = make.post(confirmed=False)
    for days in (0, 1):
        with clock.held_at(MONDAY + timedelta(days=days)):
            make.post(f"Post {days}", audience=Audience.JOINING)
            drain(sessions, by=Collector())

    with clock.held_at(MONDAY + timedelta(days=1)):
        assert room_for(session, draft) == Room(readers=2, full=1)
    with clock.held_at(MONDAY + timedelta(days=7)):
        assert room_for(session, draft) == Room(readers=2, full=0)
    assert room_for(session, make.post(job=make.job("Data Analyst"))) == Room(readers=0, full=0)
