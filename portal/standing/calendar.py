"""A step, or a first day, as a calendar file (RFC 5545). Times are in UTC: every calendar shows
them in its owner's zone.
"""

from dataclasses import dataclass
from datetime import UTC, timedelta

from icalendar import Calendar, Event, vCalAddress

from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.standing.views import FirstDayView, StepView

DEFAULT_LENGTH = timedelta(minutes=30)


@dataclass(frozen=True)
class House:
    """Whose calendar file it is: our name, the address people read, the candidate's page (which
    holds no token).
    """

    name: str
    address: str
    page_url: str


def calendar_file(step: StepView, house: House, *, invited: str = "") -> bytes:
    """The file: `UID` stays for ever and `SEQUENCE` rises, so a changed step moves and a
    cancelled one goes.

    `invited` is whom a mail invites by it (RFC 5546: REQUEST, which calendars keep up to date by
    themselves); a file that is taken from the page invites nobody (PUBLISH).
    """
    event = _event(step, house)
    if step.is_cancelled:
        return _file(event, "CANCEL", invited)
    return _file(event, "REQUEST" if invited else "PUBLISH", invited)


def first_day_file(day: FirstDayView, house: House, *, invited: str = "") -> bytes:
    """The same for a first day: the whole day, where nobody said at what time it begins."""
    event = _named(day.ref, day.sequence, house)
    event.add("summary", _("Your first day · %(name)s", name=house.name))
    event.add("status", "CANCELLED" if day.is_cancelled else "CONFIRMED")
    if day.starts_at is None:
        event.add("dtstart", day.starts_on)
        event.add("dtend", day.starts_on + timedelta(days=1))
    else:
        event.add("dtstart", day.starts_at.astimezone(UTC))
        event.add("dtend", (day.starts_at + DEFAULT_LENGTH).astimezone(UTC))
    lines = [line for line in (day.who, day.words, day.map_url, house.page_url) if line]
    event.add("description", "\n".join(lines))
    if day.place:
        event.add("location", day.place)
    if day.is_cancelled:
        return _file(event, "CANCEL", invited)
    return _file(event, "REQUEST" if invited else "PUBLISH", invited)


def _file(event: Event, method: str, invited: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Candor//Candor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if invited:
        event.add("attendee", _guest(invited), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _named(ref: str, sequence: int, house: House) -> Event:
    event = Event()
    event.add("uid", f"{ref}@candor")
    event.add("sequence", sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    organizer = vCalAddress(f"mailto:{house.address}")
    organizer.params["CN"] = house.name.replace('"', "")
    event.add("organizer", organizer, encode=False)
    return event


def _guest(address: str) -> vCalAddress:
    """No answer is asked for by the calendar: they answer on their page, or by mail."""
    guest = vCalAddress(f"mailto:{address}")
    guest.params["ROLE"], guest.params["RSVP"] = "REQ-PARTICIPANT", "FALSE"
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    return guest


def _event(step: StepView, house: House) -> Event:
    event = _named(step.ref, step.sequence, house)
    event.add("dtstart", step.starts_at.astimezone(UTC))
    event.add("dtend", (step.ends_at or step.starts_at + DEFAULT_LENGTH).astimezone(UTC))
    event.add("summary", f"{step.title} · {house.name}")
    event.add("status", "CANCELLED" if step.is_cancelled else "CONFIRMED")
    lines = [line for line in (step.who, step.preparation, step.url, house.page_url) if line]
    event.add("description", "\n".join(lines))
    if step.place or step.url:
        event.add("location", step.place or step.url)
    return event
