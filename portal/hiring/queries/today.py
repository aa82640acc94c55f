"""Who waits for a word: what is due within a week, decided and untold, or not introduced."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Job
from portal.hiring.promises import today_for
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.due import AT_MOST, Due, Rows, decided_rows, due_row, due_rows, whose
from portal.hiring.queries.scope import Scope
from portal.plumbing import clock

DAYS_AHEAD = 7
_LEAD_AFTER = timedelta(days=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """Applications of one job that nobody was introduced to yet."""

    job_ref: str
    job_title: str
    count: int


@dataclass(frozen=True)
class Today:
    """The queue, in the order in which it is worked."""

    late: list[Due]
    today: list[Due]
    tomorrow: list[Due]
    this_week: list[Due]
    is_cut: bool
    """Whether more is due than is shown."""

    @property
    def rows(self) -> list[Due]:
        """All that is shown."""
        return [*self.late, *self.today, *self.tomorrow, *self.this_week]


@cache
def _not_introduced(shape: frozenset[str]) -> Rows:
    return (
        select(Job.ref, Job.title, func.count())
        .select_from(Application)
        .join(Job, Job.id == Application.job_id)
        .where(IS_OPEN, Application.introduced_at.is_(None), *whose(shape))
        .group_by(Job.id, Job.ref, Job.title)
        .order_by(Job.title, Job.id)
    )


@cache
def _next(shape: frozenset[str]) -> Rows:
    return (
        select(Application.next_word_by, func.count())
        .select_from(Application)
        .join(Job, Job.id == Application.job_id)
        .where(
            IS_OPEN,
            Application.introduced_at.is_not(None),
            Application.next_word_by > bindparam("until"),
            *whose(shape),
        )
        .group_by(Application.next_word_by)
        .order_by(Application.next_word_by)
        .limit(1)
    )


def today(session: Session, scope: Scope) -> Today:
    """The queue of that scope."""
    now, house = clock.now(), company(session).time_zone
    values = queue_values(scope, now, house)
    due = session.execute(due_rows(scope.shape), values).all()
    decided = session.execute(decided_rows(scope.shape), values).all()
    rows = [due_row(row, now, house) for row in [*decided[:AT_MOST], *due[:AT_MOST]]]
    return _sorted(rows, is_cut=max(len(due), len(decided)) > AT_MOST)


def not_introduced(session: Session, scope: Scope) -> list[Waiting]:
    """Whom nobody introduced yet, job by job."""
    values = queue_values(scope, clock.now(), company(session).time_zone)
    return [Waiting(*row) for row in session.execute(_not_introduced(scope.shape), values)]


def next_due(session: Session, scope: Scope) -> tuple[date, int] | None:
    """The first day beyond this week on which somebody is due a word, and how many are."""
    values = queue_values(scope, clock.now(), company(session).time_zone)
    row = session.execute(_next(scope.shape), values).one_or_none()
    return None if row is None else (row[0], row[1])


def queue_values(scope: Scope, now: datetime, house: str) -> dict[str, object]:
    """What a statement with the conditions of `whose` is run with."""
    day = today_for(now, house)
    return {
        **scope.values,
        "now": now,
        "until": day + timedelta(days=DAYS_AHEAD),
        "lead_from": day - _LEAD_AFTER,
    }


def _sorted(rows: list[Due], *, is_cut: bool) -> Today:
    late, now, tomorrow, later = (
        [row for row in rows if _section(row) == number] for number in range(4)
    )
    return Today(
        late=sorted(late, key=lambda row: row.next_word_by),
        today=sorted(now, key=lambda row: row.interview_at is None),
        tomorrow=tomorrow,
        this_week=later,
        is_cut=is_cut,
    )


def _section(row: Due) -> int:
    if row.is_late:
        return 0
    if row.decided_at is not None or row.next_word_by <= row.today:
        return 1
    return 2 if row.next_word_by == row.today + _DAY else 3
