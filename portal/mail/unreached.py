"""Whom a mail did not reach: for the team's Today, until something else reached them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Call, Candidate, Job
from portal.hiring.queries.scope import Scope, within
from portal.mail.kinds import EXTRAS, Letter, MessageState
from portal.mail.models import NEEDS_A_PERSON, Message
from portal.plumbing import clock
from portal.team.models import Teammate
from portal.team.rights import jobs_seen

AT_MOST = 50
_TWO_WEEKS = timedelta(days=14)


@dataclass(frozen=True)
class Unreached:
    """A letter that will not leave without a person."""

    ref: str
    """The application's."""
    message: str
    """The message's ref."""
    name: str
    job_title: str
    phone: str
    letter: Letter
    state: MessageState
    problem: str
    since: datetime


_LATER = aliased(Message)
_CALLED = aliased(Application)
_REACHED_SINCE = (
    select(_LATER.id)
    .where(
        _LATER.candidate_id == Message.candidate_id,
        _LATER.state == MessageState.SENT,
        _LATER.sent_at > Message.created_at,
    )
    .correlate(Message)
    .exists()
)


_CALLED_SINCE = (
    select(Call.id)
    .join(_CALLED, _CALLED.id == Call.application_id)
    .where(
        _CALLED.candidate_id == Message.candidate_id,
        Call.was_reached,
        Call.at > Message.created_at,
    )
    .correlate(Message)
    .exists()
)

_OTHERS = select(func.count(Message.id)).where(
    NEEDS_A_PERSON,
    Message.created_at > bindparam("since"),
    Message.letter.in_(sorted(EXTRAS | {Letter.LINK})),
)


_STUCK = (NEEDS_A_PERSON, Message.letter.not_in(EXTRAS), ~_REACHED_SINCE, ~_CALLED_SINCE)
_Owner, _Lead = aliased(Teammate), aliased(Teammate)
_WHOSE = func.coalesce(_Owner.id, _Lead.id)


def _of(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Message)
        .join(Application, Application.id == Message.application_id)
        .join(Candidate, Candidate.id == Message.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(*_STUCK)
    )


def _answered_for(*columns: Any) -> Select[*tuple[Any, ...]]:
    """The same, with who of the team is still there to answer for them."""
    return (
        _of(*columns)
        .outerjoin(_Owner, and_(_Owner.id == Application.owner_id, _Owner.disabled_at.is_(None)))
        .outerjoin(_Lead, and_(_Lead.id == Job.lead_id, _Lead.disabled_at.is_(None)))
    )


_SHOWN = (
    Application.ref,
    Message.ref,
    Candidate.full_name,
    Job.title,
    Candidate.phone,
    Message.letter,
    Message.state,
    Message.problem,
    Message.created_at,
)
_WHO = _answered_for(_WHOSE).distinct()
_THEIRS = (
    _answered_for(*_SHOWN)
    .where(
        or_(
            _WHOSE.in_(bindparam("us", expanding=True)),
            and_(_WHOSE.is_(None), bindparam("is_admin")),
        )
    )
    .order_by(Message.created_at, Message.id)
    .limit(AT_MOST)
)


@cache
def _unreached(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        _of(*_SHOWN).where(*within(shape)).order_by(Message.created_at, Message.id).limit(AT_MOST)
    )


def who_hears(session: Session) -> set[int | None]:
    """The ids of those who answer for whom a letter did not reach; None where nobody does."""
    return set(session.scalars(_WHO))


def unreached_of(session: Session, us: Collection[int], *, is_admin: bool) -> list[Unreached]:
    """The letters that did not reach whom those of `us` answer for, the longest ago first; an
    admin's also of what is nobody's.
    """
    found = session.execute(_THEIRS, {"us": list(us), "is_admin": is_admin})
    return [Unreached(*row) for row in found]


def others(session: Session, scope: Scope) -> list[int]:
    """How many extras and links that were asked for did not leave in the last two weeks, for
    whoever sees all jobs: no application's history tells of most of them.
    """
    if jobs_seen(scope.actor) is not None or scope.job is not None:
        return []
    count = session.scalar(_OTHERS, {"since": clock.now() - _TWO_WEEKS}) or 0
    return [count] if count else []


def unreached(session: Session, scope: Scope) -> list[Unreached]:
    """The letters of that scope that did not reach candidates, the longest ago first."""
    return [Unreached(*row) for row in session.execute(_unreached(scope.shape), scope.values)]
