"""Who is to be asked next, and why somebody is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job
from portal.hiring.models.people import IS_MADE_UP, Extras
from portal.hiring.queries.real import IS_REAL
from portal.plumbing import clock
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round, Survey
from portal.surveys.moments import DELAYS, ENDINGS, TOLD, between
from portal.surveys.queries import takes_answers
from portal.surveys.shipped import ON_AT_FIRST

AGAIN_AFTER = timedelta(days=183)
"""Nobody is asked about the same touchpoint twice within half a year."""
AHEAD = timedelta(days=7)
"""How far the team looks ahead."""
ROUNDS_LAST = {1: timedelta(days=30), 3: timedelta(days=91)}
"""By the months in which they invite."""


class Why(StrEnum):
    """Why somebody was not asked yet."""

    DUE = "due"
    """They are asked within the hour."""
    TOO_SOON = "too_soon"
    SAID_NO = "said_no"
    ASKED_BEFORE = "asked_before"
    ACTIVE_ELSEWHERE = "active_elsewhere"
    NO_EXTRAS = "no_extras"
    NO_ADDRESS = "no_address"
    ADDRESS_REFUSED = "address_refused"
    NO_KEY = "no_key"
    """It would be their turn, and the round can take no answers."""


@dataclass(frozen=True)
class Coming:
    """Somebody who is to be asked, or not: `asked_at` is the first moment at which they may be."""

    application_id: int
    ref: str
    candidate_id: int
    name: str
    job_title: str
    asked_at: datetime
    why: Why


_SWITCHES = select(Survey.touchpoint, Survey.is_on)
_Other = aliased(Application)
_OF_TOUCHPOINT = (
    select(Invitation.id)
    .join(Invitation.round)
    .where(
        Invitation.candidate_id == Candidate.id,
        Round.touchpoint == bindparam("touchpoint"),
    )
    .correlate(Candidate)
)
_FOR_THIS = _OF_TOUCHPOINT.where(Invitation.application_id == Application.id).correlate(
    Candidate, Application
)
_ACTIVE_ELSEWHERE = (
    select(_Other.id)
    .where(
        _Other.candidate_id == Candidate.id,
        _Other.id != Application.id,
        _Other.outcome.is_(None),
    )
    .correlate(Candidate, Application)
)


def _statement(touchpoint: Touchpoint) -> Select[*tuple[Any, ...]]:
    told = TOLD[touchpoint].subquery("told")
    said_no = _OF_TOUCHPOINT.where(Invitation.said_no_at.is_not(None))
    asked = _OF_TOUCHPOINT.where(
        Invitation.created_at > bindparam("since"), Invitation.unreached_at.is_(None)
    )
    return (
        select(
            Application.id,
            Application.ref,
            Application.candidate_id,
            Candidate.full_name,
            Candidate.extras,
            Candidate.email,
            Candidate.email_refused_at,
            Job.title,
            told.c.at,
            said_no.exists().label("said_no"),
            asked.exists().label("asked"),
            _ACTIVE_ELSEWHERE.exists().label("elsewhere"),
        )
        .join(told, told.c.id == Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(
            Application.introduced_at.is_not(None),
            IS_REAL,
            ~_FOR_THIS.exists(),
        )
        .order_by(Application.id, told.c.at)
    )


_STATEMENTS: Mapping[Touchpoint, Select[*tuple[Any, ...]]] = {
    touchpoint: _statement(touchpoint) for touchpoint in Touchpoint
}

_MADE_UP = select(_Other.id).join(Candidate, Candidate.id == _Other.candidate_id).where(IS_MADE_UP)


def _count(told: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> Select[int]:
    applications = told.subquery().c.id
    return select(func.count(applications.distinct())).where(applications.not_in(_MADE_UP))


_REACHED = {touchpoint: _count(told) for touchpoint, told in TOLD.items()}


def switched_on(session: Session) -> frozenset[Touchpoint]:
    """The touchpoints at which people are asked: as shipped, where nobody chose."""
    chosen = dict(iter(session.execute(_SWITCHES)))
    return frozenset(one for one in Touchpoint if chosen.get(one, one in ON_AT_FIRST))


def due(session: Session, touchpoint: Touchpoint) -> list[Coming]:
    """Who is asked now, each candidate once. What was decided and not told plays no part."""
    ready = [one for one in coming(session, touchpoint, ahead=timedelta()) if one.why is Why.DUE]
    return list({one.candidate_id: one for one in reversed(ready)}.values())[::-1]


def coming(session: Session, touchpoint: Touchpoint, *, ahead: timedelta = AHEAD) -> list[Coming]:
    """Everybody who would be asked from now to that far ahead, the first one first, and why each
    waits; not those who were asked for that application."""
    now, delay = clock.now(), DELAYS[touchpoint]
    asked = {
        **between(now - delay.until, now - delay.after + ahead),
        "touchpoint": touchpoint,
        "since": now - AGAIN_AFTER,
    }
    rows = session.execute(_STATEMENTS[touchpoint], asked).all()
    found = _each_once(_coming(row, touchpoint, now) for row in rows)
    if any(one.why is Why.DUE for one in found) and not takes_answers(session, touchpoint):
        return [replace(one, why=Why.NO_KEY) if one.why is Why.DUE else one for one in found]
    return found


def reached(session: Session, touchpoint: Touchpoint, *, months: int) -> int:
    """How many applications came to that touchpoint while the last round of so many months would
    have invited, whoever was asked."""
    now = clock.now()
    return session.scalar(_REACHED[touchpoint], between(now - ROUNDS_LAST[months], now)) or 0


def _each_once(found: Iterable[Coming]) -> list[Coming]:
    """Somebody with two interviews is asked after the first one."""
    once: dict[int, Coming] = {}
    for one in found:
        once.setdefault(one.application_id, one)
    return list(once.values())


def _coming(row: Any, touchpoint: Touchpoint, now: datetime) -> Coming:
    asked_at = _moment(row.at) + DELAYS[touchpoint].after
    return Coming(
        application_id=row.id,
        ref=row.ref,
        candidate_id=row.candidate_id,
        name=row.full_name,
        job_title=row.title,
        asked_at=asked_at,
        why=_why(row, touchpoint, is_soon=asked_at > now),
    )


def _moment(at: Any) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.min, UTC)


def _why(row: Any, touchpoint: Touchpoint, *, is_soon: bool) -> Why:
    reasons = (
        (row.said_no, Why.SAID_NO),
        (row.asked, Why.ASKED_BEFORE),
        (row.elsewhere and touchpoint in ENDINGS, Why.ACTIVE_ELSEWHERE),
        (row.extras is Extras.NONE, Why.NO_EXTRAS),
        (row.email is None, Why.NO_ADDRESS),
        (row.email_refused_at is not None, Why.ADDRESS_REFUSED),
        (is_soon, Why.TOO_SOON),
    )
    return next((why for holds, why in reasons if holds), Why.DUE)
