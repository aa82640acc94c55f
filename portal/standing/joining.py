"""What whoever joins is told: the first day, as planned or as offered."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

from portal.engagement.models import FirstDay, StartChange
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.plumbing import clock
from portal.plumbing.db import rows
from portal.standing.views import FirstDayView, JoiningView

AnyRow = Row[*tuple[Any, ...]]
_JOINING = (
    select(
        FirstDay.ref,
        FirstDay.starts_on,
        FirstDay.starts_at,
        FirstDay.time_zone,
        FirstDay.who,
        FirstDay.place,
        FirstDay.map_url,
        FirstDay.words,
        FirstDay.sequence,
        StartChange.starts_on.label("asked_for"),
        StartChange.answer_by,
    )
    .select_from(Application)
    .outerjoin(FirstDay, FirstDay.application_id == Application.id)
    .outerjoin(
        StartChange,
        and_(StartChange.application_id == Application.id, StartChange.settled_at.is_(None)),
    )
    .where(Application.id == bindparam("application"))
)


def joining_view(
    session: Session,
    application_id: int,
    offered: date | None,
    *,
    zone: str,
    has_code: bool,
) -> JoiningView:
    """What is planned for that application; `offered` is the start of the offer they accepted,
    `zone` the reader's (IANA). Where it is, is for whoever entered the code.
    """
    row = rows(session, _JOINING, {"application": application_id}).one()
    return JoiningView(_first_day(row, row.starts_on or offered, zone, has_code=has_code))


def _first_day(
    row: AnyRow, starts_on: date | None, zone: str, *, has_code: bool
) -> FirstDayView | None:
    if starts_on is None:
        return None
    return FirstDayView(
        ref=row.ref or "",
        starts_on=starts_on,
        starts_at=_moment(row),
        time_zone=row.time_zone or zone,
        days_left=(starts_on - today_for(clock.now(), zone)).days,
        who=row.who or "",
        words=row.words or "",
        has_place=bool(row.place or row.map_url),
        place=(row.place or "") if has_code else "",
        map_url=(row.map_url or "") if has_code else "",
        sequence=row.sequence or 0,
        asked_for=row.asked_for,
        answer_by=row.answer_by,
    )


def _moment(row: AnyRow) -> datetime | None:
    if row.starts_at is None:
        return None
    there = datetime.combine(row.starts_on, row.starts_at, ZoneInfo(row.time_zone))
    return there.astimezone(UTC)
