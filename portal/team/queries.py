"""Who is on the team, and who is at the door."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from portal.plumbing import clock
from portal.plumbing.addresses import address_key
from portal.plumbing.tokens import fingerprint
from portal.team import passwords
from portal.team.models import JobMember, TeamInvitation, Teammate, TeamSession
from portal.team.rights import Role, may_answer

_SIGNED_IN = (
    select(Teammate)
    .join(TeamSession, TeamSession.teammate_id == Teammate.id)
    .where(
        TeamSession.key_hash == bindparam("key_hash"),
        TeamSession.ended_at.is_(None),
        TeamSession.expires_at > bindparam("now"),
        Teammate.disabled_at.is_(None),
    )
)
_BY_ADDRESS = select(Teammate).where(
    Teammate.email_key == bindparam("email_key"), Teammate.disabled_at.is_(None)
)
_BY_REF = select(Teammate).where(Teammate.ref == bindparam("ref"))
_EVERYBODY = select(Teammate).order_by(Teammate.name, Teammate.id)
_WHO_MAY_ANSWER = (
    select(Teammate)
    .where(
        Teammate.disabled_at.is_(None),
        Teammate.password_hash.is_not(None),
        Teammate.role.in_([role for role in Role if may_answer(role)]),
    )
    .order_by(Teammate.name, Teammate.id)
)
_NAMES = select(Teammate.name).where(Teammate.disabled_at.is_(None)).order_by(Teammate.name)
_ADMINS = (
    select(Teammate)
    .where(Teammate.role == Role.ADMIN, Teammate.disabled_at.is_(None))
    .order_by(Teammate.id)
)
_JOBS = select(JobMember.job_id).where(JobMember.teammate_id == bindparam("teammate_id"))
_KEY = (
    select(TeamInvitation)
    .join(TeamInvitation.teammate)
    .options(contains_eager(TeamInvitation.teammate))
    .where(
        TeamInvitation.key_hash == bindparam("key_hash"),
        TeamInvitation.used_at.is_(None),
        TeamInvitation.expires_at > bindparam("now"),
        Teammate.disabled_at.is_(None),
    )
)


def signed_in(session: Session, key: str) -> Teammate | None:
    """Who carries the session with that key, while it lasts and nobody ended it."""
    return session.scalar(_SIGNED_IN, {"key_hash": fingerprint(key), "now": clock.now()})


def who_knows(session: Session, email: str, password: str) -> Teammate | None:
    """The teammate with that address and password; after the same time where there is none."""
    teammate = teammate_at(session, email)
    kept = teammate.password_hash if teammate else None
    return teammate if passwords.is_right(kept, password) else None


def teammate_at(session: Session, email: str) -> Teammate | None:
    """The teammate with that address who may still come in."""
    return session.scalar(_BY_ADDRESS, {"email_key": address_key(email)})


def teammate_by_ref(session: Session, ref: str) -> Teammate | None:
    """The teammate of that ref, gone or not."""
    return session.scalar(_BY_REF, {"ref": ref})


def everybody(session: Session) -> Sequence[Teammate]:
    """All who are or were on the team, by name."""
    return session.scalars(_EVERYBODY).all()


def who_may_answer(session: Session) -> Sequence[Teammate]:
    """Who may own an application, lead a job, cover for others; by name."""
    return session.scalars(_WHO_MAY_ANSWER).all()


def names(session: Session) -> Sequence[str]:
    """What those who are on the team are called."""
    return session.scalars(_NAMES).all()


def admins(session: Session) -> Sequence[Teammate]:
    """The admins there are."""
    return session.scalars(_ADMINS).all()


def jobs_of(session: Session, teammate_id: int) -> frozenset[int]:
    """The ids of the jobs a teammate is a member of."""
    return frozenset(session.scalars(_JOBS, {"teammate_id": teammate_id}))


def invitation_for(session: Session, key: str) -> TeamInvitation | None:
    """What a mailed one-use key stands for, while it may still be used."""
    return session.scalar(_KEY, {"key_hash": fingerprint(key), "now": clock.now()})
