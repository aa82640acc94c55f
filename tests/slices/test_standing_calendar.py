"""Calendar files, read back by another library than the one that writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from portal.hiring.actions import steps
from portal.hiring.models import StepKind
from portal.mail.envelopes import mail_of
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.settings import settings as settings_of
from portal.plumbing.text import one_line, tidy
from portal.standing.calendar import House, calendar_file
from portal.standing.views import StepView
from tests import corpus
from tests.make import MONDAY
from tests.posted import mail_of as parsed
from tests.posted import messages
from tests.proof import examples

WEDNESDAY = MONDAY + timedelta(days=2)
PAGE = "https://jobs.northwind.example/me/applications/abc"
HOUSE = House("Northwind", "hiring@northwind.example", PAGE)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def view(**more):
    named = {
        "ref": "step2",
        "kind": StepKind.INTERVIEW,
        "title": "Meet the team",
        "starts_at": WEDNESDAY,
        "ends_at": WEDNESDAY + timedelta(minutes=45),
        "time_zone": "Asia/Tokyo",
        "who": "Priya, Jonas",
        "place": "Rua Nova 1; 2nd floor",
        "url": "https://video.example/abc",
        "preparation": "Bring questions,\nwe have some too.",
        "sequence": 0,
        "is_done": False,
        "is_cancelled": False,
        "other_times": None,
        "may_propose": True,
    }
    return StepView(**{**named, **more})


def read(file: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(file.decode())


def test_another_library_reads_what_we_wrote():
    calendar = read(calendar_file(view(), HOUSE))

    (event,) = calendar.events
    assert (calendar.method, event.uid, event.sequence) == ("PUBLISH", "step2@candor", 0)
    assert (event.start, event.end) == (WEDNESDAY, WEDNESDAY + timedelta(minutes=45))
    assert event.summary == "Meet the team · Northwind"
    assert event.location == "Rua Nova 1; 2nd floor"
    assert event.description == (
        "Priya, Jonas\nBring questions,\nwe have some too.\nhttps://video.example/abc\n" + PAGE
    )
    assert event.status == "CONFIRMED"
    assert str(event.organizer.uri) == "mailto:hiring@northwind.example"
    assert event.attendees == []


def test_a_mail_invites_its_reader_and_nobody_else():
    calendar = read(calendar_file(view(), HOUSE, invited="sam@example.org"))

    (event,) = calendar.events
    assert calendar.method == "REQUEST"
    assert [str(guest.uri) for guest in event.attendees] == ["mailto:sam@example.org"]
    assert event.attendees[0].rsvp is False


@pytest.mark.parametrize("invited", ["", "sam@example.org"])
def test_a_cancelled_step_goes_under_the_same_name(invited):
    file = calendar_file(view(sequence=2, is_cancelled=True), HOUSE, invited=invited)

    calendar = read(file)
    (event,) = calendar.events
    assert (calendar.method, event.status) == ("CANCEL", "CANCELLED")
    assert (event.uid, event.sequence) == ("step2@candor", 2)


def test_without_an_end_it_lasts_half_an_hour():
    (event,) = read(calendar_file(view(ends_at=None), HOUSE)).events

    assert event.end - event.start == timedelta(minutes=30)


def test_its_life_is_one_name_with_a_rising_number(make, session):
    step = make.step(starts_at=WEDNESDAY)
    mails = [sent(session, Letter.STEP_SET)]
    with transaction(session):
        plan = steps.Plan(step.kind, step.title, WEDNESDAY + timedelta(days=1), None, "UTC")
        steps.change(session, step, make.robin(), plan=plan)
    mails.append(sent(session, Letter.STEP_CHANGED))
    with transaction(session):
        steps.cancel(session, step, make.robin())
    mails.append(sent(session, Letter.STEP_CANCELLED))

    calendars = [read(part.get_content().encode()) for part in map(calendar_of, mails)]
    events = [calendar.events[0] for calendar in calendars]
    assert [event.uid for event in events] == [f"{step.ref}@candor"] * 3
    assert [event.sequence for event in events] == [0, 1, 2]
    assert [calendar.method for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    methods = [calendar_of(mail).get_param("method") for mail in mails]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.status for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_no_title_pretends_to_be_another_method(make, session):
    make.step(starts_at=WEDNESDAY, title="METHOD:CANCEL")

    assert calendar_of(sent(session, Letter.STEP_SET)).get_param("method") == "REQUEST"


TYPED = st.text(max_size=200) | st.sampled_from(corpus.some(200))


@given(TYPED, TYPED, TYPED, TYPED)
@settings(max_examples=examples(100, 3000), deadline=None)
def test_whatever_is_typed_is_one_event_with_our_name(title, who, preparation, company):
    house = House(one_line(company), HOUSE.address, PAGE)
    typed = view(title=one_line(title) or "x", who=one_line(who), preparation=tidy(preparation))

    calendar = read(calendar_file(typed, house, invited="sam@example.org"))

    (event,) = calendar.events
    assert (calendar.method, event.uid, event.sequence) == ("REQUEST", "step2@candor", 0)
    assert (event.start, len(event.attendees)) == (WEDNESDAY, 1)


def sent(session, letter):
    """The newest letter of that kind as it leaves; from then on it has left."""
    message = messages(session, letter)[-1]
    with transaction(session):
        written = render(session, session.get_one(Message, message.id))
        session.get_one(Message, message.id).state = "sent"
    source = mail_of(
        written,
        recipient="sam@example.org",
        message_id="<a@northwind.example>",
        sent_at=datetime(2026, 11, 23, tzinfo=UTC),
        company="Northwind",
        config=settings_of(session),
    )
    return parsed(source)


def calendar_of(mail):
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    return part
