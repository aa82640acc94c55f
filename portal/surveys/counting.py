"""What lies in the box of a round that is being closed, with that of the rounds that pooled into
it."""

from collections.abc import Collection, Iterable, Sequence
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
_NAMED = (
    select(func.count(NamedResponse.id))
    .where(
        exists()
        .where(Invitation.id == NamedResponse.invitation_id, Invitation.round_id == Round.id)
        .correlate(NamedResponse, Round)
    )
    .correlate(Round)
    .scalar_subquery()
)
"""From the few answers with a name, not from everybody who was asked."""
_MEMBERS = (
    select(Round, _NAMED)
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
    .where(
        or_(
            Job.id.in_(bindparam("jobs", expanding=True)),
            Job.department_id.in_(bindparam("departments", expanding=True)),
        )
    )
    .order_by(Department.name, Job.title, Job.id)
)
_COMMENTS = select(Comment.words).where(
    Comment.round_id.in_(_ROUNDS),
    Comment.item == bindparam("item"),
    Comment.job_id.not_in(bindparam("restricted", expanding=True)),
)


@dataclass(frozen=True)
class Box:
    """Everything a round and those pooled into it collected: `tallies` by item and job, `comments`
    by item, without those about restricted jobs; `places` are the jobs as they stand now.

    `items` are what was asked, but not of restricted jobs alone: the words would say what these
    hide. Where a question's words changed from round to round, they are as they were last.
    """

    rounds: Sequence[Round]
    items: Sequence[Item]
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


def box(session: Session, closing: Round) -> Box:
    """What is in the box of that round."""
    found = session.execute(_MEMBERS, {"round": closing.id}).all()
    members = [member for member, _named in found]
    rounds: dict[str, object] = {"rounds": [member.id for member in members]}
    tallies: dict[str, dict[int, dict[str, int]]] = {}
    for item, job, value, n in rows(session, _TALLIES, rounds).all():
        tallies.setdefault(item, {}).setdefault(job, {})[value] = int(n)
    asked = _items(members)
    places = _places(session, tallies.get(ANSWERED, {}), asked)
    items = [item for item in asked if _is_told(item, places, tallies.get(item.key, {}))]
    rounds["restricted"] = [place.job_id for place in places if place.is_restricted]
    return Box(
        rounds=members,
        items=items,
        named=sum(named for _member, named in found),
        tallies=tallies,
        comments={
            item.key: [words for (words,) in rows(session, _COMMENTS, rounds | {"item": item.key})]
            for item in items
            if item.kind is ItemKind.TEXT
        },
        places=places,
    )


def _items(members: Iterable[Round]) -> list[Item]:
    asked = [item for member in members for item in member.version.asked()]
    return list({item.key: item for item in asked}.values())


def _places(session: Session, answered: Iterable[int], asked: Iterable[Item]) -> list[Place]:
    """Where somebody answered, or was asked a question of their own."""
    own = [item.where.split() for item in asked if item.where]
    jobs = {int(number) for kind, number in own if kind == "job"}
    departments = {int(number) for kind, number in own if kind == "department"}
    about = {"jobs": [*jobs.union(answered)], "departments": [*departments]}
    return [Place(*row) for row in rows(session, _PLACES, about)]


def _is_told(item: Item, places: Sequence[Place], said: Collection[int]) -> bool:
    """Not a question that restricted jobs alone were asked."""
    asked = [
        place.is_restricted
        for place in places
        if item.where in {place.key, place.above} or place.job_id in said
    ]
    return not (item.where and asked and all(asked))
