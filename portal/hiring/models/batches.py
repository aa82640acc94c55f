"""Endings for many at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.batches import WhyNot
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class EndingBatch(Base):
    """Endings for many at once, with one text. Drafted, it is begun; above a number of people a
    second teammate confirms it; then its endings are written, and wait, leave or are taken back
    together. `next_line` moves on in the transaction that writes some of them.
    """

    __tablename__ = "ending_batches"
    __table_args__ = (
        CheckConstraint(
            "confirmed_at IS NOT NULL OR confirmed_by_id IS NULL", name="confirmed_at_a_moment"
        ),
        CheckConstraint(
            "confirmed_at IS NULL OR begun_at IS NOT NULL", name="begun_before_confirmed"
        ),
        CheckConstraint(
            "written_at IS NULL OR confirmed_at IS NOT NULL", name="confirmed_before_written"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    """Whoever began it; before that, whoever drafted it."""
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    """How many people it was begun for."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    """The second teammate, where one was needed."""
    confirmed_at: Mapped[datetime | None]
    """From then on its endings are written."""
    next_line: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]

    by: Mapped[Teammate | None] = relationship(foreign_keys=[by_id])
    confirmed_by: Mapped[Teammate | None] = relationship(foreign_keys=[confirmed_by_id])

    def is_draft(self) -> bool:
        """Whether nobody began it yet."""
        return self.begun_at is None and self.taken_back_at is None

    def is_asking(self) -> bool:
        """Whether it waits for a second teammate."""
        is_begun = self.begun_at is not None and self.taken_back_at is None
        return is_begun and self.confirmed_at is None


class EndingLine(Base):
    """One person of a batch."""

    __tablename__ = "ending_lines"
    __table_args__ = (
        UniqueConstraint("batch_id", "application_id"),
        Index("ix_ending_lines_batch", "batch_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("ending_batches.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    own: Mapped[str] = mapped_column(default="")
    """A line for them alone, below what all of them read."""
    is_looked_at: Mapped[bool] = mapped_column(default=False)
    """Somebody looked, and wants them told with the others."""
    why_not: Mapped[WhyNot | None]
    """Set once it was begun, where they are not told by it."""
