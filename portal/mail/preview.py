"""What a candidate would read, shown to whoever is about to send it: the act is done for real, in
a transaction that is then undone, so that it is exactly that and not something like it.
"""

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.actions import applications, endings
from portal.hiring.models import Application
from portal.hiring.stages import EndingWay
from portal.mail.contents.basis import our_links
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing.settings import settings
from portal.plumbing.words import gettext as _
from portal.standing.queries import application_view
from portal.standing.views import ApplicationView
from portal.team.models import Teammate

_ABOUT = (
    select(Message)
    .where(Message.subject == bindparam("subject"), Message.candidate_id.is_not(None))
    .order_by(Message.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Preview:
    """The candidate's page and mail, as they would be."""

    view: ApplicationView
    letter: str
    """Without its links; empty where there is no address to write to."""


class Rehearsed(Exception):
    """Undoes what was rehearsed, and carries what it would give."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


def rehearse_ending(
    session: Session, application: Application, by: Teammate, *, way: EndingWay, words: str
) -> NoReturn:
    """Tell the ending, look at it, and raise Rehearsed, which undoes it. Raises Refusal as well."""
    ending = endings.write(session, application, by, way=way, words=words)
    endings.release(session, ending)
    view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    raise Rehearsed(Preview(view, _letter_about(session, ending.ref)))


def rehearse_introduction(session: Session, application: Application, by: Teammate) -> NoReturn:
    """Introduce them, look at it, and raise Rehearsed, which undoes it. Raises Refusal as well."""
    applications.introduce(session, application, by)
    view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    raise Rehearsed(Preview(view, _letter_about(session, application.ref)))


def _letter_about(session: Session, subject: str) -> str:
    message = session.scalar(_ABOUT, {"subject": subject})
    if message is None:
        return ""
    text = render(session, message).text
    return our_links(settings(session).base_url).sub(_("(their own link)"), text)
