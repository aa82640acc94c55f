"""What stands behind a token or a cookie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from portal.hiring.models import Candidate
from portal.links.models import CandidateSession, MagicLink, Purpose
from portal.plumbing import clock
from portal.plumbing.addresses import masked
from portal.plumbing.plain import rows
from portal.plumbing.settings import key_ring
from portal.plumbing.tokens import fingerprint

SKEW = timedelta(seconds=120)
"""Two machines' clocks may differ by this much before a link is called expired."""

DOOR = (Purpose.STATUS, Purpose.SURVEY)
"""What `/l/` opens; the link to unsubscribe has an address of its own and opens nothing."""


@dataclass(frozen=True)
class Found:
    """A truly signed link that nobody turned off; expired, it is good for a fresh one only."""

    link: MagicLink
    is_expired: bool


@dataclass(frozen=True)
class Visitor:
    """Whose a live session is: what every page of the candidate may know without asking again."""

    candidate_id: int
    session_id: int
    has_code: bool
    locale: str
    time_zone: str | None


_BEHIND = (
    select(MagicLink)
    .join(MagicLink.candidate)
    .options(contains_eager(MagicLink.candidate))
    .where(
        MagicLink.key_hash == bindparam("key_hash"),
        MagicLink.purpose == bindparam("purpose"),
        MagicLink.revoked_at.is_(None),
    )
)
_LIVE = (
    select(
        CandidateSession.candidate_id,
        CandidateSession.id,
        CandidateSession.has_code,
        Candidate.locale,
        Candidate.time_zone,
    )
    .join(CandidateSession.candidate)
    .where(CandidateSession.key_hash == bindparam("key_hash"), CandidateSession.is_ended.is_(False))
)
_ADDRESS = select(Candidate.email).where(Candidate.id == bindparam("candidate_id"))


def find(session: Session, token: str, purposes: Iterable[Purpose] = DOOR) -> Found | None:
    """The link behind a token signed for one of the purposes.

    None for whatever is forged, mangled, meant for another door, turned off or erased: nobody is
    told which.
    """
    ring = key_ring(session)
    for purpose in purposes:
        key = ring.read(purpose, token)
        if key is not None:
            return _behind(session, key, purpose)
    return None


def visitor_of(session: Session, key: str) -> Visitor | None:
    """Who carries the session with that key, while nobody has ended it."""
    row = rows(session, _LIVE, {"key_hash": fingerprint(key)}).one_or_none()
    return None if row is None else Visitor(*row)


def masked_address(session: Session, candidate_id: int) -> str:
    """The candidate's address, enough of it for its owner; empty where there is none."""
    address = session.scalar(_ADDRESS, {"candidate_id": candidate_id})
    return masked(address) if address else ""


def _behind(session: Session, key: str, purpose: Purpose) -> Found | None:
    link = session.scalar(_BEHIND, {"key_hash": fingerprint(key), "purpose": purpose})
    if link is None:
        return None
    late = link.expires_at is not None and clock.now() > link.expires_at + SKEW
    return Found(link, is_expired=late)
