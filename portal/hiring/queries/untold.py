"""Who is interviewed, decided and untold: the notes that are to be written, one after the other."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Candidate, Job, Verdict
from portal.hiring.queries.batch_people import IS_WAITING, WAS_INTERVIEWED
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.team.rights import Actor, jobs_seen


@dataclass(frozen=True)
class NoteDue:
    """A note to be written."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    decided_at: datetime | None
    """None where nothing is decided, and the job closes."""


@cache
def _due(*, of_job: bool, scoped: bool) -> Select[*tuple[Any, ...]]:
    whose = Application.job_id if of_job else Application.owner_id
    statement = (
        select(Application.ref, Candidate.full_name, Job.title, Verdict.decided_at)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(
            Verdict,
            (Verdict.application_id == Application.id) & Verdict.taken_back_at.is_(None),
        )
        .where(
            whose.in_(bindparam("whose", expanding=True)),
            Application.outcome.is_(None),
            Application.status.not_in((Status.OFFER, Status.JOINING)),
            or_(Verdict.id.is_not(None), Job.closing_at.is_not(None)),
            WAS_INTERVIEWED,
            ~IS_WAITING,
        )
        .order_by(func.coalesce(Verdict.decided_at, Application.applied_at), Application.id)
    )
    if scoped:
        statement = statement.where(Application.job_id.in_(bindparam("seen", expanding=True)))
    return statement


def notes_of(session: Session, job: Job) -> list[NoteDue]:
    """Those of that job, the first one that was decided first."""
    return _found(session, _due(of_job=True, scoped=False), whose=[job.id])


def my_notes(session: Session, actor: Actor) -> list[NoteDue]:
    """Those of everybody the actor answers for, covers included, in every job that is theirs to
    see.
    """
    seen, us = jobs_seen(actor), sorted({actor.teammate_id} | actor.covers)
    statement = _due(of_job=False, scoped=seen is not None)
    return _found(session, statement, whose=us, seen=list(seen or ()))


def _found(
    session: Session, statement: Select[*tuple[Any, ...]], **values: object
) -> list[NoteDue]:
    rows = session.execute(statement, {**values, "now": clock.now()})
    return [NoteDue(*row) for row in rows]
