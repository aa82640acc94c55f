"""Kept, extended and missed in the last twelve months, read from the ledger."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.figures import Counted, Figures, by_job, by_month, first_month, month_after
from portal.hiring.models import Application, Candidate, Promise
from portal.hiring.promises import PromiseResult, today_for
from portal.hiring.queries.days import TODAY, days
from portal.hiring.queries.jobs import JobName, job_names
from portal.hiring.queries.real import IS_REAL_ALONE
from portal.hiring.queries.scope import Scope, within
from portal.plumbing import clock
from portal.team.rights import Actor

Rows = Select[*tuple[Any, ...]]
_DUE = (Promise.due_on >= bindparam("since"), Promise.due_on < bindparam("before"))


@dataclass(frozen=True)
class Ledger:
    """The figures of each month, the newest first, and of each job that has any, by its title."""

    months: list[tuple[date, Figures]]
    jobs: list[tuple[JobName, Figures]]


@cache
def _settled(shape: frozenset[str]) -> Rows:
    return (
        select(Application.job_id, Promise.due_on, Promise.result, func.count())
        .select_from(Promise)
        .join(Application, Application.id == Promise.application_id)
        .where(*_DUE, Promise.result.is_not(None), IS_REAL_ALONE, *within(shape))
        .group_by(Application.job_id, Promise.due_on, Promise.result)
    )


@cache
def _over(shape: frozenset[str]) -> Rows:
    """What stands open though its day is over: missed, whatever comes now."""
    return (
        select(Application.job_id, Promise.due_on, func.count())
        .select_from(Promise)
        .join(Application, Application.id == Promise.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(
            Promise.due_on >= bindparam("since"),
            Promise.due_on < bindparam("day_after"),
            Promise.result.is_(None),  # as the index has it
            Promise.due_on < TODAY,
            IS_REAL_ALONE,
            *within(shape),
        )
        .group_by(Application.job_id, Promise.due_on)
    )


def figures(session: Session, actor: Actor) -> Ledger:
    """Those of all jobs the actor may see."""
    counted = _counted(session, Scope(actor, mine=False))
    of_jobs = by_job(counted)
    named = [(job, of_jobs[job.id]) for job in job_names(session, actor) if job.id in of_jobs]
    return Ledger(by_month(counted), named)


def figures_of(session: Session, actor: Actor, job_id: int) -> list[tuple[date, Figures]]:
    """Those of one job, which the caller has found for the same actor; the newest month first."""
    return by_month(_counted(session, Scope(actor, mine=False, job=job_id)))


def _counted(session: Session, scope: Scope) -> list[Counted]:
    now, house = clock.now(), company(session).time_zone
    today = today_for(now, house)
    values = {
        **scope.values,
        **days(now, house),
        "since": first_month(today),
        "before": month_after(today),
    }
    settled = [
        (job, due, result, count)
        for job, due, result, count in session.execute(_settled(scope.shape), values)
    ]
    over = [
        (job, due, PromiseResult.MISSED, count)
        for job, due, count in session.execute(_over(scope.shape), values)
    ]
    return settled + over
