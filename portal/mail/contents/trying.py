"""Letters to teammates who try the mail on themselves, before candidates get any."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.hiring.actions.ledger import date_or_default
from portal.hiring.models import Application
from portal.mail.contents.basis import Links, Outdated
from portal.mail.contents.team import teammate_of
from portal.mail.models import Message
from portal.plumbing.settings import settings
from portal.plumbing.words import gettext as _
from portal.standing.queries import application_view


def test(session: Session, message: Message, links: Links) -> dict[str, object]:
    """That mail arrives, and where answers to it go."""
    return {
        "teammate": teammate_of(message).name,
        "reply_to": settings(session).reply_to,
        "link": links.team("set-up/"),
    }


def sample(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The first mail as a candidate will read it, without their link. Outdated once they are gone
    or closed.
    """
    application = session.get(Application, message.application_id)
    if application is None or not application.is_open():
        raise Outdated("The application was closed before this left.")
    view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    due = date_or_default(session, application, application.next_word_by)
    return {
        "teammate": teammate_of(message).name,
        "candidate": application.candidate.full_name,
        "called": view.called,
        "view": replace(view, next_word_by=due, is_late=False),
        "writer": view.owner,
        "link": _("(their own link)"),
        "team_link": links.team("set-up/"),
    }
