"""Letters about where an application stands: introduction, update, ending."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.models import Application, Ending, Promise, Update
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import EndingWay
from portal.mail.contents.basis import Links, Outdated, open_view_of, view_of, with_page
from portal.mail.models import Message
from portal.standing import sentences
from portal.standing.views import ApplicationView
from portal.team.models import Teammate

_UPDATE = select(Update).where(Update.ref == bindparam("ref")).options(joinedload(Update.by))
_MISSED = (
    select(Promise.due_on)
    .where(
        Promise.application_id == bindparam("application"),
        Promise.result == PromiseResult.MISSED,
        Promise.settled_at <= bindparam("at"),
    )
    .order_by(Promise.id.desc())
    .limit(1)
)
_ENDING = (
    select(Ending)
    .join(Application, Application.ending_id == Ending.id)
    .where(Ending.ref == bindparam("ref"))
    .options(joinedload(Ending.by))
)


def introduction(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The first mail: there is a page, and a date."""
    view = open_view_of(session, message)
    return {**with_page(view, links), "writer": view.owner}


def update(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The words as they were written, with the date as it stands now."""
    view, told = open_view_of(session, message), _told(session, message)
    return {
        **with_page(view, links),
        "sentence": sentences.heading(told.sentence),
        "words": sentences.said(told.words),
        "writer": told.by.name if told.by else view.owner,
    }


def late(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The same, and the day by which they were promised."""
    told = _told(session, message)
    asked = {"application": told.application_id, "at": told.at}
    promised_by = session.scalar(_MISSED, asked)
    return {**update(session, message, links), "promised_by": promised_by}


def ending(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The words written for them. Outdated once the application goes on after all."""
    view = view_of(session, message)
    told = session.scalar(_ENDING, {"ref": message.subject})
    if told is None or view.outcome is None:
        raise Outdated("The application was opened again before this left.")
    said = ending_facts(
        view, way=told.way, words=told.words, by=told.by, tried_to_call=told.tried_to_call
    )
    return {**said, **with_page(view, links)}


def ending_facts(
    view: ApplicationView,
    *,
    way: EndingWay,
    words: str,
    by: Teammate | None,
    tried_to_call: bool = False,
) -> dict[str, object]:
    """The facts of an ending's letter, its link apart: `view` is of the closed application."""
    return {
        "called": view.called,
        "view": view,
        "opening": sentences.opening(way, view.outcome, tried_to_call=tried_to_call),
        "words": words,
        "farewell": sentences.farewell(),
        "writer": by.name if by else view.owner,
    }


def _told(session: Session, message: Message) -> Update:
    told = session.scalar(_UPDATE, {"ref": message.subject})
    if told is None:
        raise Outdated("The update is gone.")
    return told
