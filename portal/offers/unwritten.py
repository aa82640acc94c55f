"""Who has the job by word of mouth, and no offer in writing yet: for the team's Today."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.promises import today_for
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Status
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock

AT_MOST = 50
_IS_DECIDED = (
    select(Decision.id)
    .where(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None))
    .correlate(Offer)
    .exists()
)


@dataclass(frozen=True)
class Unwritten:
    """A verbal offer; the written one was promised by `due`."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    said_by: str
    said_on: date
    due: date
    today: date
    """The day it is for the candidate."""

    @property
    def is_late(self) -> bool:
        """Whether the promised day is over."""
        return self.due < self.today


@cache
def _unwritten(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.ref,
            Application.next_word_by,
            Candidate.full_name,
            Candidate.time_zone,
            Job.title,
            Offer.said_by,
            Offer.said_on,
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .join(Offer, Offer.application_id == Application.id)
        .where(
            Application.outcome.is_(None),
            Application.status == Status.OFFER,
            Offer.state == OfferState.VERBAL,
            ~_IS_DECIDED,
            *within(shape),
        )
        .order_by(Application.next_word_by, Offer.id)
        .limit(AT_MOST)
    )


def unwritten(session: Session, scope: Scope) -> list[Unwritten]:
    """Those of that scope, by when the written offer was promised."""
    now, house = clock.now(), company(session).time_zone
    return [
        Unwritten(
            ref=row.ref,
            name=row.full_name,
            job_title=row.title,
            said_by=row.said_by,
            said_on=row.said_on,
            due=row.next_word_by,
            today=today_for(now, row.time_zone or house),
        )
        for row in session.execute(_unwritten(scope.shape), scope.values)
    ]
