"""Applications that are due a word, or decided and untold, as rows: groups of alike ones as one."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.hiring.models import (
    Application,
    Candidate,
    Job,
    Stage,
    Verdict,
)
from portal.hiring.promises import FIRST_WORD, today_for
from portal.hiring.queries.beside import (
    IS_DECIDED,
    IS_WRITTEN,
    LAST_STEP,
    LAST_WORD,
    NEXT_INTERVIEW,
)
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.scope import LEADS, OWN, within
from portal.hiring.stages import Status
from portal.team.models import Teammate

Rows = Select[*tuple[Any, ...]]
GROUP_FROM = 6
AT_MOST = 200


@dataclass(frozen=True)
class Due:
    """One application that is due a word, or `count` of them with one job, status and date."""

    ref: str
    version: int
    name: str
    called: str
    phone: str
    job_ref: str
    job_title: str
    status: Status
    next_word_by: date
    today: date
    """The day it is for the candidate."""
    own_days: int | None
    """What the stage or the job says of business days until the next word."""
    everyone_by: date | None
    last_step_on: date | None
    last_word_at: datetime | None
    owner: str
    count: int
    is_introduced: bool = True
    decided_at: datetime | None = None
    """Set where it is decided and not told."""
    interviewed: bool = False
    interview_at: datetime | None = None
    """The next interview, where it is decided and one lies ahead."""
    zone: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the promised day is over; without an introduction nothing was promised."""
        return self.is_introduced and self.next_word_by < self.today

    @property
    def days_late(self) -> int:
        """For how many days it has been over."""
        return (self.today - self.next_word_by).days


_GROUPED = (Status.RECEIVED, Status.IN_REVIEW, Status.ON_HOLD)
_MINE = or_(OWN, and_(LEADS, Application.next_word_by < bindparam("lead_from")))
"""One's own, and as the lead of a job what has been late for more than a day."""

_SOON = Application.next_word_by <= bindparam("until")
_COLUMNS = (
    Application.ref,
    Application.version,
    Application.status,
    Application.next_word_by,
    Application.interviewed,
    Application.introduced_at,
    Candidate.full_name,
    Candidate.called,
    Candidate.phone,
    Candidate.time_zone,
    Job.ref.label("job_ref"),
    Job.title,
    Job.first_word_days,
    Job.everyone_by,
    Stage.days,
    Stage.status.label("stage_status"),
    Teammate.name.label("owner"),
    LAST_STEP.label("last_step"),
    LAST_WORD.label("last_word"),
)


@cache
def due_rows(shape: frozenset[str]) -> Rows:
    """Who is due a word by `until`, the earliest first; who is decided stands elsewhere."""
    waits = (IS_OPEN, Application.introduced_at.is_not(None), ~IS_DECIDED, *whose(shape))
    chosen = _earliest(_one_by_one(waits), *_alike(waits))
    return _rows(chosen).order_by(Application.next_word_by, Application.id)


def _one_by_one(waits: tuple[ColumnElement[bool], ...]) -> Any:
    """Those who are never a group, as far as there is room for them."""
    return (
        select(Application.id, Application.next_word_by, literal(1).label("size"))
        .join(Job, Job.id == Application.job_id)
        .where(Application.status.not_in(_GROUPED), _SOON, *waits)
        .order_by(Application.next_word_by, Application.id)
        .limit(AT_MOST + 1)
    )


def _alike(waits: tuple[ColumnElement[bool], ...]) -> tuple[Any, Any]:
    """The first of each group with its size, and all of those that are too few for one."""
    together = (Application.job_id, Application.status, Application.next_word_by)
    alike = (
        select(*together, func.count().label("size"), func.min(Application.id).label("id"))
        .join(Job, Job.id == Application.job_id)
        .where(Application.status.in_(_GROUPED), _SOON, *waits)
        .group_by(*together)
        .cte("alike")
    )
    same = (column == alike.c[column.key] for column in together)
    groups = select(alike.c.id, alike.c.next_word_by, alike.c.size)
    few = (
        select(Application.id, Application.next_word_by, literal(1).label("size"))
        .join(alike, and_(*same))
        .join(Job, Job.id == Application.job_id)
        .where(alike.c.size < GROUP_FROM, *waits)
    )
    return groups.where(alike.c.size >= GROUP_FROM), few


def _earliest(*found: Any) -> Any:
    every = union_all(*(select(one.subquery()) for one in found)).subquery()
    return select(every).order_by(every.c.next_word_by, every.c.id).limit(AT_MOST + 1).subquery()


@cache
def decided_rows(shape: frozenset[str]) -> Rows:
    """Who is decided and does not know it, whenever their word is due."""
    standing = aliased(Verdict)
    alone = case((Application.interviewed, Application.id), else_=0)
    chosen = _peers((Job.id, alone), IS_OPEN, IS_DECIDED, ~IS_WRITTEN, *whose(shape))
    return (
        _rows(chosen)
        .where(or_(chosen.c.size < GROUP_FROM, chosen.c.nth == 1))
        .add_columns(standing.decided_at, NEXT_INTERVIEW.label("interview"))
        .join(
            standing,
            and_(standing.application_id == Application.id, standing.taken_back_at.is_(None)),
        )
        .order_by(standing.decided_at, Application.id)
        .limit(AT_MOST + 1)
    )


def _peers(together: tuple[Any, ...], *conditions: ColumnElement[bool]) -> Any:
    return (
        select(
            Application.id,
            func.count().over(partition_by=together).label("size"),
            func.row_number().over(partition_by=together, order_by=Application.id).label("nth"),
        )
        .join(Job, Job.id == Application.job_id)
        .where(*conditions)
        .subquery()
    )


def _rows(chosen: Any) -> Rows:
    return (
        select(*_COLUMNS, chosen.c.size)
        .join(chosen, chosen.c.id == Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
    )


def whose(shape: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a scope, with what a lead is told of besides; run with `lead_from` too."""
    others = within(shape - {"mine"})
    return (_MINE, *others) if "mine" in shape else others


def due_row(row: Row[*tuple[Any, ...]], now: datetime, house: str) -> Due:
    """A row of either statement, with its dates where the candidate is."""
    zone = row.time_zone or house
    return Due(
        ref=row.ref,
        version=row.version,
        name=row.full_name,
        called=row.called,
        phone=row.phone,
        job_ref=row.job_ref,
        job_title=row.title,
        status=row.status,
        next_word_by=row.next_word_by,
        today=today_for(now, zone),
        own_days=_own_days(row),
        everyone_by=row.everyone_by,
        last_step_on=today_for(row.last_step, zone) if row.last_step else None,
        last_word_at=row.last_word,
        owner=row.owner or "",
        count=row.size if row.size >= GROUP_FROM else 1,
        is_introduced=row.introduced_at is not None,
        decided_at=getattr(row, "decided_at", None),
        interviewed=row.interviewed,
        interview_at=getattr(row, "interview", None),
        zone=zone,
    )


def _own_days(row: Row[*tuple[Any, ...]]) -> int | None:
    days: int | None = row.days if row.stage_status is row.status else None
    if days is None and row.status in FIRST_WORD:
        days = row.first_word_days
    return days
