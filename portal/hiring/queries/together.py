"""Several at once: who they are, before they are told; and who is in a group of Today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.promises import FIRST_WORD
from portal.hiring.queries.beside import IS_DECIDED
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.due import whose
from portal.hiring.queries.scope import Scope
from portal.hiring.queries.today import queue_values
from portal.hiring.stages import Status
from portal.hiring.together import AT_MOST, Pick, why_not
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.team.rights import Actor, jobs_seen

_SEEN = Application.job_id.in_(bindparam("seen", expanding=True))


@dataclass(frozen=True)
class Group:
    """A row of Today that stands for many: one job, status and date."""

    job_ref: str
    status: Status
    due: date


@dataclass(frozen=True)
class Picked:
    """One of several; `why_not` says why the same words are not for them."""

    ref: str
    version: int
    name: str
    called: str
    job_title: str
    status: Status
    own_days: int | None
    """What the job says of business days until the first word, where that is what they wait for."""
    everyone_by: date | None
    why_not: str | None


_COLUMNS = (
    Application.ref,
    Application.version,
    Application.status,
    IS_OPEN.label("is_open"),
    Application.introduced_at,
    IS_DECIDED.label("is_decided"),
    Candidate.full_name,
    Candidate.called,
    Job.title,
    Job.first_word_days,
    Job.everyone_by,
)


@cache
def _people(*, scoped: bool) -> Select[*tuple[Any, ...]]:
    statement = (
        select(*_COLUMNS)
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(Application.ref.in_(bindparam("refs", expanding=True)))
        .order_by(Candidate.name_key, Application.id)
    )
    return statement.where(_SEEN) if scoped else statement


@cache
def _of_group(shape: frozenset[str]) -> Select[str, int]:
    return (
        select(Application.ref, Application.version)
        .join(Job, Job.id == Application.job_id)
        .where(
            IS_OPEN,
            Application.introduced_at.is_not(None),
            ~IS_DECIDED,
            Job.ref == bindparam("group_job"),
            Application.status == bindparam("status"),
            Application.next_word_by == bindparam("due"),
            *whose(shape),
        )
        .order_by(Application.id)
        .limit(AT_MOST)
    )


def people(session: Session, actor: Actor, refs: Collection[str]) -> list[Picked]:
    """Those of that ref whom the actor may see, by name."""
    seen = jobs_seen(actor)
    values = {"refs": list(refs), "seen": list(seen or ())}
    found = rows(session, _people(scoped=seen is not None), values)
    return [_picked(row) for row in found]


def members(session: Session, scope: Scope, group: Group) -> list[Pick]:
    """Who is in that group as that scope shows it; AT_MOST, those who have waited longest first."""
    values = queue_values(scope, clock.now(), company(session).time_zone)
    values |= {"group_job": group.job_ref, "status": group.status, "due": group.due}
    return [Pick(*row) for row in rows(session, _of_group(scope.shape), values)]


def _picked(row: Any) -> Picked:
    return Picked(
        ref=row.ref,
        version=row.version,
        name=row.full_name,
        called=row.called,
        job_title=row.title,
        status=row.status,
        own_days=row.first_word_days if row.status in FIRST_WORD else None,
        everyone_by=row.everyone_by,
        why_not=why_not(
            row.status,
            is_open=row.is_open,
            is_introduced=row.introduced_at is not None,
            is_decided=row.is_decided,
        ),
    )
