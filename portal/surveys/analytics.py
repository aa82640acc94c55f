"""What the team may know of answers: what closed rounds published, when the next one closes and
nothing else about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, exists, func, null, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Job
from portal.surveys.items import Touchpoint, at_department, at_job
from portal.surveys.models import Change, Round, Snapshot, Survey
from portal.surveys.published import ClosedRound, Sight, closed_round

ROUNDS_AT_MOST = 8
"""At once, beside each other."""

_TOUCHPOINTS = select(Survey.touchpoint).where(Survey.is_on).union(select(Round.touchpoint))
_Newer = aliased(Round)
_NEWEST = (
    select(_Newer.ref)
    .join(Snapshot, Snapshot.round_id == _Newer.id)
    .where(_Newer.touchpoint == bindparam("touchpoint"))
    .order_by(_Newer.opens_on.desc())
    .limit(1)
    .scalar_subquery()
)
_CHOSEN = func.coalesce(func.nullif(bindparam("chosen"), ""), _NEWEST)
_OPEN = select(func.min(Round.closes_on)).where(
    Round.touchpoint == bindparam("touchpoint"), Round.closed_at.is_(None)
)
_ITS_START = select(Round.opens_on).where(Round.ref == bindparam("chosen")).scalar_subquery()
_LATER = (
    select(func.count(_Newer.id))
    .join(Snapshot, Snapshot.round_id == _Newer.id)
    .where(
        _Newer.touchpoint == bindparam("touchpoint"),
        _Newer.opens_on > _ITS_START,
    )
)
_PUBLISHED_ONES = (
    select(
        Round.ref,
        Snapshot.figures,
        _OPEN.scalar_subquery().label("next"),
        case((Round.ref == _CHOSEN, Snapshot.parts), else_=null()).label("parts"),
        case((Round.ref == _CHOSEN, Snapshot.comments), else_=null()).label("comments"),
        case((Round.ref == _CHOSEN, Snapshot.doubts), else_=null()).label("doubts"),
    )
    .join(Snapshot, Snapshot.round_id == Round.id)
    .where(Round.touchpoint == bindparam("touchpoint"))
    .order_by(Round.opens_on.desc())
    .limit(ROUNDS_AT_MOST + 1)
    .offset(bindparam("later"))
)
_CHANGES = (
    select(Change.ref, Change.words)
    .join(Change.round)
    .where(Round.ref == bindparam("round"))
    .order_by(Change.at, Change.id)
)
_PUBLISHED = (
    select(Round.touchpoint, Round.ref, Snapshot.figures)
    .join(Snapshot, Snapshot.round_id == Round.id)
    .where(Round.ref == bindparam("round"))
)
_Beside = aliased(Job)
_HAS_OTHERS = exists().where(
    _Beside.department_id == Job.department_id, _Beside.is_restricted.is_(False)
)
_RESTRICTED = select(Job.id, Job.department_id, _HAS_OTHERS).where(Job.is_restricted)


@dataclass(frozen=True)
class Changed:
    """What the team said it changed because of a round."""

    ref: str
    words: str


@dataclass(frozen=True)
class Shown:
    """Everything there is to see of one touchpoint: `rounds` oldest first, `changes` because of the
    one shown in full. `earlier` is the round before all of these, `later` says whether there are
    some after them."""

    rounds: tuple[ClosedRound, ...]
    chosen: ClosedRound | None
    next_closes_on: date | None
    changes: tuple[Changed, ...] = ()
    earlier: ClosedRound | None = None
    has_later: bool = False

    @property
    def before(self) -> ClosedRound | None:
        """The round before the one that is shown in full."""
        if self.chosen is None:
            return None
        first_day = self.chosen.first_day
        older = (one for one in reversed(self.rounds) if one.last_day < first_day)
        return next(older, self.earlier)


def touchpoints(session: Session) -> list[Touchpoint]:
    """Those that people are asked about, or were."""
    there = {*session.scalars(_TOUCHPOINTS), Touchpoint.INTERVIEWED}
    return [each for each in Touchpoint if each in there]


def rounds_shown(
    session: Session,
    touchpoint: Touchpoint,
    chosen: str = "",
    *,
    jobs: Collection[int] | None,
) -> Shown:
    """What closed rounds published, as far as whoever sees those jobs may see it, None for all;
    `chosen` is the ref of the one shown in full, the newest by default. It stands among its
    neighbours: all of them are reached, some at a time."""
    sight = Sight(jobs, _restricted(session))
    asked = {"touchpoint": touchpoint, "chosen": chosen}
    later = _before_the_page(session.scalar(_LATER, asked) or 0) if chosen else 0
    rows = session.execute(_PUBLISHED_ONES, {**asked, "later": later}).all()
    closed = [
        closed_round(
            row.ref, row.figures, row.parts, sight=sight, comments=row.comments, doubts=row.doubts
        )
        for row in reversed(rows)
    ]
    full = next((each for each in closed if each.comments is not None), None)
    return Shown(
        rounds=tuple(closed[-ROUNDS_AT_MOST:]),
        chosen=full,
        next_closes_on=rows[0].next if rows else session.scalar(_OPEN, asked),
        changes=changes(session, full.ref) if full else (),
        earlier=closed[0] if len(closed) > ROUNDS_AT_MOST else None,
        has_later=later > 0,
    )


def changes(session: Session, ref: str) -> tuple[Changed, ...]:
    """What was changed because of the round of that ref, in the order it was said."""
    return tuple(Changed(*row) for row in session.execute(_CHANGES, {"round": ref}))


def published_round(session: Session, ref: str) -> tuple[Touchpoint, ClosedRound] | None:
    """The closed round of that ref, without its comments, if it published anything."""
    row = session.execute(_PUBLISHED, {"round": ref}).one_or_none()
    return (row.touchpoint, closed_round(row.ref, row.figures, sight=Sight())) if row else None


def _restricted(session: Session) -> frozenset[str]:
    """The jobs that are restricted now, and the departments of such jobs alone."""
    found = session.execute(_RESTRICTED).all()
    departments = [at_department(department) for _job, department, others in found if not others]
    return frozenset([*(at_job(job) for job, *_rest in found), *departments])


def _before_the_page(later: int) -> int:
    """How many rounds stand on the pages before that of a round with so many later ones."""
    return later - later % ROUNDS_AT_MOST
