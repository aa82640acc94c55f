"""The messages of the outbox as the team reads them: by what became of them, by person, a page at a
time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from portal.hiring.models import Application
from portal.hiring.queries import words as by_words
from portal.mail.kinds import MessageState
from portal.mail.models import JOINED, NEEDS_A_PERSON, ON_ITS_WAY, Message
from portal.team.rights import Act, Actor, jobs_seen, may

PAGE = 50
COUNTED = 10_000
"""Beyond so many nobody counts or leafs any more."""


class Shown(StrEnum):
    """Which messages are asked for."""

    STUCK = "stuck"
    """What will not leave without a person."""
    FAILED = "failed"
    STALE = "stale"
    UNSURE = "unsure"
    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    CANCELLED = "cancelled"
    ALL = "all"
    """Of somebody: nobody leafs through everything."""


_STATES: dict[Shown, tuple[MessageState, ...]] = {
    Shown.STUCK: (MessageState.FAILED, MessageState.STALE, MessageState.UNSURE),
    Shown.WAITING: (MessageState.QUEUED, MessageState.RETRY, MessageState.SENDING),
    **{Shown(state.value): (state,) for state in MessageState if state.value in set(Shown)},
    Shown.ALL: tuple(MessageState),
}
_BY_INDEX: dict[Shown, Any] = {
    **{shown: Message.state == states[0] for shown, states in _STATES.items()},
    Shown.STUCK: NEEDS_A_PERSON,
    Shown.WAITING: ON_ITS_WAY,
}
_NEWEST: tuple[Any, ...] = (Message.id.desc(),)
_ORDER: dict[Shown, tuple[Any, ...]] = {
    Shown.STUCK: (Message.created_at.desc(), Message.id.desc()),
    Shown.WAITING: (Message.urgency, Message.due_at, Message.id),
}
_STATE = func.lower(Message.state)
"""Not the bare column: of a person's few messages, or of one's own jobs, the state finds none."""
_JOBS, _PEOPLE, _NOBODY = "jobs", "people", "nobody"
_OF_ACTOR: dict[str, ColumnElement[bool]] = {
    _JOBS: Message.application_id.in_(
        select(Application.id).where(Application.job_id.in_(bindparam("seen", expanding=True)))
    ),
    _PEOPLE: Message.candidate_id.is_not(None),
}
_WITH_PEOPLE = select(Message).options(
    joinedload(Message.candidate),
    joinedload(Message.teammate),
    joinedload(Message.application).joinedload(Application.job),
)
_CARRIED = (
    select(Message).where(JOINED, Message.joined_id == bindparam("digest")).order_by(Message.id)
)


@dataclass(frozen=True)
class Listed:
    """A page of messages, and how many there are of each kind, up to one more than are counted."""

    messages: Sequence[Message]
    counts: dict[Shown, int]
    shown: Shown
    page: int
    most: int = COUNTED

    @property
    def pages(self) -> int:
        """How many pages can be asked for."""
        return _pages(self.counts[self.shown])


def listed(
    session: Session, actor: Actor, shown: Shown, *, words: str = "", page: int = 1
) -> Listed:
    """That page of the messages the actor may see: of candidates who are found by those words, or
    all of that kind. A page beyond the last one is the last one.
    """
    shape, values = _asked(session, actor, words)
    shown = Shown.STUCK if shown is Shown.ALL and not _is_narrow(shape) else shown
    counts = _counts(session, shape, values)
    page = max(1, min(page, _pages(counts[shown])))
    if _NOBODY in shape:
        return Listed([], counts, shown, 1)
    found = session.scalars(_page(shape, shown), {**values, "skip": (page - 1) * PAGE}).all()
    return Listed(found, counts, shown, page)


def message_by_ref(session: Session, actor: Actor, ref: str) -> Message | None:
    """The message with that ref, if the actor may see it."""
    shape = _of_actor(actor)
    return session.scalar(_one(shape), {**_values(actor), "ref": ref})


def carried_by(session: Session, message: Message) -> Sequence[Message]:
    """What goes out with that one, where it is a digest."""
    return session.scalars(_CARRIED, {"digest": message.id}).all()


@cache
def _page(shape: frozenset[str], shown: Shown) -> Select[Message]:
    is_narrow = _is_narrow(shape)
    found = _WITH_PEOPLE.where(_of_kind(shown, is_narrow=is_narrow), *_conditions(shape))
    order = _NEWEST if is_narrow else _ORDER.get(shown, _NEWEST)
    return found.order_by(*order).limit(PAGE).offset(bindparam("skip"))


@cache
def _one(shape: frozenset[str]) -> Select[Message]:
    one = _WITH_PEOPLE.where(Message.ref == bindparam("ref"), *_conditions(shape))
    return one.options(joinedload(Message.joined))


@cache
def _count(shape: frozenset[str]) -> Executable:
    """How many of each state: of a few by counting them, of all by each state's index, in one
    statement.
    """
    if _is_narrow(shape):
        some = select(Message.state).where(*_conditions(shape)).limit(COUNTED + 1).subquery()
        return select(some.c.state, func.count()).group_by(some.c.state)
    each = []
    for state in MessageState:
        found = select(Message.id).where(Message.state == state, *_conditions(shape))
        counted = select(func.count()).select_from(found.limit(COUNTED + 1).subquery())
        each.append(select(literal(state.value), counted.scalar_subquery()))
    return union_all(*each)


def _counts(session: Session, shape: frozenset[str], values: dict[str, object]) -> dict[Shown, int]:
    found = {} if _NOBODY in shape else dict(map(tuple, session.execute(_count(shape), values)))
    return {
        shown: sum(found.get(state, 0) for state in states) for shown, states in _STATES.items()
    }


def _pages(count: int) -> int:
    return max(1, -(-min(count, COUNTED) // PAGE))


def _of_kind(shown: Shown, *, is_narrow: bool) -> ColumnElement[bool]:
    return _STATE.in_(_STATES[shown]) if is_narrow else _BY_INDEX[shown]


def _is_narrow(shape: frozenset[str]) -> bool:
    return bool(shape - {_PEOPLE})


def _conditions(shape: frozenset[str]) -> list[ColumnElement[bool]]:
    return [_condition(name) for name in sorted(shape)]


def _condition(name: str) -> ColumnElement[bool]:
    if name in _OF_ACTOR:
        return _OF_ACTOR[name]
    sought = select(Application.candidate_id).where(by_words.condition(name))
    return Message.candidate_id.in_(sought)


def _asked(session: Session, actor: Actor, words: str) -> tuple[frozenset[str], dict[str, object]]:
    shape, values = _of_actor(actor), _values(actor)
    sought = by_words.sought_in(words)
    if not words:
        return shape, values
    if not sought:
        return shape | {_NOBODY}, values
    way, _counting = by_words.ways(session, sought, None)
    return shape | {way}, {**values, **by_words.values(session, sought)}


def _of_actor(actor: Actor) -> frozenset[str]:
    asked = {
        _JOBS: jobs_seen(actor) is not None,
        _PEOPLE: not may(actor, Act.MANAGE_TEAM),
    }
    return frozenset(name for name, is_asked in asked.items() if is_asked)


def _values(actor: Actor) -> dict[str, object]:
    return {"seen": list(jobs_seen(actor) or ())}
