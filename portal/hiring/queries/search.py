"""The list of candidates: searched, filtered, counted, a page at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Job, Stage, Verdict
from portal.hiring.promises import is_late, today_for
from portal.hiring.queries.days import IS_LATE, IS_OPEN, days
from portal.hiring.queries.jobs import job_names
from portal.hiring.stages import Outcome, Status
from portal.plumbing import clock
from portal.plumbing.text import folded
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

PAGE = 50


class Show(StrEnum):
    """Which applications are asked for, apart from what else is chosen."""

    OPEN = "open"
    LATE = "late"
    NOT_INTRODUCED = "not_introduced"
    DECIDED = "decided"
    """Decided and not told."""
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """What is looked for; None and "" stand for anything. `owner` 0 is nobody."""

    words: str = ""
    show: Show = Show.ALL
    status: Status | None = None
    job: int | None = None
    owner: int | None = None
    due: date | None = None


@dataclass(frozen=True)
class FoundRow:
    """One application in the list."""

    ref: str
    name: str
    email: str
    job_title: str
    stage: str
    status: Status
    outcome: Outcome | None
    owner: str
    applied_on: date
    next_word_by: date | None
    is_introduced: bool
    is_late: bool


@dataclass(frozen=True)
class Found:
    """A page of the list, and how many there are in all."""

    rows: list[FoundRow]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE))


_DECIDED = (
    select(Verdict.id)
    .where(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
    .correlate(Application)
    .exists()
)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "seen": Application.job_id.in_(bindparam("seen", expanding=True)),
    "words": or_(
        Candidate.name_key.like(bindparam("like"), escape="\\"),
        Candidate.email_key.like(bindparam("like"), escape="\\"),
        Application.job_id.in_(bindparam("titled", expanding=True)),
    ),
    "status": Application.status == bindparam("status"),
    "job": Application.job_id == bindparam("job"),
    "owner": Application.owner_id == bindparam("owner"),
    "unowned": Application.owner_id.is_(None),
    "due": Application.next_word_by == bindparam("due"),
    Show.OPEN: IS_OPEN,
    Show.LATE: IS_LATE,
    Show.NOT_INTRODUCED: IS_OPEN & Application.introduced_at.is_(None),
    Show.DECIDED: IS_OPEN & _DECIDED,
    Show.CLOSED: Application.outcome.is_not(None),
}
_COLUMNS = (
    Application.ref,
    Candidate.full_name,
    Candidate.email,
    Candidate.time_zone,
    Job.title,
    Stage.name.label("stage"),
    Application.status,
    Application.outcome,
    Teammate.name.label("owner"),
    Application.applied_at,
    Application.next_word_by,
    Application.introduced_at,
)


@cache
def _all(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(*_chosen(shape))
        .order_by(Application.applied_at.desc(), Application.id.desc())
    )


@cache
def _page(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return _all(shape).limit(PAGE).offset(bindparam("skip"))


@cache
def _count(shape: frozenset[str]) -> Select[int]:
    counted = select(func.count()).select_from(Application).where(*_chosen(shape))
    if shape.isdisjoint({"words", Show.LATE}):
        return counted
    return counted.join(Candidate, Candidate.id == Application.candidate_id)


def _chosen(shape: Iterable[str]) -> list[ColumnElement[bool]]:
    return [_CONDITIONS[name] for name in sorted(shape)]


def candidates(session: Session, actor: Actor, filters: Filters, *, page: int = 1) -> Found:
    """That page of the applications the actor may see and the filters let through, newest first.

    A page beyond the last one is the last one.
    """
    shape = _shape(actor, filters)
    values = _values(session, actor, filters)
    count = session.scalar(_count(shape), values) or 0
    page = max(1, min(page, -(-count // PAGE)))
    rows = session.execute(_page(shape), {**values, "skip": (page - 1) * PAGE})
    now, house = clock.now(), company(session).time_zone
    return Found([_row(row, now, house) for row in rows], count, page)


def every_candidate(session: Session, actor: Actor, filters: Filters) -> Iterator[FoundRow]:
    """The same without pages, one after the other."""
    values = _values(session, actor, filters)
    now, house = clock.now(), company(session).time_zone
    found = session.execute(
        _all(_shape(actor, filters)), values, execution_options={"yield_per": 1000}
    )
    return (_row(row, now, house) for row in found)


def _shape(actor: Actor, filters: Filters) -> frozenset[str]:
    asked = {
        "seen": jobs_seen(actor) is not None,
        "words": bool(filters.words),
        "status": filters.status is not None,
        "job": filters.job is not None,
        "owner": bool(filters.owner),
        "unowned": filters.owner == 0,
        "due": filters.due is not None,
        filters.show: filters.show is not Show.ALL,
    }
    return frozenset(name for name, is_asked in asked.items() if is_asked)


def _values(session: Session, actor: Actor, filters: Filters) -> dict[str, object]:
    values: dict[str, object] = {
        "seen": list(jobs_seen(actor) or ()),
        "status": filters.status,
        "job": filters.job,
        "owner": filters.owner,
        "due": filters.due,
    }
    if filters.show is Show.LATE:
        values |= days(clock.now(), company(session).time_zone)
    if filters.words:
        sought = folded(filters.words)
        values["like"] = f"%{_escaped(sought)}%"
        values["titled"] = [
            job.id for job in job_names(session, actor) if sought in folded(job.title)
        ]
    return values


def _escaped(sought: str) -> str:
    for sign in ("\\", "%", "_"):
        sought = sought.replace(sign, f"\\{sign}")
    return sought


def _row(row: Row[*tuple[Any, ...]], now: datetime, house: str) -> FoundRow:
    zone = row.time_zone or house
    promised = row.introduced_at is not None and row.next_word_by is not None
    return FoundRow(
        ref=row.ref,
        name=row.full_name,
        email=row.email or "",
        job_title=row.title,
        stage=row.stage,
        status=row.status,
        outcome=row.outcome,
        owner=row.owner or "",
        applied_on=today_for(row.applied_at, house),
        next_word_by=row.next_word_by,
        is_introduced=row.introduced_at is not None,
        is_late=promised and is_late(row.next_word_by, zone, now),
    )
