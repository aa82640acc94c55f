"""Links are issued and turned off; sessions begin and end."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.links.codes import ask_code, enter_code
from portal.links.models import CandidateSession, MagicLink, Purpose
from portal.links.requests import ask_for_link, fresh_link, handle_link_requests
from portal.plumbing import clock
from portal.plumbing.errors import Missing
from portal.plumbing.settings import key_ring
from portal.plumbing.tokens import fingerprint, new_key

__all__ = [
    "ask_code",
    "ask_for_link",
    "enter",
    "enter_code",
    "fresh_link",
    "handle_link_requests",
    "issue",
    "sign_out",
    "stop_extras",
    "turn_links_off",
]

STATUS_LIFE = timedelta(days=30)

_REVOKE = (
    update(MagicLink)
    .where(
        MagicLink.candidate_id == bindparam("whose"),
        MagicLink.purpose != Purpose.UNSUBSCRIBE,
        MagicLink.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
_END_ALL = (
    update(CandidateSession)
    .where(CandidateSession.candidate_id == bindparam("whose"))
    .values(is_ended=True)
)
_END_ONE = (
    update(CandidateSession)
    .where(CandidateSession.key_hash == bindparam("hashed"))
    .values(is_ended=True)
)


def issue(
    session: Session,
    candidate_id: int,
    purpose: Purpose,
    *,
    subject: str = "",
    expires_at: datetime | None = None,
) -> str:
    """A token for a mail to that candidate; those sent before stay good, so every mail works.

    A link to the page lives 30 days unless `expires_at` says otherwise, one to unsubscribe for
    ever; a survey's must say until when (`subject` is then the ref of the invitation).
    """
    if purpose is Purpose.SURVEY and (expires_at is None or not subject):
        raise ValueError("A link to a survey opens one invitation, until its round closes.")
    if purpose is Purpose.STATUS and expires_at is None:
        expires_at = clock.now() + STATUS_LIFE
    key = new_key()
    link = MagicLink(
        key_hash=fingerprint(key),
        purpose=purpose,
        candidate_id=candidate_id,
        subject=subject,
        expires_at=expires_at,
    )
    session.add(link)
    session.flush()
    return key_ring(session).sign(purpose, key)


def enter(session: Session, link: MagicLink) -> str:
    """Begin a session for the link's candidate; its key.

    The link is not used up: scanners press buttons too.
    """
    key = new_key()
    begun = CandidateSession(
        key_hash=fingerprint(key),
        candidate_id=link.candidate_id,
        link_id=link.id,
        day=clock.now().date(),
    )
    session.add(begun)
    session.flush()
    return key


def sign_out(session: Session, key: str) -> None:
    """End the session with that key, if there is one."""
    session.execute(_END_ONE, {"hashed": fingerprint(key)})


def turn_links_off(session: Session, candidate_id: int, *, actor: str = trail.CANDIDATE) -> None:
    """Turn off every link this candidate was sent and end every session.

    A later mail brings a new link. Links to unsubscribe stay: they open nothing. `actor` is the
    trail's. Raises Missing for nobody.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise Missing
    session.execute(_REVOKE, {"whose": candidate_id, "at": clock.now()})
    session.execute(_END_ALL, {"whose": candidate_id})
    trail.record(session, actor, "links.turned_off", subject=candidate.ref)
    session.flush()


def stop_extras(session: Session, link: MagicLink) -> None:
    """No more news and reminders for the link's candidate; twice is once."""
    candidate = link.candidate
    session.refresh(candidate, with_for_update=True)
    if candidate.extras is Extras.NONE:
        return
    candidate.extras = Extras.NONE
    trail.record(session, trail.CANDIDATE, "extras.stopped", subject=candidate.ref)
    session.flush()
