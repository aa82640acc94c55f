"""Letters about a first day: what it looks like, and that somebody asked for another one."""

from email.utils import parseaddr

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.engagement.joining import known_start
from portal.engagement.models import StartChange
from portal.mail.contents.basis import (
    Links,
    Outdated,
    let_the_ending_go_first,
    open_view_of,
    our_links,
    person,
    view_of,
    with_page,
)
from portal.mail.contents.team import about
from portal.mail.models import Message
from portal.plumbing.settings import settings
from portal.standing.calendar import House, first_day_file
from portal.standing.joining import day_called_off
from portal.standing.views import FirstDayView

_CHANGE = select(StartChange).where(StartChange.ref == bindparam("ref"))


def first_day(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The day as it is planned now; where it is stands on the page, behind a code. Outdated for
    whoever isn't joining any more.
    """
    view = open_view_of(session, message)
    if view.joining is None or view.joining.first_day is None:
        raise Outdated("They are not joining any more.")
    day = view.joining.first_day
    return {
        **with_page(view, links),
        "first_day": day,
        "writer": view.owner,
        "calendar": _calendar(session, message, day, application_ref=view.ref),
    }


def cancelled(session: Session, message: Message, links: Links) -> dict[str, object]:
    """It will not take place: calendars let it go. Outdated once it is on again, or over."""
    let_the_ending_go_first(session, message)
    view = view_of(session, message)
    day = day_called_off(session, person(message).id, message.subject, zone=view.zone)
    if day is None:
        raise Outdated("It is on again.")
    if day.days_left < 0:
        raise Outdated("Its day was over before this left.")
    return {
        **with_page(view, links),
        "first_day": day,
        "writer": view.owner,
        "calendar": _calendar(session, message, day, application_ref=view.ref),
    }


def start_change(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A joiner asks for another first day. Outdated once it is answered."""
    change = session.scalar(_CHANGE, {"ref": message.subject})
    if change is None or change.settled_at is not None:
        raise Outdated("It was answered before this left.")
    told = about(session, message, links)
    path = f"applications/{change.application.ref}/start-changes/{change.ref}"
    return {
        **told,
        "starts_on": known_start(session, change.application_id),
        "wished": change.starts_on,
        "answer_by": change.answer_by,
        "words": our_links(settings(session).base_url).sub("(…)", change.words),
        "link": links.team(path),
    }


def _calendar(
    session: Session, message: Message, day: FirstDayView, *, application_ref: str
) -> bytes:
    config = settings(session)
    page = f"{config.base_url}/me/applications/{application_ref}"
    house = House(company(session).name, parseaddr(config.reply_to)[1], page)
    return first_day_file(day, house, invited=person(message).email or "")
