"""One-use keys by mail: the only way a password is ever set."""

from datetime import timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.events import emit
from portal.plumbing.tokens import fingerprint, new_key
from portal.plumbing.words import gettext as _
from portal.team import attempts, passwords
from portal.team.events import ResetAsked, TeammateInvited
from portal.team.models import KeyPurpose, TeamInvitation, Teammate, TeamSession
from portal.team.queries import invitation_for, teammate_at

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)
RESETS_AN_HOUR = 3

_VOID_KEYS = (
    update(TeamInvitation)
    .where(TeamInvitation.teammate_id == bindparam("whose"), TeamInvitation.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
_END_SESSIONS = (
    update(TeamSession)
    .where(TeamSession.teammate_id == bindparam("whose"), TeamSession.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)


def send_invitation(session: Session, teammate: Teammate) -> str:
    """Mail a key to the first password, good for seven days; it is given for who prints it."""
    key = _new_key(session, teammate, purpose=KeyPurpose.INVITE, life=INVITATION_LIFE)
    emit(session, TeammateInvited(teammate.id, key))
    return key


def ask_reset(session: Session, email: str) -> None:
    """Mail a key for a new password, good for an hour, if somebody of the team has that address.

    Says nothing about whether; at most three an hour leave.
    """
    is_often = attempts.resets_asked(session, email) >= RESETS_AN_HOUR
    attempts.note_reset(session, email)
    teammate = teammate_at(session, email)
    if teammate is not None and not is_often:
        key = _new_key(session, teammate, purpose=KeyPurpose.RESET, life=RESET_LIFE)
        emit(session, ResetAsked(teammate.id, key))


def set_password(session: Session, key: str, password: str) -> Teammate:
    """Use a key up: the password is set, every session and every other key of that teammate ends.

    Raises Refusal for a key that was used, is too old or never was, and for a password that is
    soon guessed.
    """
    invitation = invitation_for(session, key)
    if invitation is not None:
        session.refresh(invitation, with_for_update=True)
    if invitation is None or invitation.used_at is not None:
        raise Refusal(_("This link was used already, or is too old. Ask for another."))
    teammate = invitation.teammate
    local, _at, _domain = teammate.email.partition("@")
    passwords.check(password, teammate.email, local, teammate.name)
    teammate.password_hash = passwords.hashed(password)
    send_away(session, teammate)
    trail.record(session, teammate.ref, "team.password_set", subject=teammate.ref)
    session.flush()
    return teammate


def send_away(session: Session, teammate: Teammate) -> None:
    """End every session and void every key of a teammate."""
    for statement in (_VOID_KEYS, _END_SESSIONS):
        session.execute(statement, {"whose": teammate.id, "at": clock.now()})


def _new_key(session: Session, teammate: Teammate, *, purpose: KeyPurpose, life: timedelta) -> str:
    key = new_key()
    invitation = TeamInvitation(
        key_hash=fingerprint(key),
        purpose=purpose,
        teammate_id=teammate.id,
        expires_at=clock.now() + life,
    )
    session.add(invitation)
    session.flush()
    return key
