"""Endings that wait to leave, and those that were not told after all: for the team's Today. What
belongs to a batch stands on the page of the batch.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.holding import Dropped
from portal.hiring.models import Application, Candidate, Ending, Job, Verdict
from portal.hiring.queries.scope import Scope, within
from portal.team.models import Teammate

AT_MOST = 50
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Waiting:
    """Written, and not told yet."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    by: str | None
    leaves_at: datetime
    zone: str | None
    """The candidate's, where it is known."""


@dataclass(frozen=True)
class NotTold:
    """Written, and dropped when its time came: somebody has to look again."""

    ref: str
    name: str
    job_title: str
    because: Dropped
    at: datetime


_later = aliased(Ending)
_WRITTEN_SINCE = (
    select(_later.id)
    .where(_later.application_id == Ending.application_id, _later.id > Ending.id)
    .correlate(Ending)
    .exists()
)


@cache
def _waiting(shape: frozenset[str]) -> Rows:
    return (
        _about(Teammate.name, Ending.leaves_at, Candidate.time_zone)
        .outerjoin(Teammate, Teammate.id == Ending.by_id)
        .where(
            Ending.told_at.is_(None),
            Ending.taken_back_at.is_(None),
            Ending.dropped_at.is_(None),
            Ending.batch_id.is_(None),
            *within(shape),
        )
        .order_by(Ending.leaves_at, Ending.id)
        .limit(AT_MOST)
    )


@cache
def _not_told(shape: frozenset[str]) -> Rows:
    return (
        _about(Ending.dropped_because, Ending.dropped_at)
        .join(
            Verdict, and_(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
        )
        .where(
            Application.outcome.is_(None),
            Ending.dropped_at.is_not(None),
            ~_WRITTEN_SINCE,
            *within(shape),
        )
        .order_by(Ending.dropped_at, Ending.id)
        .limit(AT_MOST)
    )


def waiting(session: Session, scope: Scope) -> list[Waiting]:
    """What waits to leave, the next one first."""
    return [Waiting(*row) for row in session.execute(_waiting(scope.shape), scope.values)]


def not_told(session: Session, scope: Scope) -> list[NotTold]:
    """What was not told after all, while it is still decided; the longest ago first."""
    return [NotTold(*row) for row in session.execute(_not_told(scope.shape), scope.values)]


def _about(*columns: Any) -> Rows:
    return (
        select(Application.ref, Candidate.full_name, Job.title, *columns)
        .select_from(Ending)
        .join(Application, Application.id == Ending.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
    )
