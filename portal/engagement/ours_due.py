"""What is ours to get ready before somebody's first day and is due: for the team's Today."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam
from sqlalchemy.orm import Session

from portal.engagement.models import ChecklistItem, Whose
from portal.engagement.planned import STARTS_ON, joiners
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.scope import Scope
from portal.plumbing.database_days import DaysBack
from portal.team.covers import cover_name, house_day
from portal.team.models import Teammate

AT_MOST = 50
_DAY = DaysBack(STARTS_ON, ChecklistItem.days_before)
"""Counted back from the first day, as planned, else as offered."""


@dataclass(frozen=True)
class OursDue:
    """A line of a joiner's list that is ours, on its day or after it."""

    ref: str
    """The application's."""
    item_ref: str
    job_id: int
    name: str
    job_title: str
    title: str
    url: str
    day: date
    owner: str
    cover: str
    """Who stands in for the owner today."""
    days_late: int


_COLUMNS = (
    Application.ref,
    ChecklistItem.ref.label("item_ref"),
    Application.job_id,
    Candidate.full_name,
    Job.title.label("job_title"),
    ChecklistItem.title,
    ChecklistItem.url,
    _DAY.label("day"),
    Teammate.name.label("owner"),
    cover_name(Application.owner_id).label("cover"),
)


@cache
def _due(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        joiners(_COLUMNS, shape)
        .join(ChecklistItem, ChecklistItem.application_id == Application.id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(
            ChecklistItem.whose == Whose.OURS,
            ChecklistItem.done_at.is_(None),
            ChecklistItem.removed_at.is_(None),
            bindparam("today", type_=Date()) >= _DAY,
        )
        .order_by(_DAY, ChecklistItem.id)
        .limit(AT_MOST)
    )


def ours_due(session: Session, scope: Scope) -> list[OursDue]:
    """What that scope has to see to today, the longest overdue first."""
    today = house_day(session)
    asked = {**scope.values, "today": today, "house_day": today}
    return [
        OursDue(
            ref=row.ref,
            item_ref=row.item_ref,
            job_id=row.job_id,
            name=row.full_name,
            job_title=row.job_title,
            title=row.title,
            url=row.url,
            day=row.day,
            owner=row.owner or "",
            cover=row.cover or "",
            days_late=(today - row.day).days,
        )
        for row in session.execute(_due(scope.shape), asked)
    ]
