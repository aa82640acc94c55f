"""What the team may know of answers: what closed rounds published, when the next one closes and
nothing else about it, and what people said with their name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job
from portal.surveys.items import Item, Touchpoint
from portal.surveys.models import (
    Change,
    Invitation,
    NamedResponse,
    Round,
    Snapshot,
    Survey,
    Version,
)

ROUNDS_AT_MOST = 8
NAMED_AT_MOST = 20

_TOUCHPOINTS = select(Survey.touchpoint).where(Survey.is_on).union(select(Round.touchpoint))
_Newer = aliased(Round)
_NEWEST = (
    select(_Newer.ref)
    .join(Snapshot, Snapshot.round_id == _Newer.id)
    .where(_Newer.touchpoint == bindparam("touchpoint"))
    .order_by(_Newer.opens_on.desc())
    .limit(1)
    .scalar_subquery()
)
_CHOSEN = func.coalesce(func.nullif(bindparam("chosen"), ""), _NEWEST)
_OPEN_AND_PUBLISHED = (
    select(
        Round.ref,
        Round.closes_on,
        Round.closed_at,
        Snapshot.figures,
        case((Round.ref == _CHOSEN, Snapshot.parts), else_=null()).label("parts"),
        case((Round.ref == _CHOSEN, Snapshot.comments), else_=null()).label("comments"),
    )
    .outerjoin(Snapshot, Snapshot.round_id == Round.id)
    .where(
        Round.touchpoint == bindparam("touchpoint"),
        or_(Round.closed_at.is_(None), Snapshot.id.is_not(None)),
    )
    .order_by(Round.opens_on.desc())
    .limit(ROUNDS_AT_MOST + 1)
)
_CHANGES = (
    select(Change.ref, Change.words)
    .join(Change.round)
    .where(Round.ref == bindparam("round"))
    .order_by(Change.at, Change.id)
)
_PUBLISHED = (
    select(Round.touchpoint, Round.ref, Snapshot.figures)
    .join(Snapshot, Snapshot.round_id == Round.id)
    .where(Round.ref == bindparam("round"))
)
_Asked = aliased(Round)
_OF_TOUCHPOINT = exists().where(
    _Asked.id == Invitation.round_id, _Asked.touchpoint == bindparam("touchpoint")
)
"""So that the few answers with a name are looked through, not everybody who was ever asked."""
_NAMED = (
    select(
        Candidate.full_name,
        Application.ref,
        Job.title,
        NamedResponse.at,
        NamedResponse.answers,
        Version.items,
    )
    .join(NamedResponse.invitation)
    .join(Invitation.round)
    .join(Round.version)
    .join(Application, Application.id == Invitation.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .where(_OF_TOUCHPOINT)
    .order_by(NamedResponse.at.desc())
    .limit(NAMED_AT_MOST)
)


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published of some people, question by question."""

    items: tuple[Mapping[str, Any], ...]

    def asked(self, key: str) -> Mapping[str, Any] | None:
        """That question, if it was asked."""
        return next((item for item in self.items if item["key"] == key), None)

    def item(self, key: str) -> Mapping[str, Any] | None:
        """What was published of that question, if anything was."""
        found = self.asked(key)
        return found["figures"] if found else None


@dataclass(frozen=True, kw_only=True)
class Part(Published):
    """What was published of a department, or of the job of that id."""

    name: str
    job_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClosedRound(Published):
    """What one round published. `comments` by question and `parts`, which are departments, each
    followed by its jobs, only of the round that was asked for."""

    ref: str
    first_day: date
    last_day: date
    answered: int
    response: Mapping[str, Any] | None
    parts: tuple[Part, ...]
    comments: Mapping[str, list[str]] | None

    def parts_for(self, jobs: Collection[int] | None) -> tuple[Part, ...]:
        """The parts that whoever sees those jobs may see: all of them for None, else the jobs."""
        return tuple(part for part in self.parts if jobs is None or part.job_id in jobs)


@dataclass(frozen=True)
class Changed:
    """What the team said it changed because of a round."""

    ref: str
    words: str


@dataclass(frozen=True)
class Shown:
    """Everything there is to see of one touchpoint: `rounds` oldest first, `changes` because of the
    one shown in full."""

    rounds: tuple[ClosedRound, ...]
    chosen: ClosedRound | None
    next_closes_on: date | None
    changes: tuple[Changed, ...] = ()

    @property
    def before(self) -> ClosedRound | None:
        """The round before the one that is shown in full."""
        if self.chosen is None:
            return None
        first_day = self.chosen.first_day
        return next((one for one in reversed(self.rounds) if one.last_day < first_day), None)


@dataclass(frozen=True)
class NamedAnswer:
    """What somebody said with their name, question by question."""

    name: str
    application_ref: str
    job_title: str
    at: datetime
    answers: tuple[tuple[str, str], ...]


def touchpoints(session: Session) -> list[Touchpoint]:
    """Those that people are asked about, or were."""
    there = {*session.scalars(_TOUCHPOINTS), Touchpoint.INTERVIEWED}
    return [each for each in Touchpoint if each in there]


def rounds_shown(session: Session, touchpoint: Touchpoint, chosen: str = "") -> Shown:
    """What closed rounds published; `chosen` is the ref of the one shown in full, the newest by
    default."""
    asked = {"touchpoint": touchpoint, "chosen": chosen}
    rows = session.execute(_OPEN_AND_PUBLISHED, asked).all()
    closed = [
        _closed(row.ref, row.figures, row.parts, comments=row.comments)
        for row in reversed(rows)
        if row.closed_at
    ]
    full = next((each for each in closed if each.comments is not None), None)
    return Shown(
        rounds=tuple(closed[-ROUNDS_AT_MOST:]),
        chosen=full,
        next_closes_on=min((row.closes_on for row in rows if not row.closed_at), default=None),
        changes=changes(session, full.ref if full else ""),
    )


def changes(session: Session, ref: str) -> tuple[Changed, ...]:
    """What was changed because of the round of that ref, in the order it was said."""
    return tuple(Changed(*row) for row in session.execute(_CHANGES, {"round": ref}))


def published_round(session: Session, ref: str) -> tuple[Touchpoint, ClosedRound] | None:
    """The closed round of that ref, without its comments, if it published anything."""
    row = session.execute(_PUBLISHED, {"round": ref}).one_or_none()
    return (row.touchpoint, _closed(row.ref, row.figures)) if row else None


def named_answers(session: Session, touchpoint: Touchpoint) -> list[NamedAnswer]:
    """The latest of those who said who they are, so that somebody gets back to them."""
    rows = session.execute(_NAMED, {"touchpoint": touchpoint})
    return [
        NamedAnswer(name, application, job, at, _said(items, answers))
        for name, application, job, at, answers, items in rows
    ]


def _closed(
    ref: str,
    figures: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]] | None = None,
    *,
    comments: Mapping[str, list[str]] | None = None,
) -> ClosedRound:
    return ClosedRound(
        ref=ref,
        first_day=date.fromisoformat(figures["from"]),
        last_day=date.fromisoformat(figures["until"]),
        answered=figures["answered"],
        response=figures["response"],
        items=tuple(figures["items"]),
        parts=tuple(_parts(figures["items"], parts or ())),
        comments=comments,
    )


def _parts(asked: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    for part in kept:
        items = tuple({**item, "figures": part["items"].get(item["key"])} for item in asked)
        yield Part(name=part["name"], job_id=part.get("job"), items=items)
        yield from _parts(asked, part.get("parts", ()))


def _said(items: list[dict[str, Any]], answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    asked = [Item.from_json(kept) for kept in items]
    return tuple((item.words, answers[item.key]) for item in asked if item.key in answers)
