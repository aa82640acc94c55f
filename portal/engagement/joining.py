"""The first day of a joiner, and what they asked about it, as the team sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.engagement.checklists import items_of
from portal.engagement.models import ChecklistItem, FirstDay, StartChange, Whose
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.promises import today_for
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Status
from portal.offers.queries import latest_told_offer
from portal.plumbing import clock
from portal.team.models import Teammate

AT_MOST = 50
_EVER_PLANNED = select(FirstDay).where(FirstDay.application_id == bindparam("application"))
_FIRST_DAY = _EVER_PLANNED.where(FirstDay.called_off_at.is_(None))
_WAITING = select(StartChange).where(
    StartChange.application_id == bindparam("application"), StartChange.settled_at.is_(None)
)
_CHANGE = select(StartChange).where(
    StartChange.ref == bindparam("ref"), StartChange.application_id == bindparam("application")
)


@dataclass(frozen=True)
class Joining:
    """What the team sees of somebody who joins: `starts_on` as planned, else as offered."""

    first_day: FirstDay | None
    starts_on: date | None
    change: StartChange | None
    items: Sequence[ChecklistItem] = ()

    def done(self, whose: str) -> tuple[int, int]:
        """How much of what is theirs, or ours, is done, and of how much."""
        found = [one for one in self.items if one.whose is Whose(whose)]
        return sum(one.done_at is not None for one in found), len(found)

    def day_of(self, item: ChecklistItem) -> date | None:
        """The day it falls on, counted from the first day."""
        if self.starts_on is None or item.days_before is None:
            return None
        return self.starts_on - timedelta(days=item.days_before)


@dataclass(frozen=True)
class AskedFor:
    """A joiner who waits to hear whether they may start on another day."""

    ref: str
    """The application's."""
    change_ref: str
    name: str
    job_title: str
    owner: str
    starts_on: date
    words: str
    answer_by: date
    is_late: bool


def joining_of(session: Session, application: Application) -> Joining | None:
    """All of it, for somebody who joins; nothing for anybody else."""
    if not application.is_open() or application.status is not Status.JOINING:
        return None
    day = first_day_of(session, application.id)
    return Joining(
        day,
        day.starts_on if day else known_start(session, application.id),
        waiting_change(session, application.id),
        items_of(session, application.id),
    )


def first_day_of(session: Session, application_id: int) -> FirstDay | None:
    """What was planned for that application's first day."""
    return session.scalar(_FIRST_DAY, {"application": application_id})


def ever_planned(session: Session, application_id: int) -> FirstDay | None:
    """The same, also where it was called off since."""
    return session.scalar(_EVER_PLANNED, {"application": application_id})


def known_start(session: Session, application_id: int) -> date | None:
    """The day they start: as planned, else as offered."""
    day = first_day_of(session, application_id)
    if day is not None:
        return day.starts_on
    offer = latest_told_offer(session, application_id)
    return offer.starts_on if offer else None


def waiting_change(session: Session, application_id: int) -> StartChange | None:
    """The other day that they asked for and nobody answered yet."""
    return session.scalar(_WAITING, {"application": application_id})


def change_of(session: Session, application: Application, ref: str) -> StartChange | None:
    """That wish, if it is about that application."""
    return session.scalar(_CHANGE, {"ref": ref, "application": application.id})


@cache
def _asked(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.ref,
            StartChange.ref.label("change_ref"),
            Candidate.full_name,
            Candidate.time_zone,
            Job.title,
            Teammate.name.label("owner"),
            StartChange.starts_on,
            StartChange.words,
            StartChange.answer_by,
        )
        .select_from(StartChange)
        .join(Application, Application.id == StartChange.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(
            StartChange.settled_at.is_(None),
            Application.outcome.is_(None),
            Application.status == Status.JOINING,
            *within(shape),
        )
        .order_by(StartChange.answer_by, StartChange.id)
        .limit(AT_MOST)
    )


def start_changes(session: Session, scope: Scope) -> list[AskedFor]:
    """Who of that scope asked for another first day, the most urgent first."""
    now, house = clock.now(), company(session).time_zone
    return [
        AskedFor(
            ref=row.ref,
            change_ref=row.change_ref,
            name=row.full_name,
            job_title=row.title,
            owner=row.owner or "",
            starts_on=row.starts_on,
            words=row.words,
            answer_by=row.answer_by,
            is_late=row.answer_by < today_for(now, row.time_zone or house),
        )
        for row in session.execute(_asked(scope.shape), scope.values)
    ]
