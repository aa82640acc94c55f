"""What a closed round was made from goes: key, ballots, tallies, comments."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, or_, select
from sqlalchemy.orm import Session, aliased

from portal.audit import trail
from portal.plumbing import clock
from portal.surveys import keys
from portal.surveys.models import Ballot, Comment, Round, Tally

_Into = aliased(Round)
_ROUNDS: BindParameter[Any] = bindparam("rounds", expanding=True)
_CLOSED = select(Round).where(Round.closed_at.is_not(None), Round.forgotten_at.is_(None))
_PUBLISHED = _CLOSED.outerjoin(_Into, _Into.id == Round.pooled_into_id).where(
    or_(Round.pooled_into_id.is_(None), _Into.closed_at.is_not(None))
)
_BALLOTS = delete(Ballot).where(Ballot.round_id.in_(_ROUNDS))
_ANSWERS = (
    delete(Tally).where(Tally.round_id.in_(_ROUNDS)),
    delete(Comment).where(Comment.round_id.in_(_ROUNDS)),
)


def forget(session: Session) -> Sequence[Round]:
    """Delete what closed rounds no longer need; a second time finds nothing.

    A pooled round loses its key and ballots at once, its answers only with the round that publishes
    them. Gives the rounds whose answers are published: their deleted rows may still stand in a file
    (see traces), and `forgotten` says when they don't.
    """
    closed = session.scalars(_CLOSED).all()
    for each in closed:
        keys.destroy(session, each.ref)
    session.execute(_BALLOTS, {"rounds": [each.id for each in closed]})
    published = session.scalars(_PUBLISHED).all()
    for statement in _ANSWERS:
        session.execute(statement, {"rounds": [each.id for each in published]})
    return published


def forgotten(session: Session, rounds: Sequence[Round]) -> None:
    """Note that no file of ours holds a single answer of these rounds any more."""
    for each in rounds:
        session.get_one(Round, each.id).forgotten_at = clock.now()
        trail.record(session, trail.SYSTEM, "round.forgotten", subject=each.ref)
    session.flush()
