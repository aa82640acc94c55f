"""What whoever joins is told of the first day, gets ready for it, and whom they will meet."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref

_WAITS = text("settled_at IS NULL")


class ChangeResult(StrEnum):
    """What became of another first day that a joiner asked for."""

    REPLACED = "replaced"
    """They asked for another one."""
    MOVED = "moved"
    KEPT = "kept"


class FirstDay(Base):
    """The first day of somebody who joins. `ref` is its name in calendars for ever, `sequence`
    rises with each change.
    """

    __tablename__ = "first_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), unique=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[time | None]
    """On a clock in `time_zone`, an IANA zone."""
    time_zone: Mapped[str]
    who: Mapped[str] = mapped_column(default="")
    """Who meets them, and where."""
    place: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    called_off_at: Mapped[datetime | None]
    """Since when they do not join: nobody reads it, and calendars let it go."""

    application: Mapped[Application] = relationship()

    def moment(self) -> datetime | None:
        """When it begins, in UTC; None where nobody said at what time."""
        if self.starts_at is None:
            return None
        there = datetime.combine(self.starts_on, self.starts_at, ZoneInfo(self.time_zone))
        return there.astimezone(UTC)


class StartChange(Base):
    """A joiner asked to start on another day. Nothing moves by it; one waits for an answer at a
    time.
    """

    __tablename__ = "start_changes"
    __table_args__ = (
        CheckConstraint("(result IS NULL) = (settled_at IS NULL)", name="settled_has_a_result"),
        Index(
            "uq_start_changes_waiting",
            "application_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index(
            "ix_start_changes_waiting",
            "answer_by",
            "id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    starts_on: Mapped[date]
    words: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The day, where the candidate is, by whose end an answer was promised."""
    settled_at: Mapped[datetime | None]
    result: Mapped[ChangeResult | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    application: Mapped[Application] = relationship()


class Whose(StrEnum):
    """Who does what a checklist asks for."""

    THEIRS = "theirs"
    OURS = "ours"


class ChecklistItem(Base):
    """Something to get ready before a first day: theirs or ours, both read by whoever joins.

    Its day is counted from the start, so that it moves with it. What is taken off the list keeps
    its row: whoever ticks it off at that moment is told so.
    """

    __tablename__ = "checklist_items"
    __table_args__ = (
        CheckConstraint("title <> ''", name="says_something"),
        Index("ix_checklist_items_application", "application_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    whose: Mapped[Whose]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    days_before: Mapped[int | None]
    """Calendar days before the start; below zero after it; no day at all where None."""
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Rises when its words change."""

    application: Mapped[Application] = relationship()


class ChecklistTemplate(Base):
    """A list that the team keeps for the next joiner."""

    __tablename__ = "checklist_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]

    items: Mapped[list["ChecklistTemplateItem"]] = relationship(
        order_by="ChecklistTemplateItem.position", cascade="all, delete-orphan"
    )


class ChecklistTemplateItem(Base):
    """One line of it."""

    __tablename__ = "checklist_template_items"
    __table_args__ = (UniqueConstraint("template_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("checklist_templates.id"))
    position: Mapped[int]
    whose: Mapped[Whose]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    days_before: Mapped[int | None]


class PersonToKnow(Base):
    """Somebody whom whoever joins in that job will work with."""

    __tablename__ = "people_to_know"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        Index("ix_people_to_know_job", "job_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
