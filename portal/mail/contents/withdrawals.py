"""Letters about a withdrawal: to the candidate who withdrew, and to the team."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.hiring.models import Withdrawal
from portal.hiring.reasons import MAIN, words_for
from portal.hiring.undoing import is_undoable, undo_until
from portal.mail.contents.basis import Links, Outdated, open_view_of, our_links, view_of, with_page
from portal.mail.contents.team import about
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.settings import settings

_WITHDRAWAL = (
    select(Withdrawal)
    .where(Withdrawal.id == bindparam("id"))
    .options(joinedload(Withdrawal.application), selectinload(Withdrawal.reasons))
)


def withdrawn(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Thanks and a wish. Outdated once it is taken back."""
    withdrawal = _standing(session, message)
    view = view_of(session, message)
    until = view.withdrawal.undo_until if view.withdrawal else None
    return {
        **with_page(view, links),
        "after_acceptance": withdrawal.after_acceptance,
        "undo_until": until,
        "writer": view.owner,
    }


def undone(session: Session, message: Message, links: Links) -> dict[str, object]:
    """It goes on. Outdated once it is closed again."""
    view = open_view_of(session, message)
    return {**with_page(view, links), "writer": view.owner}


def team_withdrawn(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Who withdrew, and until when it may be taken back. Outdated once it is."""
    withdrawal = _standing(session, message)
    undo = is_undoable(withdrawal.at, clock.now())
    return {
        **about(session, message, links),
        "after_acceptance": withdrawal.after_acceptance,
        "undo_until": undo_until(withdrawal.at) if undo else None,
    }


def team_undone(session: Session, message: Message, links: Links) -> dict[str, object]:
    """They took it back. Outdated once they withdrew anew."""
    application = _withdrawal(session, message).application
    if not application.is_open():
        raise Outdated("The application was closed again before this left.")
    return {**about(session, message, links), "next_word_by": application.next_word_by}


def team_reasons(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Why somebody withdrew, in their own words and with their name."""
    withdrawal = _standing(session, message)
    main = [words_for(each.code) for each in withdrawal.reasons if each.rank == MAIN]
    return {
        **about(session, message, links),
        "main": main,
        "more": [words_for(each.code) for each in withdrawal.reasons if each.rank > MAIN],
        "comment": our_links(settings(session).base_url).sub("(…)", withdrawal.comment),
        "stay_in_touch": withdrawal.stay_in_touch,
    }


def _standing(session: Session, message: Message) -> Withdrawal:
    withdrawal = _withdrawal(session, message)
    if withdrawal.taken_back_at is not None:
        raise Outdated("The withdrawal was taken back before this left.")
    return withdrawal


def _withdrawal(session: Session, message: Message) -> Withdrawal:
    withdrawal = session.scalar(_WITHDRAWAL, {"id": int(message.subject)})
    if withdrawal is None:
        raise Outdated("The withdrawal is gone.")
    return withdrawal
