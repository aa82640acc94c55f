"""How candidates answered offers of late: for the team's Today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.hiring.models import Application, Candidate, Job
from portal.hiring.reasons import words_for
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import CANDIDATES_OWN, OfferOutcome, may_undo, undo_until
from portal.plumbing import clock
from portal.team.rights import Actor, jobs_seen

AT_MOST = 50


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
    stay_in_touch: bool


@cache
def _answers(*, mine: bool, scoped: bool) -> Select[Decision]:
    statement = (
        select(Decision)
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
        )
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(AT_MOST)
    )
    if mine:
        owned = or_(Application.owner_id == bindparam("me"), Application.owner_id.is_(None))
        statement = statement.where(owned)
    if scoped:
        statement = statement.where(Application.job_id.in_(bindparam("seen", expanding=True)))
    return statement


def recent_answers(
    session: Session, actor: Actor, since: datetime, *, mine: bool
) -> list[AnswerRow]:
    """The answers since then to offers the actor may see, newest first."""
    seen = jobs_seen(actor)
    values = {"since": since, "me": actor.teammate_id, "seen": list(seen or ())}
    statement = _answers(mine=mine, scoped=seen is not None)
    found: Sequence[Decision] = session.scalars(statement, values).all()
    return [_row(decision) for decision in found]


def _row(decision: Decision) -> AnswerRow:
    application = decision.offer.application
    candidate: Candidate = application.candidate
    job: Job = application.job
    undo = may_undo(decision.outcome, decision.decided_at, clock.now())
    return AnswerRow(
        ref=application.ref,
        name=candidate.full_name,
        job_title=job.title,
        is_accepted=decision.outcome is OfferOutcome.ACCEPTED,
        decided_at=decision.decided_at,
        undo_until=undo_until(decision.decided_at) if undo else None,
        reasons=[words_for(reason.code) for reason in decision.reasons],
        comment=decision.comment,
        stay_in_touch=decision.stay_in_touch,
    )
