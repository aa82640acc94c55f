"""People whom a joiner will work with, job by job."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.checklists import people_of
from portal.engagement.models import PersonToKnow
from portal.hiring.actions.steps import REACHES_SOMEBODY
from portal.hiring.models import Job
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

AT_MOST = 20
_LOCKED = select(Job.id).where(Job.id == bindparam("id")).with_for_update()


def add(
    session: Session, job: Job, by: Teammate, *, name: str, role: str = "", words: str = ""
) -> PersonToKnow:
    """Let whoever joins in that job know of somebody. The same once more changes nothing. Raises
    Refusal without a name, with an address or telephone number, and for too many.
    """
    session.execute(_LOCKED, {"id": job.id})
    there = people_of(session, job)
    known = next((one for one in there if (one.name, one.role) == (name, role)), None)
    if known is not None:
        return known
    if not name:
        raise Refusal(_("Say who it is."))
    if REACHES_SOMEBODY.search(f"{name} {role} {words}"):
        raise Refusal(_("Mail addresses and telephone numbers stay inside."))
    if len(there) >= AT_MOST:
        raise Refusal(_("That is many people for a first week: at most %(most)d.", most=AT_MOST))
    person = PersonToKnow(job_id=job.id, name=name, role=role, words=words)
    session.add(person)
    session.flush()
    trail.record(session, by.ref, "person.added", subject=person.ref)
    session.flush()
    return person


def remove(session: Session, person: PersonToKnow, by: Teammate) -> None:
    """Name them no more. Raises Missing for somebody who is gone."""
    if session.get(PersonToKnow, person.id, with_for_update=True) is None:
        raise Missing
    trail.record(session, by.ref, "person.removed", subject=person.ref)
    session.delete(person)
    session.flush()
