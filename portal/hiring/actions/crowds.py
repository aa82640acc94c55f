"""Applications by the hundred, as a file brings them in: what `applications.add` writes for one, in
a few statements for all of them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.calendar import Calendar
from portal.hiring.actions.applications import (
    NewApplication,
    columns,
    first_line,
    first_update,
)
from portal.hiring.models import Application, TimelineEntry, Update
from portal.team.models import Teammate

_ADDED = insert(Application).returning(Application.id, sort_by_parameter_order=True)


def add(
    session: Session, news: Sequence[NewApplication], by: Teammate | None, *, calendar: Calendar
) -> list[int]:
    """Bring them all in; nobody is told anything. Gives their ids, in order.

    Candidates, jobs, stages and owners are flushed already.
    """
    if not news:
        return []
    rows = [{**columns(new, calendar), **_whose(new)} for new in news]
    ids = list(session.scalars(_ADDED, rows))
    pairs = list(zip(ids, news, strict=True))
    lines = [{"application_id": found, **first_line(new)} for found, new in pairs]
    session.execute(insert(TimelineEntry), lines)
    session.execute(insert(Update), [_update(*one) for one in zip(ids, news, rows, strict=True)])
    actor = by.ref if by else trail.SYSTEM
    trail.record_all(session, actor, "application.added", subjects=[row["ref"] for row in rows])
    return ids


def _whose(new: NewApplication) -> dict[str, Any]:
    return {
        "candidate_id": new.candidate.id,
        "job_id": new.job.id,
        "stage_id": new.stage.id,
        "owner_id": new.owner.id if new.owner else None,
    }


def _update(found: int, new: NewApplication, row: dict[str, Any]) -> dict[str, Any]:
    return {"application_id": found, **first_update(new, row["status"], row["next_word_by"])}
