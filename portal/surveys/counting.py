"""What lies in the box of a round that is being closed, with that of the rounds that pooled into
it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.company.models import Department
from portal.hiring.models import Job
from portal.plumbing.plain import rows
from portal.surveys.breakdown import Place, total
from portal.surveys.items import Item
from portal.surveys.models import UNREACHED, Comment, Invitation, NamedResponse, Round, Tally

ANSWERED = "*"
"""The item under which a tally counts whoever answered anything."""

_ROUNDS: BindParameter[Any] = bindparam("rounds", expanding=True)
_MEMBERS = (
    select(Round)
    .where(or_(Round.id == bindparam("round"), Round.pooled_into_id == bindparam("round")))
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
_COMMENTS = select(Comment.item, Comment.job_id, Comment.words).where(Comment.round_id.in_(_ROUNDS))
_INVITED = select(func.count(Invitation.id)).where(Invitation.round_id.in_(_ROUNDS))
_UNREACHED = _INVITED.where(UNREACHED)
"""The few whom the question did not reach, who have an index of their own: everybody is counted in
another one, and nobody's row is looked at.
"""
_OF_ROUNDS = exists().where(
    Invitation.id == NamedResponse.invitation_id, Invitation.round_id.in_(_ROUNDS)
)
_NAMED = select(func.count(NamedResponse.id)).where(_OF_ROUNDS)
"""From the few answers with a name, not from everybody who was asked."""


@dataclass(frozen=True)
class Box:
    """Everything a round and those pooled into it collected: `tallies` by item and job, `comments`
    by item. `invited` are those whom the question reached; `places` are the jobs as they stand
    now."""

    rounds: Sequence[Round]
    invited: int
    named: int
    tallies: dict[str, dict[int, dict[str, int]]]
    comments: dict[str, list[str]]
    places: Sequence[Place]

    @property
    def answered(self) -> int:
        """How many answered without their name."""
        return sum(total(self.tallies.get(ANSWERED, {}).values()).values())

    def items(self) -> list[Item]:
        """What was asked; where a question's words changed from round to round, as they were
        last."""
        asked = [item for member in self.rounds for item in member.version.asked()]
        return list({item.key: item for item in asked}.values())


def box(session: Session, closing: Round) -> Box:
    """What is in the box of that round."""
    members = session.scalars(_MEMBERS, {"round": closing.id}).all()
    rounds = {"rounds": [member.id for member in members]}
    tallies: dict[str, dict[int, dict[str, int]]] = {}
    for item, job, value, n in rows(session, _TALLIES, rounds).all():
        tallies.setdefault(item, {}).setdefault(job, {})[value] = int(n)
    places = _places(session, tallies.get(ANSWERED, {}))
    return Box(
        rounds=members,
        invited=_number(session, _INVITED, rounds) - _number(session, _UNREACHED, rounds),
        named=_number(session, _NAMED, rounds),
        tallies=tallies,
        comments=_comments(session, rounds, places),
        places=places,
    )


def _number(session: Session, counting: Select[int], rounds: Mapping[str, object]) -> int:
    return rows(session, counting, rounds).scalar_one()


def _comments(
    session: Session, rounds: Mapping[str, object], places: Sequence[Place]
) -> dict[str, list[str]]:
    """The words by question; none of one that restricted jobs alone were asked."""
    restricted = {place.job_id for place in places if place.is_restricted}
    said: defaultdict[str, list[str]] = defaultdict(list)
    about: defaultdict[str, set[int]] = defaultdict(set)
    for item, job, words in rows(session, _COMMENTS, rounds).all():
        said[item].append(words)
        about[item].add(job)
    return {item: words for item, words in said.items() if not about[item] <= restricted}


def _places(session: Session, jobs: Iterable[int]) -> list[Place]:
    return [Place(*row) for row in rows(session, _PLACES, {"jobs": list(jobs)})]
