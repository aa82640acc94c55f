"""Saying what was changed because of a round: candidates read it beside the next survey."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.surveys.models import Change, Round, Snapshot
from portal.team.models import Teammate

LONGEST = 300
"""Characters: a sentence or two, beside somebody's survey."""

_PUBLISHED = select(Round).join(Snapshot).where(Round.ref == bindparam("ref"))
_SAID = select(Change.id).where(
    Change.round_id == bindparam("round"), Change.words == bindparam("words")
)
_CHANGE = (
    select(Change)
    .join(Change.round)
    .where(Change.ref == bindparam("change"), Round.ref == bindparam("round"))
    .with_for_update(of=Change)
)


def say(session: Session, by: Teammate, ref: str, *, words: str) -> Change:
    """Tell candidates of the next rounds what was changed because of this one.

    Raises Missing for a round that published nothing, Refusal for no words, or the same ones again.
    """
    of = session.scalar(_PUBLISHED, {"ref": ref})
    if of is None:
        raise Missing
    if not words:
        raise Refusal(_("Write what you changed."))
    if session.scalar(_SAID, {"round": of.id, "words": words}) is not None:
        raise Refusal(_("That is said already."))
    change = Change(round_id=of.id, words=words, at=clock.now(), by_id=by.id)
    session.add(change)
    session.flush()
    trail.record(session, by.ref, "change.said", subject=change.ref)
    return change


def take_back(session: Session, by: Teammate, ref: str, *, change: str) -> None:
    """Say it no longer. Raises Missing where it is not said (any more)."""
    found = session.scalar(_CHANGE, {"change": change, "round": ref})
    if found is None:
        raise Missing
    session.delete(found)
    trail.record(session, by.ref, "change.taken_back", subject=change)
    session.flush()
