"""What a candidate was told and asked to come to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.holding import Dropped
from portal.hiring.models.batches import EndingBatch
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_WAITS = text("told_at IS NULL AND taken_back_at IS NULL AND dropped_at IS NULL")


class StepKind(StrEnum):
    """What lies ahead."""

    INTERVIEW = "interview"
    TASK = "task"
    DOCUMENT = "document"


class ProposalResult(StrEnum):
    """What became of other times that a candidate proposed."""

    REPLACED = "replaced"
    """They proposed others."""
    CHANGED = "changed"
    CANCELLED = "cancelled"
    WORD = "word"
    """They were given a word: the old time stands, or it was settled in conversation."""


class TimelineKind(StrEnum):
    """Who had contact: `human` is a person of ours speaking, `candidate` the candidate, `fact`
    what happened.
    """

    HUMAN = "human"
    CANDIDATE = "candidate"
    FACT = "fact"


class Update(Base):
    """What the candidate was told, as it was told: editing a stage's map later changes no word of
    it.
    """

    __tablename__ = "updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    status: Mapped[Status]
    sentence: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    next_word_by: Mapped[date | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()


class Ending(Base):
    """How and when the candidate is told that we do not go on, and what is said. Written, it waits
    until `leaves_at`; then it is told, unless it was taken back or had to be dropped.
    """

    __tablename__ = "endings"
    __table_args__ = (
        CheckConstraint("way = 'elsewhere' OR words <> ''", name="says_something"),
        CheckConstraint(
            "told_at IS NULL OR taken_back_at IS NULL AND dropped_at IS NULL",
            name="told_stays_told",
        ),
        CheckConstraint(
            "(dropped_at IS NULL) = (dropped_because IS NULL)", name="dropped_for_a_reason"
        ),
        Index(
            "uq_endings_waiting",
            "application_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_endings_told", "told_at"),
        Index(
            "ix_endings_dropped",
            "dropped_at",
            sqlite_where=text("dropped_at IS NOT NULL"),
            postgresql_where=text("dropped_at IS NOT NULL"),
        ),
        Index("ix_endings_leaving", "leaves_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("ending_batches.id"), index=True)
    way: Mapped[EndingWay]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.NOT_SELECTED)
    words: Mapped[str] = mapped_column(default="")
    words_mark: Mapped[str] = mapped_column(default="", index=True)
    """What the same words to somebody else share; empty where nobody asks."""
    mail_because: Mapped[str] = mapped_column(default="")
    """Why somebody who was interviewed gets a mail after all."""
    tried_to_call: Mapped[bool] = mapped_column(default=False)
    """Whether it says that we tried to reach them by phone first."""
    written_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_because: Mapped[Dropped | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()
    batch: Mapped[EndingBatch | None] = relationship()
    reply: Mapped["EndingReply | None"] = relationship(back_populates="ending")

    def is_waiting(self) -> bool:
        """Whether it is written and nobody outside knows of it yet."""
        return self.told_at is None and self.taken_back_at is None and self.dropped_at is None


class EndingReply(Base):
    """What the candidate said of how they were told, with their name: one for an ending, and they
    may change it.
    """

    __tablename__ = "ending_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    ending_id: Mapped[int] = mapped_column(ForeignKey("endings.id"), unique=True)
    is_helpful: Mapped[bool | None]
    """Whether the answer was helpful; not said yet."""
    words: Mapped[str] = mapped_column(default="")
    stay_in_touch: Mapped[bool] = mapped_column(default=False)
    """Whether we may write about later roles."""
    at: Mapped[datetime]

    ending: Mapped[Ending] = relationship(back_populates="reply")


class Step(Base):
    """Something ahead with a time. `uid` is its name in calendars for ever, `sequence` rises with
    each change.
    """

    __tablename__ = "steps"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_it_starts"),
        Index("ix_steps_ends_at", "ends_at"),
        Index("ix_steps_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    kind: Mapped[StepKind]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    timed_at: Mapped[datetime | None]
    """When it was given this time; not known of the oldest ones."""
    time_zone: Mapped[str]
    who: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    preparation: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    def took_place(self, moment: datetime) -> bool:
        """Whether it is an interview that began by then."""
        is_interview = self.kind is StepKind.INTERVIEW and self.cancelled_at is None
        return is_interview and self.starts_at <= moment


class StepProposal(Base):
    """The candidate can't make it, and proposed two other times. Nothing moves by it; one waits
    for an answer at a time.
    """

    __tablename__ = "step_proposals"
    __table_args__ = (
        CheckConstraint("(result IS NULL) = (settled_at IS NULL)", name="settled_has_a_result"),
        Index(
            "uq_step_proposals_waiting",
            "step_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_step_proposals_step", "step_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id"))
    first_at: Mapped[datetime]
    second_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    result: Mapped[ProposalResult | None]

    step: Mapped[Step] = relationship()


class TimelineEntry(Base):
    """One line of "so far". `is_told` lines are the candidate's to read, the others the team's
    alone.
    """

    __tablename__ = "timeline_entries"
    __table_args__ = (Index("ix_timeline_entries_application", "application_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[TimelineKind]
    words: Mapped[str]
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What a sentence of ours is made of, for readers of other languages: see plumbing.kept."""
    is_told: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()

    def is_humans_word(self) -> bool:
        """Whether somebody of ours spoke, and the candidate can read it."""
        return self.kind is TimelineKind.HUMAN and self.is_told
