"""Teammates, how they come in, which jobs they are on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.rights import Role


class KeyPurpose(StrEnum):
    """What a mailed one-use key lets a teammate do."""

    INVITE = "invite"
    RESET = "reset"


class Teammate(Base):
    """A recruiter, hiring manager or admin. Signs in while `password_hash` is set and
    `disabled_at` is not.
    """

    __tablename__ = "teammates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    memberships: Mapped[list["JobMember"]] = relationship(back_populates="teammate")


class TeamInvitation(Base):
    """A one-use key mailed to a teammate, to set a password. The key itself is not kept, its
    fingerprint is.
    """

    __tablename__ = "team_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[KeyPurpose]
    teammate_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    teammate: Mapped[Teammate] = relationship()


class JobMember(Base):
    """Who is on which job; the job is known by its id only, since jobs stand above the team."""

    __tablename__ = "job_members"
    __table_args__ = (UniqueConstraint("job_id", "teammate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    teammate_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"), index=True)

    teammate: Mapped[Teammate] = relationship(back_populates="memberships")


class Absence(Base):
    """Somebody is away from the first day to the last, both included, on the company's calendar;
    `cover` answers meanwhile. Once `ended_at` is set it counts no more.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_begins"),
        CheckConstraint("cover_id <> teammate_id", name="covered_by_another"),
        Index("ix_absences_teammate", "teammate_id", "last_day"),
        Index("ix_absences_cover", "cover_id", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    teammate_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    cover_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    teammate: Mapped[Teammate] = relationship(foreign_keys=[teammate_id])
    cover: Mapped[Teammate] = relationship(foreign_keys=[cover_id])


class TeamSession(Base):
    """Behind a teammate's cookie, so that signing out and being disabled take effect at once."""

    __tablename__ = "team_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    teammate_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    teammate: Mapped[Teammate] = relationship()


class SignInAttempt(Base):
    """A sign-in that failed: what slows guessing down, counted for the address and for where it
    came from.
    """

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
