"""Surveys as the team edits them: what is asked now, or would be if nobody touched it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from portal.plumbing.words import spoken
from portal.surveys import shipped, sizes
from portal.surveys.items import Item, Touchpoint
from portal.surveys.models import Round, Survey
from portal.surveys.release import LEAST_COMMENTS, LEAST_K

_ALL = select(Survey).options(selectinload(Survey.versions))
_ONE = _ALL.where(Survey.touchpoint == bindparam("touchpoint"))
_OPEN = (
    select(Round.touchpoint, Round.invites_until)
    .where(Round.closed_at.is_(None))
    .order_by(Round.opens_on)
)


@dataclass(frozen=True)
class Edition:
    """The survey of one touchpoint. `number` is that of its latest version; `months` is how
    long a round invites."""

    touchpoint: Touchpoint
    number: int
    items: Sequence[Item]
    is_on: bool
    months: int = 3
    k: int = LEAST_K
    comment_limit: int = LEAST_COMMENTS

    @property
    def enough(self) -> int:
        """So many people have to get that far in a round of that length for it to publish."""
        return sizes.enough(self.k)


def editions(session: Session) -> list[Edition]:
    """All of them."""
    kept = {survey.touchpoint: survey for survey in session.scalars(_ALL)}
    return [_edition(touchpoint, kept.get(touchpoint)) for touchpoint in Touchpoint]


def edition(session: Session, touchpoint: Touchpoint) -> Edition:
    """The one of that touchpoint."""
    return _edition(touchpoint, session.scalar(_ONE, {"touchpoint": touchpoint}))


def is_inviting(session: Session, touchpoint: Touchpoint) -> bool:
    """Whether a round of that touchpoint is open, so that its questions stay until it ends."""
    return any(row.touchpoint == touchpoint for row in session.execute(_OPEN))


def _edition(touchpoint: Touchpoint, kept: Survey | None) -> Edition:
    if kept is None or not kept.versions:
        with spoken("en"):
            items = shipped.items(touchpoint)
        return Edition(touchpoint, 1, items, is_on=touchpoint in shipped.ON_AT_FIRST)
    return Edition(
        touchpoint,
        kept.versions[-1].number,
        kept.versions[-1].every_item(),
        is_on=kept.is_on,
        months=kept.months,
        k=kept.k,
        comment_limit=kept.comment_limit,
    )
