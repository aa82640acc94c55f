"""Answering, in two transactions of the caller's: first `spend`, then `count`.

The ballot is spent before the answer is counted, and never in one transaction with it: two rows
written together can be paired later. A crash between the two loses that answer and never counts it
twice. Nothing is told to anybody: no event, no audit line, no mark on the invitation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application, Job
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.plain import INSERT, rows, write
from portal.plumbing.words import gettext as _
from portal.surveys import keys
from portal.surveys.counting import ANSWERED
from portal.surveys.items import ItemKind, checked, items_asked
from portal.surveys.models import (
    Ballot,
    Comment,
    Invitation,
    NamedResponse,
    Round,
    Version,
)
from portal.surveys.queries import is_past
from portal.surveys.tallies import count_up

_SPEND = {
    name: insert(Ballot.__table__).on_conflict_do_nothing() for name, insert in INSERT.items()
}
_ASKED = (
    select(
        Invitation.id,
        Invitation.round_id,
        Round.ref,
        Round.closed_at,
        Round.closes_on,
        Version.items,
        Application.job_id,
        Job.department_id,
    )
    .join(Invitation.round)
    .join(Round.version)
    .join(Invitation.application)
    .join(Application.job)
    .where(Invitation.ref == bindparam("ref"), Invitation.candidate_id == bindparam("candidate"))
    .with_for_update(read=True, key_share=True, of=Round)
)
"""Closing waits for who is answering, and they for it, so that no ballot comes in after the others
were destroyed; whoever is being asked meanwhile does not matter."""
_STILL_OPEN = (
    select(Round.id)
    .where(Round.id == bindparam("round"), Round.closed_at.is_(None))
    .with_for_update(read=True, key_share=True)
)


@dataclass(frozen=True)
class Stamp:
    """What is left of an invitation once its ballot is spent: enough to count an answer."""

    round_id: int
    job_id: int
    closed: Mapping[str, str]
    words: Mapping[str, str]
    signed: int | None
    """The invitation, only where the candidate gives their name."""


@dataclass
class Slip:
    """What somebody filled in: `given` is tidied text by item. Spending stamps it, counting takes
    the stamp off once all is written: before that, a try that failed may be made again."""

    given: Mapping[str, str]
    is_named: bool = False
    stamp: Stamp | None = field(default=None, init=False)

    def is_written(self) -> bool:
        """Whether it may be counted already."""
        return self.stamp is None


def spend(session: Session, candidate_id: int, ref: str, *, slip: Slip) -> None:
    """The first transaction: check what was filled in and spend the invitation's ballot.

    Raises Missing; Refusal for an answer that can't be, a closed round, one that takes no answers
    because its key is missing, and for whoever answered already.
    """
    row = rows(session, _ASKED, {"ref": ref, "candidate": candidate_id}).one_or_none()
    if row is None:
        raise Missing
    if row.closed_at is not None or is_past(session, row.closes_on):
        raise Refusal(_("This round is closed and takes no more answers."))
    asked = items_asked(row.items, row.job_id, row.department_id)
    answers = checked(asked, slip.given)
    mark = keys.mark(session, row.ref, row.id)
    if mark is None:
        raise Refusal(_("This round can take no answers: a file is missing on our side. Sorry."))
    ballot = {"round_id": row.round_id, "mark": mark}
    if not write(session, _SPEND[session.get_bind().dialect.name], ballot):
        raise Refusal(_("We have received your answer already."))
    written = {item.key for item in asked if item.kind is ItemKind.TEXT}
    slip.stamp = Stamp(
        round_id=row.round_id,
        job_id=row.job_id,
        closed={key: value for key, value in answers.items() if key not in written},
        words={key: value for key, value in answers.items() if key in written},
        signed=row.id if slip.is_named else None,
    )


def count(session: Session, slip: Slip) -> None:
    """The second transaction: count a stamped slip, once. With a name it is kept as it is, for the
    team to answer.

    Raises ValueError for a slip without a stamp, Refusal where the round closed a moment ago.
    """
    stamp = slip.stamp
    if stamp is None:
        raise ValueError("Spend its ballot first; and a slip is counted once.")
    if rows(session, _STILL_OPEN, {"round": stamp.round_id}).one_or_none() is None:
        raise Refusal(_("This round is closed and takes no more answers."))
    if stamp.signed is None:
        _count(session, stamp)
    else:
        _keep(session, stamp, stamp.signed)
    session.flush()
    slip.stamp = None


def _count(session: Session, stamp: Stamp) -> None:
    one = {"job_id": stamp.job_id, "n": 1}
    values = [(ANSWERED, ""), *stamp.closed.items()]
    count_up(session, stamp.round_id, [{**one, "item": key, "value": said} for key, said in values])
    for item, words in stamp.words.items():
        session.add(Comment(round_id=stamp.round_id, job_id=stamp.job_id, item=item, words=words))


def _keep(session: Session, stamp: Stamp, invitation_id: int) -> None:
    answers = {**stamp.closed, **stamp.words}
    session.add(NamedResponse(invitation_id=invitation_id, at=clock.now(), answers=answers))
    ref = session.get_one(Invitation, invitation_id).ref
    trail.record(session, trail.CANDIDATE, "survey.answered_with_name", subject=ref)
