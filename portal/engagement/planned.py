"""On which day somebody begins, for statements that join `FirstDay` to an application."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from portal.engagement.models import FirstDay
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.scope import within
from portal.hiring.stages import Status
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome

IS_PLANNED = and_(FirstDay.application_id == Application.id, FirstDay.called_off_at.is_(None))
"""That day, and not one that was called off: there is at most one."""
STARTS_ON = func.coalesce(FirstDay.starts_on, Offer.starts_on)
"""As planned, else as offered."""


def joiners(columns: Sequence[Any], shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """These columns of whoever said yes and joins, within a scope of that shape, with the first day
    as it is planned.
    """
    return (
        select(*columns)
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .join(Offer, Offer.application_id == Application.id)
        .join(Decision, Decision.offer_id == Offer.id)
        .outerjoin(FirstDay, IS_PLANNED)
        .where(
            Application.outcome.is_(None),
            Application.status == Status.JOINING,
            Decision.taken_back_at.is_(None),
            Decision.outcome == OfferOutcome.ACCEPTED,
            *within(shape),
        )
    )
