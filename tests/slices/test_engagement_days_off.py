"""A first day that is off leaves calendars, and comes back where they join after all."""

from datetime import date, timedelta

import icalendar
import pytest

from portal.hiring.actions import withdrawals
from portal.hiring.stages import Outcome
from portal.mail.contents.basis import NotYet, Outdated
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.posted import messages
from tests.written import letters, trail_of

STARTS_ON = date(2027, 1, 4)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def send_all(session):
    """As if everything put so far had left."""
    with transaction(session):
        for message in messages(session):
            session.get_one(Message, message.id).state = MessageState.SENT


def heard(make):
    """A joiner who was told of the first day, by a mail that left."""
    day = make.first_day(starts_on=STARTS_ON)
    send_all(make.session)
    return day


def written(session, letter):
    message = messages(session, letter)[-1]
    with transaction(session):
        return render(session, session.get_one(Message, message.id))


def calendar_of(session, letter):
    file = icalendar.Calendar.from_ical(written(session, letter).calendar)
    event = file.walk("VEVENT")[0]
    return str(file["method"]), str(event["uid"]), int(event["sequence"]), str(event["status"])


def undone(session, offer):
    with transaction(session):
        offers.undo_answer(session, offer.application.candidate_id, offer.ref)


def back(session, application):
    with transaction(session):
        withdrawals.undo(session, application.candidate_id, application.ref)


def test_whoever_withdraws_is_sent_the_entry_that_takes_it_out(make, session):
    day = heard(make)

    make.withdrawn(day.application)

    assert letters(session).count(Letter.FIRST_DAY_CANCELLED) == 1
    assert trail_of(session, day.ref) == ["first_day.planned", "first_day.called_off"]
    told = calendar_of(session, Letter.FIRST_DAY_CANCELLED)
    assert told == ("CANCEL", f"{day.ref}@candor", 1, "CANCELLED")
    said = written(session, Letter.FIRST_DAY_CANCELLED)
    assert said.subject == "Cancelled: your first day"
    assert "You withdrew your application" in said.text


def test_whoever_takes_their_yes_back_is_too_and_it_comes_back_with_another_yes(make, session):
    offer = make.accepted()
    day = make.first_day(offer.application, starts_on=STARTS_ON)
    send_all(session)

    undone(session, offer)
    off = calendar_of(session, Letter.FIRST_DAY_CANCELLED)
    assert "off for now" in written(session, Letter.FIRST_DAY_CANCELLED).text
    send_all(session)
    make.accepted(offer)

    assert off == ("CANCEL", f"{day.ref}@candor", 1, "CANCELLED")
    assert calendar_of(session, Letter.FIRST_DAY) == (
        *("REQUEST", f"{day.ref}@candor"),
        *(2, "CONFIRMED"),
    )
    assert trail_of(session, day.ref)[1:] == ["first_day.called_off", "first_day.resumed"]


def test_where_we_take_the_offer_back_our_words_come_first(make, session):
    offer = make.accepted()
    make.first_day(offer.application, starts_on=STARTS_ON)
    send_all(session)

    make.ended(Outcome.OFFER_RESCINDED, offer)

    with pytest.raises(NotYet):
        written(session, Letter.FIRST_DAY_CANCELLED)
    send_all(session)
    assert "as we wrote to you" in written(session, Letter.FIRST_DAY_CANCELLED).text


def test_taken_back_at_once_nobody_hears_that_it_was_off(make, session):
    day = heard(make)
    make.withdrawn(day.application)

    back(session, day.application)

    assert messages(session, Letter.FIRST_DAY_CANCELLED)[-1].state is MessageState.CANCELLED
    assert letters(session).count(Letter.FIRST_DAY) == 1
    view = application_view(session, day.application.candidate_id, day.application.ref)
    assert view.joining.first_day.ref == day.ref


def test_taken_back_later_it_is_told_again(make, session):
    day = heard(make)
    make.withdrawn(day.application)
    send_all(session)

    with clock.held_at(MONDAY + timedelta(hours=2)):
        back(session, day.application)

    assert calendar_of(session, Letter.FIRST_DAY)[::2] == ("REQUEST", 2)


def test_whoever_never_heard_of_it_hears_nothing(make, session):
    day = make.first_day(starts_on=STARTS_ON)

    make.withdrawn(day.application)

    assert Letter.FIRST_DAY_CANCELLED not in letters(session)
    assert messages(session, Letter.FIRST_DAY)[-1].state is MessageState.CANCELLED
    back(session, day.application)
    assert calendar_of(session, Letter.FIRST_DAY)[::2] == ("REQUEST", 2)


def test_once_it_is_on_again_or_over_nobody_hears_that_it_is_off(make, session):
    day = heard(make)
    make.withdrawn(day.application)
    message = messages(session, Letter.FIRST_DAY_CANCELLED)[-1]

    with (
        clock.held_at(MONDAY + timedelta(days=60)),
        pytest.raises(Outdated, match="over"),
        transaction(session),
    ):
        render(session, session.get_one(Message, message.id))
    back(session, day.application)
    with pytest.raises(Outdated, match="on again"), transaction(session):
        render(session, session.get_one(Message, message.id))


def test_whoever_has_started_is_sent_no_cancellation(make, session):
    make.hired()

    assert Letter.FIRST_DAY_CANCELLED not in letters(session)
