"""People join the team, change what they are, and leave; they sign in and out."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock, events
from portal.plumbing.addresses import address, address_key
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import fingerprint, new_key, new_ref
from portal.plumbing.words import gettext as _
from portal.team.absences import check_covers_nobody, end_all_of, hold
from portal.team.attempts import forgive, note_try
from portal.team.events import LeftJobs, StopsAnswering
from portal.team.keys import ask_reset, send_away, send_invitation, set_password
from portal.team.models import JobMember, Teammate, TeamSession
from portal.team.queries import teammate_by_ref
from portal.team.rights import Role, may_answer

__all__ = [
    "ask_reset",
    "change_role",
    "disable",
    "enable",
    "invite",
    "invite_again",
    "note_try",
    "set_jobs",
    "set_password",
    "sign_in",
    "sign_out",
]

SESSION_LIFE = timedelta(hours=12)

_AT = select(Teammate).where(Teammate.email_key == bindparam("email_key"))
_ADMINS = (
    select(Teammate.id)
    .where(
        Teammate.role == Role.ADMIN,
        Teammate.disabled_at.is_(None),
        Teammate.password_hash.is_not(None),
    )
    .order_by(Teammate.id)
    .with_for_update(key_share=True)
)
"""Held without keeping anybody from writing that an admin did something."""
_MEMBERSHIPS = select(JobMember).where(JobMember.teammate_id == bindparam("teammate_id"))
_END_ONE = (
    update(TeamSession)
    .where(TeamSession.key_hash == bindparam("hashed"), TeamSession.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)


def invite(session: Session, email: str, *, name: str, role: Role, by: Teammate | None) -> str:
    """Bring somebody onto the team; the key to their first password, which is mailed too.

    `by` is None for whoever runs the server. Raises Refusal for a bad address, and for one that is
    on the team.
    """
    spelled = address(email)
    if session.scalar(_AT, {"email_key": address_key(spelled)}) is not None:
        raise Refusal(_("Somebody with that address is on the team already."))
    if not name:
        raise Refusal(_("A teammate needs a name: candidates read it."))
    teammate = Teammate(
        ref=new_ref(),
        name=name,
        email=spelled,
        email_key=address_key(spelled),
        role=role,
        created_at=clock.now(),
    )
    session.add(teammate)
    session.flush()
    _record(session, by, "team.invited", about=teammate)
    return send_invitation(session, teammate)


def invite_again(session: Session, ref: str, *, by: Teammate | None) -> str:
    """Send somebody who never set a password another key. Raises Missing, Refusal."""
    teammate = _found(session, ref)
    if teammate.password_hash is not None or teammate.disabled_at is not None:
        raise Refusal(_("Only who has not come in yet can be invited again."))
    _record(session, by, "team.invited", about=teammate)
    return send_invitation(session, teammate)


def change_role(session: Session, ref: str, *, role: Role, by: Teammate) -> None:
    """Make a teammate something else, from their next request on.

    Raises Refusal where no admin would be left, and for what answers for nothing while something
    is theirs to answer for.
    """
    teammate = _found(session, ref)
    if teammate.role is role:
        return
    hold(session, teammate.id)
    _keep_an_admin(session, teammate)
    if not may_answer(role):
        _check_answers_for_nothing(session, teammate)
    teammate.role = role
    _record(session, by, "team.role_changed", about=teammate)


def disable(session: Session, ref: str, *, by: Teammate) -> None:
    """End a teammate's access at once.

    Raises Refusal for oneself, where no admin would be left, and while something is theirs to
    answer for.
    """
    teammate = _found(session, ref)
    if teammate.id == by.id:
        raise Refusal(_("You can’t end your own access: ask another admin."))
    if teammate.disabled_at is not None:
        return
    hold(session, teammate.id)
    _keep_an_admin(session, teammate)
    _check_answers_for_nothing(session, teammate)
    end_all_of(session, teammate, by=by)
    teammate.disabled_at = clock.now()
    send_away(session, teammate)
    _record(session, by, "team.disabled", about=teammate)


def enable(session: Session, ref: str, *, by: Teammate) -> None:
    """Let a teammate come in again, with the password they had."""
    teammate = _found(session, ref)
    if teammate.disabled_at is None:
        return
    teammate.disabled_at = None
    _record(session, by, "team.enabled", about=teammate)


def set_jobs(session: Session, ref: str, *, job_ids: Collection[int], by: Teammate) -> None:
    """Say which jobs a teammate is on: these, and no others."""
    teammate = _found(session, ref)
    memberships = session.scalars(_MEMBERSHIPS, {"teammate_id": teammate.id}).all()
    left = [one for one in memberships if one.job_id not in job_ids]
    for one in left:
        session.delete(one)
    joined = set(job_ids) - {kept.job_id for kept in memberships}
    session.add_all(JobMember(job_id=job_id, teammate_id=teammate.id) for job_id in sorted(joined))
    _record(session, by, "team.jobs_set", about=teammate)
    session.flush()
    if left:
        gone = tuple(one.job_id for one in left)
        events.emit(session, LeftJobs(teammate.id, gone, by.id))


def sign_in(session: Session, teammate_id: int, *, place: str) -> str:
    """Begin a session of 12 hours for somebody whose password was right; its key.

    `place` is the one that `note_try` was given.
    """
    teammate = session.get(Teammate, teammate_id)
    if teammate is None or teammate.disabled_at is not None:
        raise Missing
    key, moment = new_key(), clock.now()
    begun = TeamSession(
        key_hash=fingerprint(key),
        teammate_id=teammate.id,
        started_at=moment,
        expires_at=moment + SESSION_LIFE,
    )
    session.add(begun)
    forgive(session, teammate.email, place)
    _record(session, teammate, "team.signed_in", about=teammate)
    return key


def sign_out(session: Session, key: str) -> None:
    """End the session with that key, if there is one."""
    session.execute(_END_ONE, {"hashed": fingerprint(key), "at": clock.now()})


def _found(session: Session, ref: str) -> Teammate:
    """Whoever changes the team does so one after another: the admins are held until the commit."""
    session.scalars(_ADMINS).all()
    teammate = teammate_by_ref(session, ref)
    if teammate is None:
        raise Missing
    session.refresh(teammate)
    return teammate


def _keep_an_admin(session: Session, leaving: Teammate) -> None:
    """Held until the commit, so that two admins can't step down at the same moment."""
    admins = session.scalars(_ADMINS).all()
    if leaving.role is Role.ADMIN and set(admins) <= {leaving.id}:
        raise Refusal(_("Somebody has to be admin: make another one first."))


def _record(session: Session, by: Teammate | None, action: str, *, about: Teammate) -> None:
    trail.record(session, by.ref if by else trail.SYSTEM, action, subject=about.ref)
    session.flush()


def _check_answers_for_nothing(session: Session, teammate: Teammate) -> None:
    check_covers_nobody(session, teammate)
    events.emit(session, StopsAnswering(teammate.id))
