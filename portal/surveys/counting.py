"""What lies in the box of a round that is being closed, with that of the rounds that pooled into
it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.company.models import Department
from portal.hiring.models import Job
from portal.plumbing.plain import rows
from portal.surveys.breakdown import Place, total
from portal.surveys.items import Item, ItemKind
from portal.surveys.models import Comment, Invitation, NamedResponse, Round, Tally

ANSWERED = "*"
"""The item under which a tally counts whoever answered anything."""

_ROUNDS: BindParameter[Any] = bindparam("rounds", expanding=True)
_MEMBERS = (
    select(Round)
    .where(or_(Round.id == bindparam("round"), Round.pooled_into_id == bindparam("round")))
    .options(joinedload(Round.version))
    .order_by(Round.opens_on)
)
_TALLIES = (
    select(Tally.item, Tally.job_id, Tally.value, func.sum(Tally.n))
    .where(Tally.round_id.in_(_ROUNDS))
    .group_by(Tally.item, Tally.job_id, Tally.value)
)
_PLACES = (
    select(Job.id, Job.title, Department.id, Department.name, Job.is_restricted)
    .outerjoin(Job.department)
    .where(Job.id.in_(bindparam("jobs", expanding=True)))
    .order_by(Department.name, Job.title, Job.id)
)
_COMMENTS = select(Comment.words).where(
    Comment.round_id.in_(_ROUNDS), Comment.item == bindparam("item")
)
_ELSEWHERE = _COMMENTS.where(Comment.job_id.not_in(bindparam("jobs", expanding=True))).limit(1)
_OF_ROUNDS = exists().where(
    Invitation.id == NamedResponse.invitation_id, Invitation.round_id.in_(_ROUNDS)
)
_NAMED = select(func.count(NamedResponse.id)).where(_OF_ROUNDS)
"""From the few answers with a name, not from everybody who was asked."""


@dataclass(frozen=True)
class Box:
    """Everything a round and those pooled into it collected: `tallies` by item and job, `comments`
    by item; `places` are the jobs as they stand now."""

    rounds: Sequence[Round]
    named: int
    tallies: dict[str, dict[int, dict[str, int]]]
    comments: dict[str, Sequence[str]]
    places: Sequence[Place]

    @property
    def delivered(self) -> int:
        """How many were asked and reached."""
        return sum(member.delivered for member in self.rounds)

    @property
    def answered(self) -> int:
        """How many answered without their name."""
        return sum(total(self.tallies.get(ANSWERED, {}).values()).values())

    def items(self) -> list[Item]:
        """What was asked; where a question's words changed from round to round, as they were
        last."""
        return _items(self.rounds)


def box(session: Session, closing: Round) -> Box:
    """What is in the box of that round."""
    members = session.scalars(_MEMBERS, {"round": closing.id}).all()
    rounds: dict[str, object] = {"rounds": [member.id for member in members]}
    tallies: dict[str, dict[int, dict[str, int]]] = {}
    for item, job, value, n in rows(session, _TALLIES, rounds).all():
        tallies.setdefault(item, {}).setdefault(job, {})[value] = int(n)
    places = _places(session, tallies.get(ANSWERED, {}))
    return Box(
        rounds=members,
        named=rows(session, _NAMED, rounds).scalar_one(),
        tallies=tallies,
        comments={
            item.key: _said(session, rounds | {"item": item.key}, places)
            for item in _items(members)
            if item.kind is ItemKind.TEXT
        },
        places=places,
    )


def _items(members: Iterable[Round]) -> list[Item]:
    asked = [item for member in members for item in member.version.asked()]
    return list({item.key: item for item in asked}.values())


def _said(session: Session, about: dict[str, object], places: Sequence[Place]) -> Sequence[str]:
    """What was said to one question: nothing where restricted jobs alone were asked it."""
    restricted = [place.job_id for place in places if place.is_restricted]
    if restricted and not rows(session, _ELSEWHERE, about | {"jobs": restricted}).all():
        return []
    return [words for (words,) in rows(session, _COMMENTS, about).all()]


def _places(session: Session, jobs: Iterable[int]) -> list[Place]:
    return [Place(*row) for row in rows(session, _PLACES, {"jobs": list(jobs)})]
