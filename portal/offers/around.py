"""What offers mean for others in the same job: for whoever closes it, and for second choices."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job, SecondChoice, Verdict
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Outcome
from portal.hiring.undoing import undo_until
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome, OfferState, may_undo
from portal.plumbing import clock

AT_MOST = 50


class FirstOne(StrEnum):
    """Where the first choice stands."""

    NOBODY = "nobody"
    ASKED = "asked"
    ACCEPTED = "accepted"
    NOT_COMING = "not_coming"
    """Declined, or the offer is no longer open."""


@dataclass(frozen=True)
class MayBeUndone:
    """Somebody who accepted, and may still think again."""

    ref: str
    name: str
    until: datetime


@dataclass(frozen=True)
class SecondChoiceRow:
    """A second choice, and what is known of the first: who, and by when they answer."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    first_name: str
    first: FirstOne
    answer_by: date | None


_ACCEPTED = (
    select(Application.ref, Candidate.full_name, Decision.outcome, Decision.decided_at)
    .select_from(Decision)
    .join(Offer, Offer.id == Decision.offer_id)
    .join(Application, Application.id == Offer.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(
        Application.job_id == bindparam("job"),
        Application.outcome.is_(None),
        Decision.taken_back_at.is_(None),
        Decision.outcome == OfferOutcome.ACCEPTED,
    )
    .order_by(Decision.id)
)
_GOES_ON = func.coalesce(type_coerce(Application.outcome, String), "") == ""
"""Not the bare column: SQLite would begin with all who are open, not with the few who are marked.
"""
_FIRST = aliased(Application)
_FIRST_PERSON = aliased(Candidate)
_LATEST_OFFER = (
    select(func.max(Offer.id))
    .join(_FIRST, _FIRST.id == Offer.application_id)
    .where(
        _FIRST.job_id == Application.job_id,
        _FIRST.id != Application.id,
        Offer.state == OfferState.SENT,
    )
    .correlate(Application)
    .scalar_subquery()
)
_IS_DECIDED = (
    select(Verdict.id)
    .where(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
    .correlate(Application)
    .exists()
)


@cache
def _seconds(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    its = aliased(Application)
    return (
        select(
            Application.ref,
            Candidate.full_name,
            Job.title,
            _FIRST_PERSON.full_name.label("first_name"),
            Offer.answer_by,
            Decision.outcome.label("decision"),
            its.outcome.label("end"),
        )
        .select_from(SecondChoice)
        .join(Application, Application.id == SecondChoice.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Offer, Offer.id == _LATEST_OFFER)
        .outerjoin(its, its.id == Offer.application_id)
        .outerjoin(_FIRST_PERSON, _FIRST_PERSON.id == its.candidate_id)
        .outerjoin(Decision, and_(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None)))
        .where(
            SecondChoice.taken_off_at.is_(None),
            _GOES_ON,
            ~_IS_DECIDED,
            *within(shape),
        )
        .order_by(Offer.answer_by, SecondChoice.id)
        .limit(AT_MOST)
    )


def acceptances_to_undo(session: Session, job: Job) -> list[MayBeUndone]:
    """Who accepted an offer for that job and may still take it back."""
    now = clock.now()
    return [
        MayBeUndone(row.ref, row.full_name, undo_until(row.decided_at))
        for row in session.execute(_ACCEPTED, {"job": job.id})
        if may_undo(row.outcome, row.decided_at, now)
    ]


def second_choices(session: Session, scope: Scope) -> list[SecondChoiceRow]:
    """The second choices in that scope, by when the first ones answer."""
    rows = session.execute(_seconds(scope.shape), scope.values)
    return [
        SecondChoiceRow(
            row.ref,
            row.full_name,
            row.title,
            row.first_name or "",
            _first(row.first_name, row.decision, row.end),
            row.answer_by,
        )
        for row in rows
    ]


def _first(name: str | None, decision: OfferOutcome | None, end: Outcome | None) -> FirstOne:
    """Whoever said yes and withdrew, or lost the offer after all, is not coming either."""
    if name is None:
        return FirstOne.NOBODY
    if end not in (None, Outcome.HIRED):
        return FirstOne.NOT_COMING
    if decision is None:
        return FirstOne.ASKED
    return FirstOne.ACCEPTED if decision is OfferOutcome.ACCEPTED else FirstOne.NOT_COMING
