"""Letting go of a department: not while people are asked something there alone."""

from sqlalchemy.orm import Session

from portal.company import departments
from portal.company.models import Department
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.surveys.editions import editions
from portal.surveys.items import Item, at_department


def remove(session: Session, department: Department, *, by: str) -> None:
    """Forget it. Raises Refusal while a question is asked there alone, which would then be asked of
    nobody; and as `departments.remove`."""
    question = _asked_there(session, department)
    if question is not None:
        raise Refusal(
            _(
                "A survey asks “%(words)s” in this department alone: switch that question off, or"
                " ask it elsewhere, first.",
                words=question.words,
            )
        )
    departments.remove(session, department, by=by)


def _asked_there(session: Session, department: Department) -> Item | None:
    place = at_department(department.id)
    items = (item for edition in editions(session) for item in edition.items)
    return next((item for item in items if item.is_on and item.where == place), None)
