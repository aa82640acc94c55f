"""What has been so far, as its candidate reads it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.plumbing.kept import again
from portal.plumbing.plain import rows
from portal.standing.views import PastView, StepView

SO_FAR_AT_MOST = 30
_SO_FAR = (
    select(TimelineEntry.at, TimelineEntry.words, TimelineEntry.said)
    .where(
        TimelineEntry.application_id == bindparam("application"),
        TimelineEntry.is_told,
        TimelineEntry.at <= bindparam("now"),
    )
    .order_by(TimelineEntry.at.desc(), TimelineEntry.id.desc())
    .limit(SO_FAR_AT_MOST)
)


def told_since(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Whether somebody of ours told the candidate something after that moment, as a column of a
    statement about `Application`.
    """
    return (
        select(TimelineEntry.id)
        .where(
            TimelineEntry.application_id == Application.id,
            TimelineEntry.kind == TimelineKind.HUMAN,
            TimelineEntry.is_told,
            TimelineEntry.at > moment,
        )
        .exists()
    )


def so_far(
    session: Session, application_id: int, *, steps: Sequence[StepView], now: datetime
) -> list[PastView]:
    """The newest lines, and the steps among them that are over."""
    told = rows(session, _SO_FAR, {"application": application_id, "now": now})
    lines = [PastView(row.at, again(row.said, row.words)) for row in told]
    met = [
        PastView(step.starts_at, step.title)
        for step in steps
        if step.starts_at < now and not step.is_done
    ]
    return sorted([*lines, *met], key=lambda line: line.at, reverse=True)
