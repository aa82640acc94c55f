"""Why offers were declined, and what those people said. Named, and for the team only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.audit import trail
from portal.hiring import reasons
from portal.hiring.models import Application, Candidate, Job, Promise
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.real import IS_REAL_ALONE
from portal.hiring.reasons import ReasonCode, Said
from portal.offers.models import Decision, DecisionReason, Offer
from portal.offers.outcomes import OfferOutcome

Rows = Select[*tuple[Any, ...]]
WORDS_AT_ONCE = 10

_DECLINED = (
    Decision.outcome == OfferOutcome.DECLINED,
    Decision.taken_back_at.is_(None),
    Decision.decided_at >= bindparam("since"),
    IS_REAL_ALONE,
)
_COUNTS = (
    select(
        DecisionReason.code,
        func.count(Decision.id.distinct()),
        func.sum(case((DecisionReason.rank == 1, 1), else_=0)),
    )
    .select_from(Decision)
    .join(Decision.offer)
    .join(Offer.application)
    .outerjoin(Decision.reasons)
    .where(*_DECLINED)
    .group_by(DecisionReason.code)
)
MISSED = (
    select(func.count(Promise.id))
    .where(Promise.application_id == Application.id, Promise.result == PromiseResult.MISSED)
    .correlate(Application)
    .scalar_subquery()
)
_First, _Second, _Third = (aliased(DecisionReason) for _rank in range(3))


def _with_reasons(words: Rows) -> Rows:
    for rank, reason in enumerate((_First, _Second, _Third), start=1):
        words = words.outerjoin(
            reason, (reason.decision_id == Decision.id) & (reason.rank == rank)
        ).add_columns(reason.code)
    return words


_WORDS = _with_reasons(
    select(
        Candidate.full_name,
        Candidate.called,
        Application.ref,
        Job.title,
        Decision.decided_at,
        Decision.comment,
        MISSED,
    )
    .select_from(Decision)
    .join(Decision.offer)
    .join(Offer.application)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .where(*_DECLINED, Decision.reasons_given_at.is_not(None))
    .order_by(Decision.decided_at.desc(), Decision.id.desc())
    .limit(WORDS_AT_ONCE + 1)
    .offset(bindparam("skipped"))
)
_OUTCOMES = (
    select(Decision.outcome, func.count(Decision.id))
    .join(Decision.offer)
    .join(Offer.application)
    .where(
        Decision.taken_back_at.is_(None), Decision.decided_at >= bindparam("since"), IS_REAL_ALONE
    )
    .group_by(Decision.outcome)
)
_OF_JOBS = Application.job_id.in_(bindparam("jobs", expanding=True))
_COUNTS_OF_JOBS, _WORDS_OF_JOBS = _COUNTS.where(_OF_JOBS), _WORDS.where(_OF_JOBS)
_OUTCOMES_OF_JOBS = _OUTCOMES.where(_OF_JOBS)


@dataclass(frozen=True)
class Words:
    """What one person said on declining. The main reason first, up to two more."""

    name: str
    called: str
    application_ref: str
    job_title: str
    decided_at: datetime
    comment: str
    missed: int
    reasons: tuple[ReasonCode, ...]


@dataclass(frozen=True)
class WordsPage:
    """A page of what people said, the newest first."""

    words: tuple[Words, ...]
    has_more: bool


def declined(session: Session, *, since: datetime, jobs: Collection[int] | None) -> Said:
    """Why offers were declined since then, for these jobs or, with None, for all."""
    rows = session.execute(*_asked(_COUNTS, _COUNTS_OF_JOBS, jobs, since=since)).all()
    return reasons.said({row[0]: (int(row[1]), int(row[2])) for row in rows})


def outcomes(
    session: Session, *, since: datetime, jobs: Collection[int] | None
) -> dict[OfferOutcome, int]:
    """What became of the offers that were decided since then; those taken back are not counted."""
    rows = session.execute(*_asked(_OUTCOMES, _OUTCOMES_OF_JOBS, jobs, since=since))
    return dict(iter(rows))


def read_words(
    session: Session, by: str, *, since: datetime, jobs: Collection[int] | None, page: int = 1
) -> WordsPage:
    """What people said on declining, page by page; that `by` (their ref) opened it is noted in the
    trail."""
    trail.record(session, by, "feedback.read", subject="feedback")
    skipped = (page - 1) * WORDS_AT_ONCE
    rows = session.execute(
        *_asked(_WORDS, _WORDS_OF_JOBS, jobs, since=since, skipped=skipped)
    ).all()
    words = tuple(_words(row) for row in rows[:WORDS_AT_ONCE])
    return WordsPage(words, has_more=len(rows) > WORDS_AT_ONCE)


def _asked(
    everywhere: Rows, of_jobs: Rows, jobs: Collection[int] | None, **more: object
) -> tuple[Rows, dict[str, object]]:
    if jobs is None:
        return everywhere, more
    return of_jobs, {**more, "jobs": sorted(jobs)}


def _words(row: Sequence[Any]) -> Words:
    name, called, application_ref, job_title, decided_at, comment, missed, *codes = row
    return Words(
        name=name,
        called=called,
        application_ref=application_ref,
        job_title=job_title,
        decided_at=decided_at,
        comment=comment,
        missed=missed,
        reasons=tuple(code for code in codes if code),
    )
