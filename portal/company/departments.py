"""The parts of the company that jobs belong to."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.models import Department
from portal.plumbing.db import drop
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _

_LOCKED = select(Department.id).where(Department.id == bindparam("id")).with_for_update()
_OTHER = select(Department.id).where(
    Department.name == bindparam("name"), Department.id != bindparam("id")
)


def add(session: Session, *, name: str, by: str) -> Department:
    """One more department; `by` is the actor of the trail. Raises Refusal without a name, and for
    one that is taken.
    """
    _check(session, name, but=0)
    department = Department(name=name)
    session.add(department)
    session.flush()
    trail.record(session, by, "department.added", subject=_subject(department))
    return department


def rename(session: Session, department: Department, *, name: str, by: str) -> None:
    """Call it something else; its own name changes nothing. Raises Refusal as `add`."""
    _hold(session, department)
    if name == department.name:
        return
    _check(session, name, but=department.id)
    department.name = name
    session.flush()
    trail.record(session, by, "department.renamed", subject=_subject(department))


def remove(session: Session, department: Department, *, by: str) -> None:
    """Forget it. Raises Refusal while a job belongs to it."""
    _hold(session, department)
    trail.record(session, by, "department.removed", subject=_subject(department))
    drop(session, department, otherwise=_("A job belongs to it: say another there first."))


def _hold(session: Session, department: Department) -> None:
    if session.scalar(_LOCKED, {"id": department.id}) is None:
        raise Missing
    session.refresh(department)


def _check(session: Session, name: str, *, but: int) -> None:
    if not name:
        raise Refusal(_("A department needs a name."))
    if session.scalar(_OTHER, {"name": name, "id": but}) is not None:
        raise Refusal(_("There is a department of that name."))


def _subject(department: Department) -> str:
    return f"department:{department.id}"
