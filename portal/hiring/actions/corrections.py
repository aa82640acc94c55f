"""What is written down of a person is corrected by the team."""

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.actions import check_language, check_zone
from portal.hiring.events import AddressChanged
from portal.hiring.models import Candidate
from portal.plumbing import events
from portal.plumbing.addresses import address, address_key
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ours
from portal.team.models import Teammate

_LOCKED = (
    select(Candidate.id)
    .where(Candidate.id.in_(bindparam("ids", expanding=True)))
    .order_by(Candidate.id)
    .with_for_update()
)


@dataclass(frozen=True)
class Facts:
    """Who somebody is: `called` is how letters greet them, `time_zone` "" for the company's,
    `language` the one of ours that we speak to them.
    """

    full_name: str
    called: str
    email: str
    phone: str
    time_zone: str
    language: str

    def mark(self) -> str:
        """What these facts are recognised by, in a form that was made from them."""
        return fingerprint("\n".join(vars(self).values()))


def facts_of(candidate: Candidate) -> Facts:
    """What is written down now."""
    return Facts(
        candidate.full_name,
        candidate.called,
        candidate.email or "",
        candidate.phone,
        candidate.time_zone or "",
        ours(candidate.locale),
    )


def correct(
    session: Session,
    candidate: Candidate,
    by: Teammate,
    *,
    facts: Facts,
    has_spoken: bool,
    seen: str,
) -> None:
    """Write these facts down instead. Another mail address takes a word with the person
    (`has_spoken`): the old one is told, and what was mailed there opens nothing any more.

    Raises Refusal for what can't be written down, another address without that word, or where
    somebody corrected it since the facts of that mark.
    """
    hold(session, candidate)
    before = facts_of(candidate)
    if before.mark() != seen:
        raise Refusal(_("Somebody corrected this meanwhile. Look at it, then send yours again."))
    facts = _checked(facts, before)
    if facts == before:
        return
    if before.email and facts.email != before.email and not has_spoken:
        raise Refusal(
            _("Speak with them first: whoever reads the new address reads their page as well.")
        )
    write(candidate, facts)
    trail.record(session, by.ref, "candidate.corrected", subject=candidate.ref)
    session.flush()
    tell_old_address(session, candidate, by, old=before.email)


def hold(session: Session, *candidates: Candidate) -> None:
    """Let nobody else change these people until the transaction ends, and read them anew. Raises
    Refusal where one of them was made one with somebody else meanwhile.
    """
    found = session.scalars(_LOCKED, {"ids": [candidate.id for candidate in candidates]}).all()
    if len(found) < len(candidates):
        raise Refusal(_("Somebody made this entry one with another meanwhile. Look at it first."))
    session.expire_all()


def write(candidate: Candidate, facts: Facts) -> None:
    """Put these facts, checked before, in the place of the ones that were."""
    candidate.full_name, candidate.called = facts.full_name, facts.called
    candidate.email = facts.email or None
    candidate.email_key = address_key(facts.email) if facts.email else None
    candidate.phone, candidate.time_zone = facts.phone, facts.time_zone or None
    if facts.language != ours(candidate.locale):  # one we don't speak is kept for later
        candidate.locale = facts.language


def tell_old_address(session: Session, candidate: Candidate, by: Teammate, *, old: str) -> None:
    """Note that we write elsewhere from now on, where that is so."""
    if old and address_key(old) != candidate.email_key:
        trail.record(session, by.ref, "candidate.readdressed", subject=candidate.ref)
        session.flush()
        events.emit(session, AddressChanged(candidate.id, old))


def _checked(facts: Facts, before: Facts) -> Facts:
    if not facts.full_name:
        raise Refusal(_("A candidate needs a name."))
    if facts.time_zone:
        check_zone(facts.time_zone)
    check_language(facts.language)
    is_new = facts.email and facts.email != before.email
    email = address(facts.email) if is_new else facts.email
    return replace(facts, called=facts.called or facts.full_name, email=email)
