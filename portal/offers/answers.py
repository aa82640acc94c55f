"""How candidates answered offers of late: for the team's Today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.hiring.models import Application, Candidate, Job, TimelineEntry, TimelineKind
from portal.hiring.queries.scope import Scope, within
from portal.hiring.reasons import words_for
from portal.hiring.undoing import undo_until
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import CANDIDATES_OWN, OfferOutcome, is_still_theirs, may_undo
from portal.plumbing import clock

AT_MOST = 50
ANSWERS_OF = timedelta(days=7)
_TOLD_SINCE = (
    select(TimelineEntry.id)
    .where(
        TimelineEntry.application_id == Offer.application_id,
        TimelineEntry.kind == TimelineKind.HUMAN,
        TimelineEntry.is_told,
        TimelineEntry.at > Decision.decided_at,
    )
    .correlate(Offer, Decision)
    .exists()
)


@dataclass(frozen=True)
class AnswerRow:
    """One answer; `reasons` the most important first, all of it named."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    is_accepted: bool
    decided_at: datetime
    undo_until: datetime | None
    """While the candidate may still take it back."""
    reasons: list[str]
    comment: str
    stay_in_touch_until: date | None
    """Until when we may write about later roles; None where we may not."""


@cache
def _answers(shape: frozenset[str]) -> Select[Decision, bool]:
    return (
        select(Decision, _TOLD_SINCE)
        .join(Decision.offer)
        .join(Offer.application)
        .join(Application.candidate)
        .join(Application.job)
        .options(
            contains_eager(Decision.offer)
            .contains_eager(Offer.application)
            .options(contains_eager(Application.candidate), contains_eager(Application.job)),
            selectinload(Decision.reasons),
        )
        .where(
            Decision.decided_at >= bindparam("since"),
            Decision.taken_back_at.is_(None),
            Decision.outcome.in_(CANDIDATES_OWN),
            *within(shape),
        )
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(AT_MOST)
    )


def recent_answers(session: Session, scope: Scope) -> list[AnswerRow]:
    """The answers of the last days to offers of that scope, newest first."""
    values = {"since": clock.now() - ANSWERS_OF, **scope.values}
    found: Sequence[Row[Decision, bool]] = session.execute(_answers(scope.shape), values).all()
    return [_row(decision, is_told_since=told) for decision, told in found]


def _row(decision: Decision, *, is_told_since: bool) -> AnswerRow:
    application = decision.offer.application
    candidate: Candidate = application.candidate
    job: Job = application.job
    undo = may_undo(decision.outcome, decision.decided_at, clock.now())
    undo = undo and is_still_theirs(
        application.outcome,
        is_job_closed=job.closed_at is not None,
        is_told_since=is_told_since,
        is_thanked=decision.thanked_at is not None,
    )
    return AnswerRow(
        ref=application.ref,
        name=candidate.full_name,
        job_title=job.title,
        is_accepted=decision.outcome is OfferOutcome.ACCEPTED,
        decided_at=decision.decided_at,
        undo_until=undo_until(decision.decided_at) if undo else None,
        reasons=[words_for(reason.code) for reason in decision.reasons],
        comment=decision.comment,
        stay_in_touch_until=decision.stay_in_touch_until if decision.stay_in_touch else None,
    )
