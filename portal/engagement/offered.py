"""Everybody who has an offer or joins, as the team's list of offers shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
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
)
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar, local_day
from portal.company.queries import calendar, company
from portal.engagement.models import FirstDay, Touch, TouchResult
from portal.engagement.planned import IS_PLANNED, STARTS_ON
from portal.engagement.quiet import LAST_SPOKEN
from portal.engagement.silence import is_quiet, limits
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Status
from portal.hiring.undoing import UNDO_HOURS
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.plumbing.db import UTCDateTime
from portal.team.models import Teammate

PAGE = 50


class Group(StrEnum):
    """How far an offer has come."""

    VERBAL = "verbal"
    SENT = "sent"
    ACCEPTED = "accepted"
    """And may still be taken back."""
    JOINING = "joining"


@dataclass(frozen=True)
class Touched:
    """How far the touches of one person have come."""

    done: int = 0
    due: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class Offered:
    """One person with an offer, or who joins."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    owner: str
    answer_by: date | None
    starts_on: date | None
    quiet_days: int
    is_quiet: bool
    touches: Touched


@dataclass(frozen=True)
class OfferedPage:
    """A page of one group; how many there are in each."""

    group: Group
    counts: dict[Group, int]
    rows: list[Offered]
    pages: int


_LATEST = (
    select(func.max(Offer.id))
    .where(
        Offer.application_id == Application.id,
        Offer.state.in_([OfferState.VERBAL, OfferState.SENT]),
    )
    .correlate(Application)
    .scalar_subquery()
)
_UNDO: BindParameter[datetime] = bindparam("undo_since", type_=UTCDateTime())
_ACCEPTED_LATELY = (
    select(literal(1))
    .where(
        Decision.offer_id == Offer.id,
        Decision.taken_back_at.is_(None),
        Decision.decided_at > _UNDO,
    )
    .correlate(Offer)
    .exists()
)
_GROUP: ColumnElement[str] = case(
    (and_(Application.status == Status.JOINING, _ACCEPTED_LATELY), Group.ACCEPTED.value),
    (Application.status == Status.JOINING, Group.JOINING.value),
    (Offer.state == OfferState.VERBAL, Group.VERBAL.value),
    else_=Group.SENT.value,
)
_NEXT_DAY = case((Application.status == Status.JOINING, STARTS_ON), else_=Offer.answer_by)
_DONE = Touch.result.in_([TouchResult.SAID, TouchResult.CALLED])
_IS_DUE = and_(Touch.settled_at.is_(None), Touch.due_on <= bindparam("today"))
_IS_AHEAD = and_(
    Touch.settled_at.is_(None), or_(Touch.due_on.is_(None), Touch.due_on > bindparam("today"))
)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_TOUCHED = (
    select(Touch.application_id, _how_many(_DONE), _how_many(_IS_DUE), _how_many(_IS_AHEAD))
    .where(Touch.application_id.in_(bindparam("ids", expanding=True)))
    .group_by(Touch.application_id)
)


def _from(columns: Sequence[Any], shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Application)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Offer, Offer.id == _LATEST)
        .outerjoin(FirstDay, IS_PLANNED)
        .where(
            IS_OPEN,
            Application.status.in_([Status.OFFER, Status.JOINING]),
            *within(shape),
        )
    )


@cache
def _counts(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    group = _GROUP.label("stands")
    return _from([group, func.count()], shape).group_by(group)


@cache
def _rows(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    columns = [
        Application.id,
        Application.ref,
        Application.status,
        Candidate.full_name,
        Job.title,
        Teammate.name.label("owner"),
        Offer.answer_by,
        STARTS_ON.label("starts_on"),
        LAST_SPOKEN.label("last_at"),
    ]
    return (
        _from(columns, shape)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(bindparam("group") == _GROUP)
        .order_by(_NEXT_DAY, Application.id)
        .limit(PAGE)
        .offset(bindparam("skipped"))
    )


def offered(session: Session, scope: Scope, *, group: Group | None, page: int = 1) -> OfferedPage:
    """A page of that group in that scope, or of the first that has anybody; the day that is next
    comes first.
    """
    now, days = clock.now(), calendar(session)
    today = local_day(now, company(session).time_zone)
    values = {
        **scope.values,
        "undo_since": now - timedelta(hours=UNDO_HOURS),
        "skipped": (page - 1) * PAGE,
    }
    counted = {Group(row[0]): row[1] for row in session.execute(_counts(scope.shape), values)}
    group = group or next((one for one in Group if counted.get(one)), Group.SENT)
    found = session.execute(_rows(scope.shape), {**values, "group": group.value}).all()
    touched = _touched(session, [row.id for row in found], today)
    zone = company(session).time_zone
    return OfferedPage(
        group=group,
        counts={one: counted.get(one, 0) for one in Group},
        rows=[
            _row(row, local_day(row.last_at, zone), today, days=days, touches=touched)
            for row in found
        ],
        pages=-(-counted.get(group, 0) // PAGE),
    )


def _touched(session: Session, ids: list[int], today: date) -> dict[int, Touched]:
    found = session.execute(_TOUCHED, {"ids": ids, "today": today})
    return {row[0]: Touched(int(row[1]), int(row[2]), int(row[3])) for row in found}


def _row(
    row: Row[*tuple[Any, ...]],
    last: date,
    today: date,
    *,
    days: Calendar,
    touches: dict[int, Touched],
) -> Offered:
    now = limits(today, days)
    return Offered(
        ref=row.ref,
        name=row.full_name,
        job_title=row.title,
        owner=row.owner or "",
        answer_by=row.answer_by,
        starts_on=row.starts_on,
        quiet_days=days.between(last, today),
        is_quiet=is_quiet(row.status, last, starts_on=row.starts_on, limits=now),
        touches=touches.get(row.id, Touched()),
    )
