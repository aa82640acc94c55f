"""What a closed round was made from goes: key, ballots, tallies, comments. What waits for the next
round lies there like everybody's, in no order."""

from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.surveys import keys
from portal.surveys.models import Ballot, Comment, Round, Tally
from portal.surveys.tallies import count_up

_ROUNDS: BindParameter[Any] = bindparam("rounds", expanding=True)
_CLOSED = (
    select(Round)
    .where(Round.closed_at.is_not(None), Round.forgotten_at.is_(None))
    .order_by(Round.id)
    .with_for_update()
)
"""Held, so that two who forget at once don't hand the same answers on twice."""
_STILL_OPEN = (
    select(Round.id)
    .where(Round.id == bindparam("round"), Round.closed_at.is_(None))
    .with_for_update(read=True)
)
_TALLIES = select(Tally.job_id, Tally.item, Tally.value, Tally.n).where(
    Tally.round_id == bindparam("round")
)
_COMMENTS = select(Comment.job_id, Comment.item, Comment.words).where(
    Comment.round_id == bindparam("round")
)
_MADE_FROM = tuple(
    delete(model).where(model.round_id.in_(_ROUNDS)) for model in (Ballot, Tally, Comment)
)


def forget(session: Session) -> Sequence[Round]:
    """Delete what closed rounds were made from, and hand on the answers of one that pooled; a
    second time finds nothing.

    Gives the closed rounds: their deleted rows may still stand in a file (see traces), and
    `forgotten` says when they don't.
    """
    closed = session.scalars(_CLOSED).all()
    for each in closed:
        keys.destroy(session, each.ref)
        into = session.scalar(_STILL_OPEN, {"round": each.pooled_into_id})
        if into is not None:
            _hand_on(session, each.id, into)
    for statement in _MADE_FROM:
        session.execute(statement, {"rounds": [each.id for each in closed]})
    return closed


def forgotten(session: Session, rounds: Sequence[Round]) -> None:
    """Note that no file of ours holds a trace of single answers as they came to these rounds."""
    for each in rounds:
        session.get_one(Round, each.id).forgotten_at = clock.now()
        trail.record(session, trail.SYSTEM, "round.forgotten", subject=each.ref)
    session.flush()


def _hand_on(session: Session, closed: int, into: int) -> None:
    """Written anew, all at once: as they lie they still stand in the order in which they came."""
    tallies = rows(session, _TALLIES, {"round": closed}).mappings().all()
    count_up(session, into, [dict(each) for each in tallies])
    comments = rows(session, _COMMENTS, {"round": closed}).mappings().all()
    mixed = SystemRandom().sample(comments, len(comments))
    if mixed:
        anew = [{**each, "round_id": into} for each in mixed]
        session.execute(insert(Comment), anew)
