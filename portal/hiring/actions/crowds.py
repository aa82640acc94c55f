"""People and applications by the hundred, as a file brings them in: what `candidates.add` and
`applications.add` write for one, in a few statements for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.calendar import Calendar
from portal.hiring.actions.applications import (
    NewApplication,
    columns,
    first_line,
    first_update,
)
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.actions.candidates import columns as _columns
from portal.hiring.models import Application, Candidate, TimelineEntry, Update
from portal.hiring.models.people import keys_of
from portal.team.models import Teammate

_PEOPLE = select(Candidate).where(Candidate.ref.in_(bindparam("refs", expanding=True)))
_ADDED = select(Application.id, Application.ref).where(
    Application.ref.in_(bindparam("refs", expanding=True))
)
"""Asked for by their refs: a long INSERT that returns its rows costs psycopg several times this."""


@dataclass(frozen=True)
class Added:
    """One of them, now that it is here."""

    id: int
    ref: str


def add_people(session: Session, news: Sequence[NewCandidate]) -> list[Candidate]:
    """Write them all down; gives them in order. Raises Refusal as `candidates.add` does."""
    if not news:
        return []
    people = [_columns(session, new) for new in news]
    rows = [{**row, **keys_of(row["full_name"], row["email"])} for row in people]
    session.execute(insert(Candidate), rows)
    found = {one.ref: one for one in session.scalars(_PEOPLE, {"refs": _refs(rows)})}
    return [found[ref] for ref in _refs(rows)]


def add(
    session: Session, news: Sequence[NewApplication], by: Teammate | None, *, calendar: Calendar
) -> list[Added]:
    """Bring them all in; nobody is told anything. Gives them in order.

    Candidates, jobs, stages and owners are flushed already.
    """
    if not news:
        return []
    rows = [{**columns(new, calendar), **_whose(new)} for new in news]
    session.execute(insert(Application), rows)
    ids = {ref: found for found, ref in session.execute(_ADDED, {"refs": _refs(rows)})}
    added = [Added(ids[ref], ref) for ref in _refs(rows)]
    lines = [
        {"application_id": one.id, **first_line(new)} for one, new in zip(added, news, strict=True)
    ]
    session.execute(insert(TimelineEntry), lines)
    updates = [_update(*of_one) for of_one in zip(added, news, rows, strict=True)]
    session.execute(insert(Update), updates)
    actor = by.ref if by else trail.SYSTEM
    trail.record_all(session, actor, "application.added", subjects=[one.ref for one in added])
    return added


def _refs(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["ref"] for row in rows]


def _whose(new: NewApplication) -> dict[str, Any]:
    return {
        "candidate_id": new.candidate.id,
        "job_id": new.job.id,
        "stage_id": new.stage.id,
        "owner_id": new.owner.id if new.owner else None,
    }


def _update(one: Added, new: NewApplication, row: dict[str, Any]) -> dict[str, Any]:
    return {"application_id": one.id, **first_update(new, row["status"], row["next_word_by"])}
