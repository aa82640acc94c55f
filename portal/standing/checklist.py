"""Which application something on a checklist is about."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.engagement.models import ChecklistItem
from portal.hiring.models import Application
from portal.plumbing.errors import Missing

_REF = (
    select(Application.ref)
    .join(ChecklistItem, ChecklistItem.application_id == Application.id)
    .where(
        ChecklistItem.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate")
    )
)


def application_of_item(session: Session, candidate_id: int, ref: str) -> str:
    """The ref of the application, if it is this candidate's. Raises Missing."""
    found = session.scalar(_REF, {"ref": ref, "candidate": candidate_id})
    if found is None:
        raise Missing
    return found
