"""Keeping in touch with whoever joins: what is planned for everybody, and each one's touches."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.engagement.touch_days import Planned, TouchBy, TouchFrom
from portal.hiring.models import Application
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_OPEN = text("settled_at IS NULL")


class TouchResult(StrEnum):
    """What became of a touch."""

    SAID = "said"
    CALLED = "called"
    DISMISSED = "dismissed"
    CALLED_OFF = "called_off"
    """They do not join after all, took their yes back, or are here before it was done."""


class PlannedTouch(Base):
    """One touch of a plan: the company's own, a department's, or one job's."""

    __tablename__ = "planned_touches"
    __table_args__ = (
        CheckConstraint("department_id IS NULL OR job_id IS NULL", name="of_one_of_them"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(
        ForeignKey("departments.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[str]
    by: Mapped[TouchBy]
    counted_from: Mapped[TouchFrom]
    days: Mapped[int]

    def planned(self) -> Planned:
        """The same as the rules see it."""
        return Planned(self.title, self.by, self.counted_from, self.days)


class Touch(Base):
    """Somebody of the team gets in touch with one who joins, by a day. Its plan is kept with it, so
    that editing the plan later moves nothing.
    """

    __tablename__ = "touches"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (result IS NULL)", name="settled_has_a_result"),
        CheckConstraint("result <> 'dismissed' OR why <> ''", name="dismissed_for_a_reason"),
        Index("ix_touches_application", "application_id", "id"),
        Index("ix_touches_due", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_touches_owner", "owner_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    title: Mapped[str]
    by: Mapped[TouchBy]
    counted_from: Mapped[TouchFrom]
    days: Mapped[int]
    accepted_on: Mapped[date]
    due_on: Mapped[date | None]
    """Not known while it is counted from a first day that nobody knows."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    """Whose it is; whoever answers for the application, where nobody is named."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    result: Mapped[TouchResult | None]
    why: Mapped[str] = mapped_column(default="")
    """Why it was dismissed, for the team only."""

    application: Mapped[Application] = relationship()
    owner: Mapped[Teammate | None] = relationship(foreign_keys=[owner_id])
    settled_by: Mapped[Teammate | None] = relationship(foreign_keys=[settled_by_id])

    def planned(self) -> Planned:
        """The touch of the plan it was made from."""
        return Planned(self.title, self.by, self.counted_from, self.days)
