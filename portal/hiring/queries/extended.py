"""Who was told three times that we need longer, and no word kept between: for the job's lead."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job, Promise
from portal.hiring.models.ledger import ASKED_LONGER
from portal.hiring.mornings import THIRD
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.scope import LEADS, Scope, within

AT_MOST = 50
_Later = aliased(Promise)
_KEPT_SINCE = (
    select(_Later.id)
    .where(
        _Later.application_id == Promise.application_id,
        _Later.id > Promise.id,
        _Later.result == PromiseResult.KEPT,
    )
    .correlate(Promise)
    .exists()
)
_RUNS = (
    select(Promise.application_id, func.count().label("times"))
    .where(ASKED_LONGER, ~_KEPT_SINCE)
    .group_by(Promise.application_id)
    .having(func.count() >= THIRD)
    .subquery()
)
_LED = or_(LEADS, Job.lead_id.is_(None))


@dataclass(frozen=True)
class Extended:
    """One application, how often its candidate was asked for patience, the date promised now; `of`
    is how many there are in all.
    """

    ref: str
    name: str
    job_title: str
    times: int
    next_word_by: date
    of: int


@cache
def _extended(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    whose = (_LED,) if "mine" in shape else ()
    return (
        select(
            Application.ref,
            Candidate.full_name,
            Job.title,
            _RUNS.c.times,
            Application.next_word_by,
            func.count().over(),
        )
        .select_from(_RUNS)
        .join(Application, Application.id == _RUNS.c.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(IS_OPEN, *whose, *within(shape - {"mine"}))
        .order_by(Application.next_word_by, Application.id)
        .limit(AT_MOST)
    )


def extended(session: Session, scope: Scope) -> list[Extended]:
    """Those of that scope, of the jobs the actor leads or nobody does; the earliest word first."""
    return [Extended(*row) for row in session.execute(_extended(scope.shape), scope.values)]
