"""Touches as the team sees them: what is due, all of one person's, what a leaver has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.engagement.models import Touch, TouchResult
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.scope import LEADS, OWN, Scope, within
from portal.hiring.stages import Status
from portal.team.covers import cover_name, house_day
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

AT_MOST = 50
_TODAY: BindParameter[date] = bindparam("house_day", type_=Date())
_IS_OPEN = (
    Touch.settled_at.is_(None),
    Application.outcome.is_(None),
    Application.status == Status.JOINING,
)
_WHOSE = func.coalesce(Touch.owner_id, Application.owner_id)
_US: BindParameter[Any] = bindparam("us", expanding=True)
_MINE = or_(
    Touch.owner_id.in_(_US),
    and_(Touch.owner_id.is_(None), OWN),
    and_(Touch.due_on < _TODAY, or_(OWN, LEADS)),
)
"""One's own; and what is late of those one answers for, or whose job one leads."""
IS_SHOWN = Touch.result.is_distinct_from(TouchResult.CALLED_OFF)
_OF = (
    select(Touch)
    .where(Touch.application_id == bindparam("application"), IS_SHOWN)
    .options(joinedload(Touch.owner), joinedload(Touch.settled_by))
    .order_by(Touch.settled_at.is_(None), Touch.settled_at, Touch.due_on, Touch.id)
)
_THEIRS = (
    select(func.count(Touch.id))
    .join(Application, Application.id == Touch.application_id)
    .where(Touch.owner_id == bindparam("teammate"), *_IS_OPEN)
)


@dataclass(frozen=True)
class Due:
    """A touch that is due, or has been for a while."""

    touch_ref: str
    ref: str
    """The application's."""
    job_id: int
    name: str
    called: str
    phone: str
    job_title: str
    title: str
    due_on: date
    owner: str
    cover: str
    """Who stands in for the owner today."""
    days_late: int


@cache
def _due(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    whose = (_MINE,) if "mine" in shape else ()
    return (
        select(
            Touch.ref.label("touch_ref"),
            Application.ref,
            Application.job_id,
            Candidate.full_name,
            Candidate.called,
            Candidate.phone,
            Job.title.label("job_title"),
            Touch.title,
            Touch.due_on,
            Teammate.name.label("owner"),
            cover_name(_WHOSE).label("cover"),
        )
        .select_from(Touch)
        .join(Application, Application.id == Touch.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Teammate, Teammate.id == _WHOSE)
        .where(*_IS_OPEN, Touch.due_on <= _TODAY, *whose, *within(shape - {"mine"}))
        .order_by(Touch.due_on, Touch.id)
        .limit(AT_MOST)
    )


@cache
def _one(*, scoped: bool) -> Select[Touch]:
    statement = (
        select(Touch)
        .join(Application, Application.id == Touch.application_id)
        .where(Touch.ref == bindparam("ref"), IS_SHOWN)
    )
    seen = Application.job_id.in_(bindparam("seen", expanding=True))
    return statement.where(seen) if scoped else statement


def due(session: Session, scope: Scope) -> list[Due]:
    """Who is to hear from us today in that scope, the longest overdue first."""
    today = house_day(session)
    return [
        Due(
            touch_ref=row.touch_ref,
            ref=row.ref,
            job_id=row.job_id,
            name=row.full_name,
            called=row.called,
            phone=row.phone,
            job_title=row.job_title,
            title=row.title,
            due_on=row.due_on,
            owner=row.owner or "",
            cover=row.cover or "",
            days_late=(today - row.due_on).days,
        )
        for row in session.execute(_due(scope.shape), {**scope.values, "house_day": today})
    ]


def touches_of(session: Session, application: Application) -> Sequence[Touch]:
    """All of that person's, what is done first; not those that were called off."""
    return session.scalars(_OF, {"application": application.id}).all()


def touch_by_ref(session: Session, actor: Actor, ref: str) -> Touch | None:
    """The touch of that ref, if the actor may see its job."""
    seen = jobs_seen(actor)
    return session.scalar(_one(scoped=seen is not None), {"ref": ref, "seen": list(seen or ())})


def touches_owned(session: Session, teammate_id: int) -> int:
    """How many that are to be done are that teammate's by name."""
    return session.scalar(_THEIRS, {"teammate": teammate_id}) or 0
