"""Taking out a comment that names somebody, or that nobody should have to read. One teammate asks,
another one agrees, who leads none of the jobs it may be about (`second_ones` says who): nobody
takes out by themselves what is said of them. Then its words are gone.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.surveys.models import Round, Snapshot
from portal.surveys.published import Doubt
from portal.surveys.second_ones import who_may_agree
from portal.team.models import Teammate

_HELD = (
    select(Snapshot)
    .join(Snapshot.round)
    .where(Round.ref == bindparam("ref"))
    .with_for_update(of=Snapshot)
)


@dataclass(frozen=True)
class Spot:
    """Which comment: the key of its question, and its number among the comments there."""

    item: str
    number: int


def ask(session: Session, by: Teammate, ref: str, *, spot: Spot) -> None:
    """Say that a comment of that round should go. A second time does nothing. Raises Missing."""
    snapshot = _held(session, ref, spot)
    if _doubt(snapshot, spot) is not None:
        return
    doubt = Doubt(spot.item, spot.number, by.ref)
    snapshot.doubts = [*snapshot.doubts, doubt.to_json()]
    trail.record(session, by.ref, "comment.doubted", subject=ref)
    session.flush()


def agree(session: Session, by: Teammate, ref: str, *, spot: Spot) -> None:
    """Take its words out, for ever.

    Raises Missing where nobody asked (any more), Refusal for whoever asked, and for whoever leads a
    job that people of this round were asked about: but for an admin where nobody else could.
    """
    snapshot = _held(session, ref, spot)
    doubt = _doubt(snapshot, spot)
    if doubt is None:
        raise Missing
    if doubt.by == by.ref:
        raise Refusal(_("You asked for it: somebody else has to agree."))
    if by not in who_may_agree(session, ref, asked_by=doubt.by):
        raise Refusal(_("You lead a job that people were asked about: somebody else has to agree."))
    said = list(snapshot.comments[spot.item])
    said[spot.number] = ""
    snapshot.comments = {**snapshot.comments, spot.item: said}
    _settle(snapshot, doubt)
    trail.record(session, by.ref, "comment.taken_out", subject=ref)
    session.flush()


def keep(session: Session, by: Teammate, ref: str, *, spot: Spot) -> None:
    """It stays. Raises Missing where nobody asked (any more)."""
    snapshot = _held(session, ref, spot)
    doubt = _doubt(snapshot, spot)
    if doubt is None:
        raise Missing
    _settle(snapshot, doubt)
    trail.record(session, by.ref, "comment.kept", subject=ref)
    session.flush()


def _held(session: Session, ref: str, spot: Spot) -> Snapshot:
    """What that round published, with such a comment in it."""
    found = session.scalar(_HELD, {"ref": ref})
    said = found.comments.get(spot.item, []) if found else []
    if found is None or spot.number >= len(said) or not said[spot.number]:
        raise Missing
    return found


def _doubt(snapshot: Snapshot, spot: Spot) -> Doubt | None:
    doubts = (Doubt(**kept) for kept in snapshot.doubts)
    return next((one for one in doubts if (one.item, one.number) == (spot.item, spot.number)), None)


def _settle(snapshot: Snapshot, doubt: Doubt) -> None:
    snapshot.doubts = [kept for kept in snapshot.doubts if kept != doubt.to_json()]
