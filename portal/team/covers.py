"""Who stands in for whom while somebody is away, by the company's calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, and_, bindparam, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.company.calendar import local_day
from portal.company.queries import company
from portal.plumbing import clock
from portal.team.models import Absence, Teammate

_Cover = aliased(Teammate)
_DAY: BindParameter[date] = bindparam("house_day")
_NOW = and_(Absence.first_day <= _DAY, Absence.last_day >= _DAY, Absence.ended_at.is_(None))
_COVERED = select(Absence.teammate_id).where(Absence.cover_id == bindparam("me"), _NOW)
_AWAY = (
    select(Absence)
    .where(Absence.teammate_id == bindparam("teammate"), _NOW)
    .options(joinedload(Absence.cover))
    .order_by(Absence.id)
    .limit(1)
)
_AWAY_NOW = select(Absence.teammate_id, Absence.cover_id).where(_NOW).order_by(Absence.id.desc())
_TO_COME = (
    select(Absence)
    .where(Absence.last_day >= _DAY, Absence.ended_at.is_(None))
    .options(joinedload(Absence.teammate), joinedload(Absence.cover))
    .order_by(Absence.first_day, Absence.id)
)
_THEIRS = _TO_COME.where(Absence.teammate_id == bindparam("teammate"))
_COVERS = _TO_COME.where(Absence.cover_id == bindparam("teammate"))


def house_day(session: Session) -> date:
    """The day it is on the company's calendar."""
    return local_day(clock.now(), company(session).time_zone)


def cover_name(owner: Any) -> ScalarSelect[str]:
    """The name of who covers for that column's teammate on `house_day`, for a statement of another
    slice; nothing where they are not away.
    """
    return (
        select(_Cover.name)
        .join(Absence, Absence.cover_id == _Cover.id)
        .where(Absence.teammate_id == owner, _NOW)
        .order_by(Absence.id)
        .limit(1)
        .correlate_except(Absence, _Cover)
        .scalar_subquery()
    )


def now_away(session: Session, teammate_id: int | None) -> Absence | None:
    """The absence that teammate is on today, if any."""
    if teammate_id is None:
        return None
    return session.scalar(_AWAY, {"teammate": teammate_id, "house_day": house_day(session)})


def stand_in(session: Session, teammate: Teammate) -> Teammate:
    """Whoever answers for that teammate today: themselves, or who covers for them."""
    away = now_away(session, teammate.id)
    return away.cover if away else teammate


def away_now(session: Session) -> dict[int, int]:
    """Who is away today, by id, with who covers for them."""
    return dict(iter(session.execute(_AWAY_NOW, {"house_day": house_day(session)})))


def absences_of(session: Session, teammate_id: int) -> Sequence[Absence]:
    """When that teammate is away, now or later."""
    return _found(session, _THEIRS, teammate_id)


def covered_by(session: Session, teammate_id: int) -> Sequence[Absence]:
    """The absences that teammate covers, now or later."""
    return _found(session, _COVERS, teammate_id)


def covered_ids(session: Session, teammate_id: int) -> frozenset[int]:
    """The ids of whom that teammate covers for today."""
    values = {"me": teammate_id, "house_day": house_day(session)}
    return frozenset(session.scalars(_COVERED, values))


def _found(session: Session, statement: Any, teammate_id: int) -> Sequence[Absence]:
    values = {"teammate": teammate_id, "house_day": house_day(session)}
    found: Sequence[Absence] = session.scalars(statement, values).all()
    return found
