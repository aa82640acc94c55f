"""What follows from another mail address: the old one is told, what went there opens nothing."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.events import AddressChanged
from portal.hiring.models import Candidate
from portal.links.actions import turn_links_off
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put
from portal.mail.whom import to_candidate
from portal.plumbing import clock
from portal.plumbing.tokens import fingerprint

_KEY_PREFIX = 16


def address_changed(session: Session, event: AddressChanged) -> None:
    """A word to the old address, where they had heard from us; a fresh link to the new one."""
    candidate = session.get_one(Candidate, event.candidate_id)
    turn_links_off(session, candidate.id, actor=trail.SYSTEM)
    if not any(application.introduced_at for application in candidate.applications):
        return
    about = f"{candidate.ref}:{fingerprint(event.old)[:_KEY_PREFIX]}:{clock.now():%Y%m%d%H%M%S%f}"
    letter = Letter.ADDRESS_CHANGED
    put(
        session,
        NewMessage(
            letter=letter,
            purpose=f"{letter.value}:{about}",
            candidate_id=candidate.id,
            secret=event.old,
        ),
    )
    to_candidate(session, candidate, letter=Letter.LINK, purpose=f"link:address:{about}")
