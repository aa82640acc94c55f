"""A step as a calendar file (RFC 5545). Times are in UTC: every calendar shows them in its
owner's zone.
"""

from dataclasses import dataclass
from datetime import UTC, timedelta

from icalendar import Calendar, Event, vCalAddress

from portal.plumbing import clock
from portal.standing.views import StepView

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
    calendar = Calendar()
    calendar.add("prodid", "-//Candor//Candor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _method(step, invited))
    event = _event(step, house)
    if invited:
        event.add("attendee", _guest(invited), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _method(step: StepView, invited: str) -> str:
    if step.is_cancelled:
        return "CANCEL"
    return "REQUEST" if invited else "PUBLISH"


def _guest(address: str) -> vCalAddress:
    """No answer is asked for by the calendar: they answer on their page, or by mail."""
    guest = vCalAddress(f"mailto:{address}")
    guest.params["ROLE"], guest.params["RSVP"] = "REQ-PARTICIPANT", "FALSE"
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    return guest


def _event(step: StepView, house: House) -> Event:
    event = Event()
    event.add("uid", f"{step.ref}@candor")
    event.add("sequence", step.sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", step.starts_at.astimezone(UTC))
    event.add("dtend", (step.ends_at or step.starts_at + DEFAULT_LENGTH).astimezone(UTC))
    event.add("summary", f"{step.title} · {house.name}")
    event.add("status", "CANCELLED" if step.is_cancelled else "CONFIRMED")
    lines = [line for line in (step.who, step.preparation, step.url, house.page_url) if line]
    event.add("description", "\n".join(lines))
    organizer = vCalAddress(f"mailto:{house.address}")
    organizer.params["CN"] = house.name.replace('"', "")
    event.add("organizer", organizer, encode=False)
    if step.place or step.url:
        event.add("location", step.place or step.url)
    return event
