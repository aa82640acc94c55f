"""What a candidate would read, shown to whoever is about to send it: the act is done for real, in
a transaction that is then undone, so that it is exactly that and not something like it.
"""

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.actions import applications, endings
from portal.hiring.models import Application
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.contents.applications import ending_facts
from portal.mail.contents.basis import our_links
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render, text_of
from portal.mail.models import Message
from portal.offers import ends
from portal.plumbing import clock
from portal.plumbing.settings import settings
from portal.plumbing.words import gettext as _
from portal.plumbing.words import spoken
from portal.standing.closing import as_closed
from portal.standing.queries import application_view, cards
from portal.standing.views import ApplicationView
from portal.team.models import Teammate

_ABOUT = (
    select(Message)
    .where(
        Message.subject == bindparam("subject"),
        Message.candidate_id.is_not(None),
        Message.state == MessageState.QUEUED,
    )
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


def rehearse_ending(  # noqa: PLR0913  each says one thing of what is written
    session: Session,
    application: Application,
    by: Teammate,
    *,
    way: EndingWay,
    words: str,
    mail_because: str = "",
    becomes: Outcome | None = None,
) -> NoReturn:
    """Tell the ending, look at it, and raise Rehearsed, which undoes it. Raises Refusal as well.
    `becomes` is what an offer comes to by it.
    """
    write = ends.write if becomes else endings.write
    ending = write(
        session,
        application,
        by,
        way=way,
        words=words,
        outcome=becomes or application.ends_as(),
        mail_because=mail_because,
    )
    endings.release(session, ending)
    view = _view(session, application)
    raise Rehearsed(Preview(view, _letter_about(session, ending.ref)))


def rehearse_introduction(session: Session, application: Application, by: Teammate) -> NoReturn:
    """Introduce them, look at it, and raise Rehearsed, which undoes it. Raises Refusal as well."""
    applications.introduce(session, application, by)
    view = _view(session, application)
    raise Rehearsed(Preview(view, _letter_about(session, application.ref)))


def _view(session: Session, application: Application) -> ApplicationView:
    """Their page, in their language."""
    with spoken(application.candidate.locale):
        view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    return view


def _letter_about(session: Session, subject: str) -> str:
    message = session.scalar(_ABOUT, {"subject": subject})
    if message is None:
        return ""
    text = render(session, message).text
    return our_links(settings(session).base_url).sub(_("(their own link)"), text)


def ending_letter(
    session: Session, application_id: int, by: Teammate | None, *, words: str, outcome: Outcome
) -> str:
    """The mail of an ending as it would be read if it left now, without its link. Writes nothing:
    it is shown wherever a batch of them is looked at.
    """
    application = session.get_one(Application, application_id)
    candidate, house = application.candidate, company(session)
    others = [card for card in cards(session, candidate.id) if card.ref != application.ref]
    with spoken(candidate.locale):
        closed = as_closed(
            _view(session, application),
            outcome,
            at=clock.now(),
            months=house.retention_months,
            others_open=sum(card.is_open for card in others),
        )
        facts = ending_facts(closed, way=EndingWay.MAIL, words=words, by=by)
        _subject, text = text_of(session, Letter.ENDING, {**facts, "link": _("(their own link)")})
    return text
