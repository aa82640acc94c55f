"""Who withdrew of late, and why: for the team's Today, and for its Feedback. All of it named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.hiring.models import Application, Withdrawal, WithdrawalReason
from portal.hiring.queries.real import IS_REAL, IS_REAL_ALONE
from portal.hiring.queries.scope import Scope, within
from portal.hiring.reasons import MAIN, Said, said, words_for
from portal.hiring.undoing import is_undoable, undo_until
from portal.plumbing import clock

AT_MOST = 50
RECENT = timedelta(days=7)
WORDS_AT_ONCE = 10
_STANDS = (Withdrawal.taken_back_at.is_(None), Withdrawal.at >= bindparam("since"))
_OF_JOBS = Application.job_id.in_(bindparam("seen", expanding=True))
_COUNTS = (
    select(
        WithdrawalReason.code,
        func.count(Withdrawal.id.distinct()),
        func.sum(case((WithdrawalReason.rank == MAIN, 1), else_=0)),
    )
    .select_from(Withdrawal)
    .join(Withdrawal.application)
    .outerjoin(Withdrawal.reasons)
    .where(*_STANDS, IS_REAL_ALONE)
    .group_by(WithdrawalReason.code)
)
_AFTER_ACCEPTANCE = (
    select(func.count(Withdrawal.id))
    .join(Withdrawal.application)
    .where(*_STANDS, Withdrawal.after_acceptance, IS_REAL_ALONE)
)
_COUNTS_OF_JOBS, _AFTER_OF_JOBS = _COUNTS.where(_OF_JOBS), _AFTER_ACCEPTANCE.where(_OF_JOBS)


@dataclass(frozen=True)
class WithdrawalRow:
    """One withdrawal; `reasons` the most important first."""

    ref: str
    """The application's."""
    name: str
    called: str
    job_title: str
    at: datetime
    after_acceptance: bool
    undo_until: datetime | None
    """While the candidate may still take it back."""
    reasons: list[str]
    comment: str
    stay_in_touch: bool


@dataclass(frozen=True)
class WithdrawalsPage:
    """A page of what people said, the newest first."""

    rows: tuple[WithdrawalRow, ...]
    has_more: bool


@dataclass(frozen=True)
class Withdrew:
    """Why people withdrew; `after_acceptance` of them had accepted an offer."""

    said: Said
    after_acceptance: int


@cache
def _rows(shape: frozenset[str], *, spoke: bool = False) -> Select[Withdrawal]:
    statement = (
        select(Withdrawal)
        .join(Withdrawal.application)
        .join(Application.candidate)
        .join(Application.job)
        .options(
            contains_eager(Withdrawal.application).options(
                contains_eager(Application.candidate), contains_eager(Application.job)
            ),
            selectinload(Withdrawal.reasons),
        )
        .where(*_STANDS, *within(shape))
        .order_by(Withdrawal.at.desc(), Withdrawal.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    return (
        statement.where(Withdrawal.reasons_given_at.is_not(None), IS_REAL) if spoke else statement
    )


def recent_withdrawals(session: Session, scope: Scope) -> list[WithdrawalRow]:
    """The withdrawals of the last days in that scope, newest first."""
    asked = {"since": clock.now() - RECENT, "most": AT_MOST, "skipped": 0, **scope.values}
    return [_row(withdrawal) for withdrawal in session.scalars(_rows(scope.shape), asked)]


def withdrew(session: Session, *, since: datetime, jobs: Collection[int] | None) -> Withdrew:
    """Why people withdrew since then, from these jobs or, with None, from all."""
    asked = {"since": since, "seen": sorted(jobs or ())}
    counts = session.execute(_COUNTS if jobs is None else _COUNTS_OF_JOBS, asked).all()
    after = session.scalar(_AFTER_ACCEPTANCE if jobs is None else _AFTER_OF_JOBS, asked)
    return Withdrew(said({row[0]: (int(row[1]), int(row[2])) for row in counts}), after or 0)


def withdrawal_words(
    session: Session, *, since: datetime, jobs: Collection[int] | None, page: int = 1
) -> WithdrawalsPage:
    """What people said on withdrawing, page by page. Whoever shows it notes who read it."""
    asked = {"since": since, "seen": sorted(jobs or ())}
    paging = {"most": WORDS_AT_ONCE + 1, "skipped": (page - 1) * WORDS_AT_ONCE}
    statement = _rows(frozenset() if jobs is None else frozenset({"seen"}), spoke=True)
    found = session.scalars(statement, {**asked, **paging}).all()
    rows = tuple(_row(withdrawal) for withdrawal in found[:WORDS_AT_ONCE])
    return WithdrawalsPage(rows, has_more=len(found) > WORDS_AT_ONCE)


def _row(withdrawal: Withdrawal) -> WithdrawalRow:
    application = withdrawal.application
    undo = is_undoable(withdrawal.at, clock.now())
    return WithdrawalRow(
        ref=application.ref,
        name=application.candidate.full_name,
        called=application.candidate.called,
        job_title=application.job.title,
        at=withdrawal.at,
        after_acceptance=withdrawal.after_acceptance,
        undo_until=undo_until(withdrawal.at) if undo else None,
        reasons=[words_for(reason.code) for reason in withdrawal.reasons],
        comment=withdrawal.comment,
        stay_in_touch=withdrawal.stay_in_touch,
    )
