"""The outbox: what is to be said by mail, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application, Candidate
from portal.mail.kinds import Letter, MessageState
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

__all__ = [
    "JOINED",
    "NEEDS_A_PERSON",
    "ON_ITS_WAY",
    "Heartbeat",
    "KeptMail",
    "Letter",
    "Message",
    "MessageState",
]

ON_ITS_WAY = text("state IN ('queued', 'retry', 'sending')")
NEEDS_A_PERSON = text("state IN ('failed', 'stale', 'unsure')")
JOINED = text("joined_id IS NOT NULL")
"""As the indexes spell it: a database uses a partial index only for a condition it recognises."""


class Message(Base):
    """One mail to one person, for one purpose: `purpose` is unique, so it is put once however
    often a job runs.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("(candidate_id IS NULL) <> (teammate_id IS NULL)", name="one_recipient"),
        Index(
            "ix_messages_due",
            "urgency",
            "due_at",
            "id",
            sqlite_where=ON_ITS_WAY,
            postgresql_where=ON_ITS_WAY,
        ),
        Index(
            "ix_messages_stuck",
            "created_at",
            "id",
            sqlite_where=NEEDS_A_PERSON,
            postgresql_where=NEEDS_A_PERSON,
        ),
        Index("ix_messages_candidate", "candidate_id", "created_at"),
        Index("ix_messages_application", "application_id", "created_at"),
        Index("ix_messages_subject", "subject"),
        Index("ix_messages_state", "state", "id"),
        Index("ix_messages_joined", "joined_id", sqlite_where=JOINED, postgresql_where=JOINED),
        Index("ix_messages_message_id", "message_id"),
        Index("ix_messages_letter", "letter", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    purpose: Mapped[str] = mapped_column(unique=True)
    letter: Mapped[Letter]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"))
    teammate_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    """Whose history it belongs to, where it is about one application."""
    subject: Mapped[str] = mapped_column(default="")
    """The ref of the row it tells of (an update, a step, a post), or its id where the row has no
    ref.
    """
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    urgency: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When a worker may take it."""
    use_by: Mapped[datetime]
    """After that it doesn't leave by itself any more."""
    message_id: Mapped[str]
    """Fixed when the row is made, so that copies can be recognised."""
    secret: Mapped[str] = mapped_column(default="")
    """A code, a one-use key, an address that is no longer theirs, or which letter is tried, until
    it has left or is of no use, then nothing.
    """
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str] = mapped_column(default="")
    """Who is sending it: what is written under another lease is refused."""
    leased_until: Mapped[float] = mapped_column(default=0.0, server_default="0")
    """When that worker's time is over, in seconds since 1970 by the database's clock."""
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    """Why it failed, waits or was cancelled, in a line for the team."""

    joined_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    """The digest that carries it, where several extras were due at once: it doesn't leave by
    itself any more, and what became of the digest became of it.
    """

    candidate: Mapped[Candidate | None] = relationship()
    teammate: Mapped[Teammate | None] = relationship()
    application: Mapped[Application | None] = relationship()
    joined: Mapped["Message | None"] = relationship(remote_side="Message.id")


class Heartbeat(Base):
    """When a worker last looked at the outbox, and whether it stopped because the mail server
    refuses us. One row.
    """

    __tablename__ = "mail_heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(default="")
    problem_since: Mapped[datetime | None]
    refusals: Mapped[int] = mapped_column(default=0)
    stopped_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    """Since a restore nothing leaves before a person says so."""


class Pace(Base):
    """How fast we send, where the operator set a limit: one row that the workers share."""

    __tablename__ = "mail_pace"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    next_at: Mapped[float] = mapped_column(default=0.0)
    """When the next mail may leave, in seconds since 1970 by the database's clock."""
    day: Mapped[int] = mapped_column(default=0)
    """The day that is counted, in days since 1970 (UTC) by that clock."""
    sent: Mapped[int] = mapped_column(default=0)
    """How many left on that day."""


class KeptMail(Base):
    """A mail of the demo: kept here instead of sent, shown at `/dev/mail`."""

    __tablename__ = "kept_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]
    """The whole mail as it would have left."""


class Wording(Base):
    """The team's own words for a letter, in one language: plain text with placeholders."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("letter", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[Letter]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))


class LetterSwitch(Base):
    """A letter that is not sent, because something else of the company's sends it."""

    __tablename__ = "letter_switches"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[Letter] = mapped_column(unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
