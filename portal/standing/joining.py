"""What whoever joins is told: the first day, as planned or as offered, what there is to get ready
before it, and whom they will meet.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, null, select
from sqlalchemy.orm import Session

from portal.engagement.models import (
    ChecklistItem,
    FirstDay,
    PersonToKnow,
    StartChange,
    Whose,
)
from portal.engagement.planned import IS_PLANNED
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.standing.views import ChecklistItemView, FirstDayView, JoiningView, PersonView

AnyRow = Row[*tuple[Any, ...]]
_PLANNED = (
    FirstDay.ref,
    FirstDay.starts_on,
    FirstDay.starts_at,
    FirstDay.time_zone,
    FirstDay.who,
    FirstDay.place,
    FirstDay.map_url,
    FirstDay.words,
    FirstDay.sequence,
)
_JOINING = (
    select(
        *_PLANNED,
        StartChange.starts_on.label("asked_for"),
        StartChange.answer_by,
        PersonToKnow.name,
        PersonToKnow.role,
        PersonToKnow.words.label("about"),
    )
    .select_from(Application)
    .outerjoin(FirstDay, IS_PLANNED)
    .outerjoin(
        StartChange,
        and_(StartChange.application_id == Application.id, StartChange.settled_at.is_(None)),
    )
    .outerjoin(PersonToKnow, PersonToKnow.job_id == Application.job_id)
    .where(Application.id == bindparam("application"))
    .order_by(PersonToKnow.id)
)
_CALLED_OFF = (
    select(*_PLANNED, null().label("asked_for"), null().label("answer_by"))
    .join(Application, Application.id == FirstDay.application_id)
    .where(
        FirstDay.ref == bindparam("ref"),
        FirstDay.called_off_at.is_not(None),
        Application.candidate_id == bindparam("candidate"),
    )
)
_CHECKLIST = (
    select(
        ChecklistItem.ref,
        ChecklistItem.whose,
        ChecklistItem.title,
        ChecklistItem.url,
        ChecklistItem.days_before,
        ChecklistItem.done_at,
        ChecklistItem.version,
    )
    .where(
        ChecklistItem.application_id == bindparam("application"),
        ChecklistItem.removed_at.is_(None),
    )
    .order_by(ChecklistItem.days_before.desc().nulls_last(), ChecklistItem.id)
)


def joining_view(
    session: Session, application: AnyRow, *, zone: str, has_code: bool
) -> JoiningView | None:
    """What is planned for that application (with the `starts_on` of its offer), nothing where
    nobody is joining; `zone` is the reader's (IANA). Where it is, is for whoever entered the code.
    """
    if application.outcome is not None or application.status is not Status.JOINING:
        return None
    found = rows(session, _JOINING, {"application": application.id}).all()
    starts_on = found[0].starts_on or application.starts_on
    items = [
        (row.whose, _item(row, starts_on, zone))
        for row in rows(session, _CHECKLIST, {"application": application.id})
    ]
    return JoiningView(
        first_day=_first_day(found[0], starts_on, zone, has_code=has_code),
        theirs=[item for whose, item in items if whose is Whose.THEIRS],
        ours=[item for whose, item in items if whose is Whose.OURS],
        people=[PersonView(row.name, row.role, row.about) for row in found if row.name],
    )


def day_called_off(
    session: Session, candidate_id: int, ref: str, *, zone: str
) -> FirstDayView | None:
    """That first day, if it was planned for this candidate and is off; `zone` is the reader's
    (IANA).
    """
    row = rows(session, _CALLED_OFF, {"ref": ref, "candidate": candidate_id}).one_or_none()
    if row is None:
        return None
    told = _first_day(row, row.starts_on, zone, has_code=False)
    return replace(told, is_cancelled=True) if told else None


def _item(row: AnyRow, starts_on: date | None, zone: str) -> ChecklistItemView:
    day = None
    if starts_on is not None and row.days_before is not None:
        day = starts_on - timedelta(days=row.days_before)
    return ChecklistItemView(
        ref=row.ref,
        title=row.title,
        url=row.url,
        day=day,
        done_on=today_for(row.done_at, zone) if row.done_at else None,
        version=row.version,
    )


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
