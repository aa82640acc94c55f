"""A step as a calendar file (RFC 5545). Times are in UTC: every calendar shows them in its
owner's zone.
"""

from datetime import UTC, timedelta

from icalendar import Calendar, Event

from portal.plumbing import clock
from portal.standing.views import StepView

DEFAULT_LENGTH = timedelta(minutes=30)


def calendar_file(step: StepView, company: str, page_url: str) -> bytes:
    """The file: `UID` stays for ever and `SEQUENCE` rises, so a changed step moves and a
    cancelled one goes.

    `page_url` is the candidate's page; it holds no token.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Candor//Candor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if step.is_cancelled else "PUBLISH")
    calendar.add_component(_event(step, company, page_url))
    return bytes(calendar.to_ical())


def _event(step: StepView, company: str, page_url: str) -> Event:
    event = Event()
    event.add("uid", f"{step.ref}@candor")
    event.add("sequence", step.sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", step.starts_at.astimezone(UTC))
    event.add("dtend", (step.ends_at or step.starts_at + DEFAULT_LENGTH).astimezone(UTC))
    event.add("summary", f"{step.title} · {company}")
    event.add("status", "CANCELLED" if step.is_cancelled else "CONFIRMED")
    lines = [line for line in (step.who, step.preparation, step.url, page_url) if line]
    event.add("description", "\n".join(lines))
    if step.place or step.url:
        event.add("location", step.place or step.url)
    return event
