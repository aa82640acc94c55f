"""Calls to candidates, and what the team was asked to say for a note."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class Call(Base):
    """Somebody of ours called: they spoke, or nobody was reached."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_application", "application_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    was_reached: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()


class NoteLines(Base):
    """Two lines that a teammate was asked for, to help whoever writes the note. For the team
    only.
    """

    __tablename__ = "note_lines"
    __table_args__ = (UniqueConstraint("application_id", "of_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    of_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    asked_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    of: Mapped[Teammate] = relationship(foreign_keys=[of_id])
    asked_by: Mapped[Teammate | None] = relationship(foreign_keys=[asked_by_id])
