"""What the team may know of the round that comes next at a touchpoint, and of one that was let
go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.surveys.items import Touchpoint
from portal.surveys.models import Round, Snapshot, Survey
from portal.surveys.release import LEAST_K
from portal.surveys.shipped import ON_AT_FIRST

_Later = aliased(Round)
_SURVEY = Survey.touchpoint == bindparam("touchpoint")
_ROUND = Round.touchpoint == bindparam("touchpoint")
_OPEN_K = (
    select(Round.k)
    .where(_ROUND, Round.closed_at.is_(None))
    .order_by(Round.closes_on)
    .limit(1)
    .scalar_subquery()
)
_PUBLISHED_LATER = (
    select(Snapshot.id)
    .join(_Later, _Later.id == Snapshot.round_id)
    .where(_Later.touchpoint == Round.touchpoint, _Later.opens_on > Round.opens_on)
    .correlate(Round)
    .exists()
)
_DROPPED = (
    select(func.max(Round.closed_at))
    .where(
        _ROUND,
        Round.pooled_into_id.is_(None),
        ~exists().where(Snapshot.round_id == Round.id),
        ~_PUBLISHED_LATER,
    )
    .scalar_subquery()
)
_AHEAD = select(
    func.coalesce(_OPEN_K, select(Survey.k).where(_SURVEY).scalar_subquery(), LEAST_K).label("k"),
    select(Survey.is_on).where(_SURVEY).scalar_subquery().label("is_on"),
    _DROPPED.label("dropped_at"),
)


@dataclass(frozen=True)
class Ahead:
    """How many answers the round needs that closes next, or will open, and whether anybody is
    asked; `dropped_at` is when answers were let go that were too few, and nothing was published
    since."""

    k: int
    is_on: bool
    dropped_at: datetime | None


def ahead(session: Session, touchpoint: Touchpoint) -> Ahead:
    """What comes next there."""
    row = session.execute(_AHEAD, {"touchpoint": touchpoint}).one()
    is_on = touchpoint in ON_AT_FIRST if row.is_on is None else bool(row.is_on)
    return Ahead(int(row.k), is_on, row.dropped_at)
