"""Links that are mailed, the sessions they open, the codes that guard more than a status."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Candidate
from portal.plumbing.db import Base


class Purpose(StrEnum):
    """What a link opens; each purpose is signed with a salt of its own."""

    STATUS = "status"
    SURVEY = "survey"
    UNSUBSCRIBE = "unsubscribe"


class MagicLink(Base):
    """Behind a mailed token: whose it is, until when, whether it was turned off. The token itself
    is kept nowhere.
    """

    __tablename__ = "magic_links"
    __table_args__ = (Index("ix_magic_links_candidate", "candidate_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[Purpose]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    subject: Mapped[str] = mapped_column(default="")
    """The ref of what it opens, where it opens more than the candidate's page: an invitation."""
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship()


class CandidateSession(Base):
    """Behind a candidate's cookie, so that signing out is real. Its day only, so that it dates no
    answer.
    """

    __tablename__ = "candidate_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("magic_links.id"))
    day: Mapped[date]
    has_code: Mapped[bool] = mapped_column(default=False)
    """Whether a mailed code was entered in this session."""
    is_ended: Mapped[bool] = mapped_column(default=False)

    candidate: Mapped[Candidate] = relationship()


class StepUpCode(Base):
    """Eight digits to the address on file, good for ten minutes, five tries and the session that
    asked.
    """

    __tablename__ = "step_up_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("candidate_sessions.id"), index=True)
    code_hash: Mapped[str]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class LinkRequest(Base):
    """Somebody asked for a link to an address. One row whoever asks; the worker finds out whether
    anybody is there.
    """

    __tablename__ = "link_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    """Set where the asking came by an expired link: that candidate alone is answered."""
    asked_at: Mapped[datetime]
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    mails: Mapped[int] = mapped_column(default=0)
    """How many letters it led to, so that nobody fills a stranger's mailbox."""
