"""Who with an offer has not heard from a person of ours for too long: for the team's Today."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar, day_ends, local_day
from portal.company.queries import calendar, company
from portal.engagement.models import FirstDay
from portal.engagement.planned import IS_PLANNED, STARTS_ON
from portal.engagement.silence import limits
from portal.hiring.models import Application, Candidate, Job, TimelineEntry, TimelineKind
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Status
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.plumbing.db import UTCDateTime
from portal.team.models import Teammate

AT_MOST = 50
_SPOKEN = (
    select(func.max(TimelineEntry.at))
    .where(
        TimelineEntry.application_id == Application.id,
        TimelineEntry.kind == TimelineKind.HUMAN,
    )
    .correlate(Application)
    .scalar_subquery()
)
LAST_SPOKEN = func.coalesce(_SPOKEN, Application.introduced_at, Application.applied_at)
"""When a person of ours spoke with them last; for whoever nobody ever did, since when they wait."""
LATEST_SENT = (
    select(func.max(Offer.id))
    .where(Offer.application_id == Application.id, Offer.state == OfferState.SENT)
    .correlate(Application)
    .scalar_subquery()
)


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UTCDateTime())


_IS_QUIET = case(
    (Application.status == Status.OFFER, _moment("unanswered") > LAST_SPOKEN),
    (bindparam("soon", type_=Date()) >= STARTS_ON, _moment("joining_soon") > LAST_SPOKEN),
    else_=_moment("joining") > LAST_SPOKEN,
)


@dataclass(frozen=True)
class Quiet:
    """Somebody who has not heard from us for `days` business days."""

    ref: str
    """The application's."""
    name: str
    phone: str
    job_title: str
    status: Status
    owner: str
    last_at: datetime
    days: int
    answer_by: date | None
    starts_on: date | None


@cache
def _quiet(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    last = LAST_SPOKEN.label("last_at")
    return (
        select(
            Application.ref,
            Candidate.full_name,
            Candidate.phone,
            Job.title,
            Application.status,
            Teammate.name.label("owner"),
            last,
            Offer.answer_by,
            STARTS_ON.label("starts_on"),
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Offer, Offer.id == LATEST_SENT)
        .outerjoin(FirstDay, IS_PLANNED)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(
            IS_OPEN,
            Application.status.in_([Status.OFFER, Status.JOINING]),
            _IS_QUIET,
            *within(shape),
        )
        .order_by(last, Application.id)
        .limit(AT_MOST)
    )


def quiet(session: Session, scope: Scope) -> list[Quiet]:
    """Who has gone quiet in that scope, the longest first."""
    days, zone = calendar(session), company(session).time_zone
    today = local_day(clock.now(), zone)
    values = {**scope.values, **_borders(today, zone, days)}
    return [
        Quiet(
            ref=row.ref,
            name=row.full_name,
            phone=row.phone,
            job_title=row.title,
            status=row.status,
            owner=row.owner or "",
            last_at=row.last_at,
            days=days.between(local_day(row.last_at, zone), today),
            answer_by=row.answer_by,
            starts_on=row.starts_on,
        )
        for row in session.execute(_quiet(scope.shape), values)
    ]


def _borders(today: date, zone: str, days: Calendar) -> dict[str, object]:
    """The days of the rule as moments: whoever was spoken with before those is quiet."""
    now = limits(today, days)
    return {
        "unanswered": day_ends(now.unanswered, zone),
        "joining": day_ends(now.joining, zone),
        "joining_soon": day_ends(now.joining_soon, zone),
        "soon": now.soon,
    }
