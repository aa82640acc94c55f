"""The list of candidates: searched, filtered, counted, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, func, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Job, Stage, Verdict
from portal.hiring.queries import words as by_words
from portal.hiring.queries.days import IS_LATE_ALONE, IS_OPEN, days
from portal.hiring.queries.found import PAGE, Found, FoundRow, found_row
from portal.hiring.queries.real import IS_REAL
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

FEW = 500
"""Beyond so many nobody counts what is dear to count: a word of everybody's with something else,
and who is late, which hangs on where each of them is.
"""


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


_DECIDED = (
    select(Verdict.id)
    .where(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
    .correlate(Application)
    .exists()
)
_NOBODY = "nobody"
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "seen": Application.job_id.in_(bindparam("seen", expanding=True)),
    _NOBODY: false(),
    "status": Application.status == bindparam("status"),
    "job": Application.job_id == bindparam("job"),
    "owner": Application.owner_id == bindparam("owner"),
    "unowned": Application.owner_id.is_(None),
    "due": IS_OPEN & (Application.next_word_by == bindparam("due")),
    Show.OPEN: IS_OPEN,
    Show.LATE: IS_LATE_ALONE,
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
_NEWEST = (Application.applied_at.desc(), Application.id.desc())
_ALL = (
    select(*_COLUMNS)
    .select_from(Application)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .join(Stage, Stage.id == Application.stage_id)
    .outerjoin(Teammate, Teammate.id == Application.owner_id)
    .order_by(*_NEWEST)
)


@cache
def _every(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return _ALL.where(IS_REAL, *map(_condition, sorted(shape)))


@cache
def _page(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Which ones first, then what is shown of those alone: skipping costs little."""
    some = _chosen(shape).order_by(*_NEWEST).limit(PAGE).offset(bindparam("skip"))
    return _ALL.where(Application.id.in_(select(some.subquery().c.id)))


@cache
def _count(shape: frozenset[str]) -> Select[int]:
    some = _chosen(shape).limit(bindparam("most"))
    return select(func.count()).select_from(some.subquery())


def _chosen(shape: frozenset[str]) -> Select[int]:
    return select(Application.id).where(*map(_condition, sorted(shape)))


def _condition(name: str) -> ColumnElement[bool]:
    return _CONDITIONS[name] if name in _CONDITIONS else by_words.condition(name)


def candidates(session: Session, actor: Actor, filters: Filters, *, page: int = 1) -> Found:
    """That page of the applications the actor may see and the filters let through, newest first.

    A page beyond the last one is the last one.
    """
    sought = _sought(session, actor, filters)
    count, most = sought.count, by_words.COUNTED
    if count is None:
        most = min(most, FEW) if sought.is_dear else most
        values = {**sought.values, "most": most + 1}
        count = rows(session, _count(sought.counted), values).scalar_one()
    page = max(1, min(page, Found([], count, 1, most).pages))
    found = rows(session, _page(sought.shape), {**sought.values, "skip": (page - 1) * PAGE})
    now, house = clock.now(), company(session).time_zone
    return Found([found_row(row, now, house) for row in found], count, page, most)


def every_candidate(session: Session, actor: Actor, filters: Filters) -> Iterator[FoundRow]:
    """The same without pages, one after the other, and without whom a team tries Candor with."""
    sought = _sought(session, actor, filters)
    now, house = clock.now(), company(session).time_zone
    every, at_once = _every(sought.shape), {"yield_per": 1000}
    found = session.execute(every, sought.values, execution_options=at_once)
    return (found_row(row, now, house) for row in found)


@dataclass(frozen=True)
class _Sought:
    """The names of the conditions by which a page is found and by which all are counted, their
    values, and how many there are, where that is known. What is dear to count is counted less far.
    """

    shape: frozenset[str]
    counted: frozenset[str]
    values: dict[str, object]
    count: int | None = None
    is_dear: bool = False


def _sought(session: Session, actor: Actor, filters: Filters) -> _Sought:
    shape, values = _shape(actor, filters), _values(session, actor, filters)
    is_late = Show.LATE in shape
    words = by_words.sought_in(filters.words)
    if not words:
        return _Sought(shape, shape, values, is_dear=is_late)
    fitting = by_words.fitting(session, words)
    way, counting = by_words.ways(session, words, fitting)
    return _Sought(
        shape | {way},
        shape | {counting},
        {**values, **by_words.values(session, words)},
        count=None if shape or fitting is None else min(fitting, by_words.COUNTED + 1),
        is_dear=is_late or by_words.are_common(fitting),
    )


def _shape(actor: Actor, filters: Filters) -> frozenset[str]:
    asked = {
        "seen": jobs_seen(actor) is not None,
        _NOBODY: bool(filters.words) and not by_words.sought_in(filters.words),
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
    return values
