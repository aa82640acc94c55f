"""What candidates are asked, and what comes back.

Answers of an open round (Ballot, Tally, Comment) lie in a schema of their own that is in no backup.
Nothing there points at a person, an invitation or a moment, and nothing here says who answered:
that is what makes them anonymous.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application
from portal.plumbing.db import BESIDE, ROUNDS, Base
from portal.plumbing.tokens import new_key, new_ref
from portal.surveys.items import Item, Touchpoint, items_asked
from portal.surveys.storage import as_written
from portal.team.models import Teammate

UNREACHED = text("unreached_at IS NOT NULL")
WAITING = text("answered_at IS NULL")
"""As their indexes spell them: a database uses a partial index only for a condition it
recognises."""
_APART = {"schema": ROUNDS, "sqlite_with_rowid": False}
"""Without row ids, SQLite keeps no trace of the order in which rows came."""


class Survey(Base):
    """Questions for one touchpoint, and how its rounds are held."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("months IN (1, 3)", name="month_or_quarter"),
        CheckConstraint("k >= 5", name="no_fewer_than_five"),
        CheckConstraint("comment_limit >= 10 AND comment_limit >= k", name="comments_need_more"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    touchpoint: Mapped[Touchpoint] = mapped_column(unique=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    months: Mapped[int] = mapped_column(default=3)
    """How long a round invites."""
    k: Mapped[int] = mapped_column(default=5)
    comment_limit: Mapped[int] = mapped_column(default=10)

    versions: Mapped[list["Version"]] = relationship(
        back_populates="survey", order_by="Version.number"
    )


class Version(Base):
    """The questions as they stood. It is never edited, only followed: whoever is asked with it
    answers what was asked."""

    __tablename__ = "survey_versions"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    number: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]

    survey: Mapped[Survey] = relationship(back_populates="versions")

    def asked(self) -> list[Item]:
        """The questions that are switched on, in their order."""
        return [item for item in self.every_item() if item.is_on]

    def every_item(self) -> list[Item]:
        """The same with those that are switched off."""
        return [Item.from_json(kept) for kept in self.items]


class Round(Base):
    """A closed group of invitations. It takes answers through `closes_on` and is published once,
    whole."""

    __tablename__ = "survey_rounds"
    __table_args__ = (
        UniqueConstraint("touchpoint", "opens_on"),
        CheckConstraint("k >= 5", name="no_fewer_than_five"),
        CheckConstraint("comment_limit >= 10 AND comment_limit >= k", name="comments_need_more"),
        CheckConstraint("pooled_into_id IS NULL OR closed_at IS NOT NULL", name="pooled_is_closed"),
        CheckConstraint(
            "forgotten_at IS NULL OR closed_at IS NOT NULL", name="forgotten_is_closed"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    touchpoint: Mapped[Touchpoint]
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_versions.id"))
    opens_on: Mapped[date]
    invites_until: Mapped[date]
    closes_on: Mapped[date]
    """The last day for answers, on the company's calendar."""
    k: Mapped[int]
    comment_limit: Mapped[int]
    closed_at: Mapped[datetime | None]
    delivered: Mapped[int] = mapped_column(default=0)
    """How many were asked and reached. Counted along: whoever is erased later was asked all the
    same."""
    pooled_into_id: Mapped[int | None] = mapped_column(ForeignKey("survey_rounds.id"), index=True)
    """Too few were asked or answered: its answers are published with those of that round."""
    forgotten_at: Mapped[datetime | None]
    """When the last trace of single answers was gone from our files."""

    version: Mapped[Version] = relationship()
    snapshot: Mapped["Snapshot | None"] = relationship(back_populates="round")

    def is_open(self, today: date) -> bool:
        """Whether it takes answers on that day of the company's calendar."""
        return self.closed_at is None and today <= self.closes_on


class Invitation(Base):
    """One candidate, asked once. Whether an answer came is written nowhere."""

    __tablename__ = "survey_invitations"
    __table_args__ = (
        UniqueConstraint("round_id", "application_id"),
        Index("ix_survey_invitations_candidate", "candidate_id", "created_at"),
        Index(
            "ix_survey_invitations_unreached",
            "unreached_at",
            "id",
            sqlite_where=UNREACHED,
            postgresql_where=UNREACHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_rounds.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    created_at: Mapped[datetime]
    said_no_at: Mapped[datetime | None]
    unreached_at: Mapped[datetime | None]
    """When we saw that its letter reached nobody: refused, or taken back before it left. It is not
    counted as asked."""

    round: Mapped[Round] = relationship()
    application: Mapped[Application] = relationship()

    def asked(self) -> list[Item]:
        """The questions for this candidate: some are asked in one department or job alone."""
        job = self.application.job
        return items_asked(self.round.version.items, job.id, job.department_id)


class NamedResponse(Base):
    """An answer that somebody gave with their name, so that we get back to them. In no round's
    figures."""

    __tablename__ = "survey_named_responses"
    __table_args__ = (
        Index("ix_survey_named_waiting", "at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("survey_invitations.id"), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    answered_at: Mapped[datetime | None]
    """When somebody said that they got back to them."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    invitation: Mapped[Invitation] = relationship()
    answered_by: Mapped[Teammate | None] = relationship()


class Snapshot(Base):
    """What a closed round published. Frozen: page, chart and export all read this, and nothing else
    is left."""

    __tablename__ = "survey_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_rounds.id"), unique=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Departments, each with its jobs, and jobs without one."""
    comments: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """By item, in no order; empty where it was taken out."""
    doubts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Comments that somebody asked to take out."""

    round: Mapped[Round] = relationship(back_populates="snapshot")


BESIDE.append(as_written)


class Change(Base):
    """What the team changed because of what a round said. Candidates read it beside the next
    survey."""

    __tablename__ = "survey_changes"
    __table_args__ = (UniqueConstraint("round_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_rounds.id"))
    words: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    round: Mapped[Round] = relationship()


class Ballot(Base):
    """Spent. `mark` is an HMAC of an invitation's id under the round's key, which is a file and not
    here."""

    __tablename__ = "survey_ballots"
    __table_args__ = _APART

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(primary_key=True)


class Tally(Base):
    """How many gave that value. There is no row for an answer, and no one's answers stand beside
    each other."""

    __tablename__ = "survey_tallies"
    __table_args__ = _APART

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class Comment(Base):
    """Somebody's words, under a random key that says nothing of when they came."""

    __tablename__ = "survey_comments"
    __table_args__ = _APART

    key: Mapped[str] = mapped_column(primary_key=True, default=new_key)
    round_id: Mapped[int] = mapped_column(index=True)
    job_id: Mapped[int]
    item: Mapped[str]
    words: Mapped[str]
