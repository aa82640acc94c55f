"""Checklists as the team sees them: of one joiner, and those that are kept for the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from portal.engagement.models import (
    ChecklistItem,
    ChecklistTemplate,
    PersonToKnow,
    Whose,
)
from portal.hiring.models import Application, Job
from portal.plumbing.words import lazy as _l


@dataclass(frozen=True)
class Line:
    """One line of a checklist; `days_before` counts calendar days back from the start."""

    whose: Whose
    title: str
    days_before: int | None = None
    url: str = ""


SHIPPED = "shipped"
"""What the list that comes with Candor is asked for by."""
_SHIPPED = (
    (Whose.THEIRS, _l("A photo for your badge"), 21),
    (Whose.THEIRS, _l("Bank details and tax number, by the way payroll tells you"), 14),
    (Whose.THEIRS, _l("Read: your first week, hour by hour"), 7),
    (Whose.OURS, _l("Contract sent"), 28),
    (Whose.OURS, _l("Laptop ordered"), 21),
    (Whose.OURS, _l("Accounts and keys ready"), 3),
)
_ITEMS = (
    select(ChecklistItem)
    .where(
        ChecklistItem.application_id == bindparam("application"),
        ChecklistItem.removed_at.is_(None),
    )
    .order_by(ChecklistItem.days_before.desc().nulls_last(), ChecklistItem.id)
)
_ITEM = select(ChecklistItem).where(
    ChecklistItem.ref == bindparam("ref"),
    ChecklistItem.application_id == bindparam("application"),
)
_TEMPLATES = (
    select(ChecklistTemplate)
    .options(selectinload(ChecklistTemplate.items))
    .order_by(ChecklistTemplate.name)
)
_TEMPLATE = select(ChecklistTemplate).where(ChecklistTemplate.ref == bindparam("ref"))
_PEOPLE = (
    select(PersonToKnow).where(PersonToKnow.job_id == bindparam("job")).order_by(PersonToKnow.id)
)
_PERSON = select(PersonToKnow).where(
    PersonToKnow.ref == bindparam("ref"), PersonToKnow.job_id == bindparam("job")
)


def shipped() -> list[Line]:
    """The list that comes with Candor, in the team's language."""
    return [Line(whose, str(title), days) for whose, title, days in _SHIPPED]


def items_of(session: Session, application_id: int) -> Sequence[ChecklistItem]:
    """What stands on that joiner's list, the earliest first."""
    return session.scalars(_ITEMS, {"application": application_id}).all()


def item_of(session: Session, application: Application, ref: str) -> ChecklistItem | None:
    """That item, if it is or was on that joiner's list."""
    return session.scalar(_ITEM, {"ref": ref, "application": application.id})


def templates(session: Session) -> Sequence[ChecklistTemplate]:
    """The lists that are kept, by name."""
    return session.scalars(_TEMPLATES).all()


def template_by_ref(session: Session, ref: str) -> ChecklistTemplate | None:
    """The list with that ref."""
    return session.scalar(_TEMPLATE, {"ref": ref})


def people_of(session: Session, job: Job) -> Sequence[PersonToKnow]:
    """Whom whoever joins in that job will meet."""
    return session.scalars(_PEOPLE, {"job": job.id}).all()


def person_of(session: Session, job: Job, ref: str) -> PersonToKnow | None:
    """That person, if they are to be known in that job."""
    return session.scalar(_PERSON, {"ref": ref, "job": job.id})
