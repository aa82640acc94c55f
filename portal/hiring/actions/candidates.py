"""People are written down, and corrected."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.actions import check_language, check_zone
from portal.company.queries import company
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.plumbing import clock
from portal.plumbing.addresses import address, address_key
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ours


@dataclass(frozen=True)
class NewCandidate:
    """Somebody to be written down: `called` is how letters greet them, else the whole name."""

    full_name: str
    called: str = ""
    email: str = ""
    phone: str = ""
    time_zone: str | None = None
    locale: str = ""
    """BCP 47; the company's language where nobody said."""
    external_id: str | None = None


def add(session: Session, new: NewCandidate) -> Candidate:
    """Write a candidate down. The same address again is another person until a teammate says
    otherwise.

    Raises Refusal without a name, for a bad address, or for an unknown time zone.
    """
    candidate = Candidate(**columns(session, new))
    session.add(candidate)
    return candidate


def columns(session: Session, new: NewCandidate) -> dict[str, Any]:
    """What is written down of a new candidate. Raises Refusal as `add` does."""
    if not new.full_name:
        raise Refusal(_("A candidate needs a name."))
    if new.time_zone:
        check_zone(new.time_zone)
    email = address(new.email) if new.email else None
    return {
        "ref": new_ref(),
        "full_name": new.full_name,
        "called": new.called or new.full_name,
        "email": email,
        "email_key": address_key(email) if email else None,
        "phone": new.phone,
        "time_zone": new.time_zone or None,
        "locale": new.locale or company(session).locale,
        "external_id": new.external_id,
        "created_at": clock.now(),
    }


def choose(
    session: Session, candidate_id: int, *, extras: str, time_zone: str, language: str
) -> None:
    """What the candidate chose: extras `usual` or `none`, the IANA zone their days end in ("" for
    the company's), and the language we speak to them.

    Raises Missing, or Refusal for a zone that doesn't exist or a language we don't speak.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise Missing
    if time_zone:
        check_zone(time_zone)
    check_language(language)
    if language != ours(candidate.locale):  # who reads one we don't speak keeps it for later
        candidate.locale = language
    candidate.extras, candidate.time_zone = Extras(extras), time_zone or None
    trail.record(session, trail.CANDIDATE, "candidate.corrected", subject=candidate.ref)
    session.flush()
