"""Applications, and what the team knows of them and nobody is told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models.explained import Explained
from portal.hiring.models.jobs import Job, Stage
from portal.hiring.models.ledger import Promise
from portal.hiring.models.people import Candidate
from portal.hiring.models.talks import Call
from portal.hiring.models.told import Ending, Step, TimelineEntry, Update
from portal.hiring.reasons import ReasonCode
from portal.hiring.stages import Outcome, Status
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_STANDS = text("taken_back_at IS NULL")
_OPEN = text("outcome IS NULL")
_CLOSED = text("outcome IS NOT NULL")
_PROMISED = text("outcome IS NULL AND introduced_at IS NOT NULL")


def _where(name: str, *columns: str) -> Index:
    """An index of open ones alone: most are closed, and are never asked for by these."""
    return Index(name, *columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _filtered(name: str, *columns: str) -> Index:
    """The same for the list, and for its count alone: with the outcome, SQLite need not look at the
    rows to know that they are open, and takes this one before one of all.
    """
    return _where(name, *columns, "outcome")


def _closed(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=_CLOSED, postgresql_where=_CLOSED)


def _promised(name: str, *columns: str) -> Index:
    """The same of those who were promised a word."""
    return Index(name, *columns, sqlite_where=_PROMISED, postgresql_where=_PROMISED)


class Application(Base):
    """One candidate, one job. All else hangs on it.

    Open, it has a promise date; closed by us, it has an ending: the database says so.
    """

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (next_word_by IS NOT NULL)", name="open_has_a_date"),
        CheckConstraint(
            "outcome IS NULL OR ending_id IS NOT NULL"
            " OR outcome NOT IN ('not_selected', 'job_closed', 'offer_lapsed', 'offer_rescinded')",
            name="closed_by_us_was_told",
        ),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_has_a_moment"),
        Index("ix_applications_job_external", "job_id", "external_id"),
        Index("ix_applications_applied", "applied_at", "id"),
        Index("ix_applications_status_applied", "status", "applied_at", "id"),
        Index("ix_applications_job_applied", "job_id", "applied_at", "id"),
        Index("ix_applications_owner_applied", "owner_id", "applied_at", "id"),
        Index("ix_applications_job_status", "job_id", "status", "applied_at", "id"),
        Index("ix_applications_ending", "ending_id"),
        _where("ix_applications_open", "applied_at", "id"),
        _closed("ix_applications_closed", "applied_at", "id", "outcome"),
        _filtered("ix_applications_job_status_open", "job_id", "status", "applied_at", "id"),
        _filtered("ix_applications_status_open", "status", "applied_at", "id", "owner_id"),
        _filtered("ix_applications_job_open", "job_id", "next_word_by"),
        _filtered("ix_applications_day_open", "next_word_by", "applied_at", "id"),
        _where("ix_applications_owner_due", "owner_id", "next_word_by"),
        _where("ix_applications_waiting", "introduced_at", "applied_at", "id"),
        _promised("ix_applications_due", "next_word_by", "id", "status", "job_id", "owner_id"),
        _promised("ix_applications_alike", "status", "next_word_by", "job_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    external_id: Mapped[str | None] = mapped_column(index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    status: Mapped[Status] = mapped_column(default=Status.RECEIVED)
    """What the candidate was last told, never ahead of it."""
    applied_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")
    next_word_by: Mapped[date | None]
    introduced_at: Mapped[datetime | None]
    """When the first mail with a link was put; until then nobody promised anything, so nothing is
    late.
    """
    interviewed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None]
    closed_at: Mapped[datetime | None]
    ending_id: Mapped[int | None] = mapped_column(ForeignKey("endings.id", use_alter=True))
    version: Mapped[int] = mapped_column(default=1)

    candidate: Mapped[Candidate] = relationship(back_populates="applications")
    job: Mapped[Job] = relationship()
    stage: Mapped[Stage] = relationship()
    owner: Mapped[Teammate | None] = relationship()
    ending: Mapped[Ending | None] = relationship(foreign_keys=[ending_id])
    endings: Mapped[list[Ending]] = relationship(
        order_by=Ending.id, foreign_keys=[Ending.application_id], viewonly=True
    )
    """Every one that was written, told or not."""
    updates: Mapped[list[Update]] = relationship(order_by=Update.id)
    promises: Mapped[list[Promise]] = relationship(order_by=Promise.id)
    steps: Mapped[list[Step]] = relationship(order_by=Step.starts_at)
    timeline: Mapped[list[TimelineEntry]] = relationship(order_by=TimelineEntry.at)
    calls: Mapped[list[Call]] = relationship(order_by=Call.id, viewonly=True)
    memos: Mapped[list["Memo"]] = relationship(order_by="Memo.at")
    verdicts: Mapped[list["Verdict"]] = relationship(order_by="Verdict.id")
    withdrawals: Mapped[list["Withdrawal"]] = relationship(
        back_populates="application", order_by="Withdrawal.id"
    )

    def is_open(self) -> bool:
        """Whether we still owe this candidate words."""
        return self.outcome is None

    def was_interviewed(self, moment: datetime) -> bool:
        """Whether somebody of ours spoke with them by then: they are owed a note, not a mail."""
        return self.interviewed or any(step.took_place(moment) for step in self.steps)

    def verdict(self) -> "Verdict | None":
        """The verdict that stands untold or told, if one does."""
        return next((verdict for verdict in self.verdicts if verdict.taken_back_at is None), None)

    def ends_as(self) -> Outcome:
        """How it closes if we end it now: as its job does, where that is being closed and nothing
        was decided.
        """
        closes = self.job.closing_at is not None and self.verdict() is None
        return Outcome.JOB_CLOSED if closes else Outcome.NOT_SELECTED

    def waiting(self) -> Ending | None:
        """The ending that is written and not told yet, if there is one."""
        return next((ending for ending in self.endings if ending.is_waiting()), None)

    def withdrawal(self) -> "Withdrawal | None":
        """The withdrawal that stands, if one does."""
        return next((each for each in self.withdrawals if each.taken_back_at is None), None)

    def was_told_since(self, moment: datetime) -> bool:
        """Whether somebody of ours told the candidate something after that moment."""
        words = [one.at for one in self.timeline if one.is_humans_word()]
        return any(at > moment for at in words + [one.at for one in self.updates if one.by_id])


class StageMove(Base):
    """From where to where in the team's own pipeline; nobody outside is told."""

    __tablename__ = "stage_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"), index=True)
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))


class Verdict(Base):
    """The team's decision not to go on, until it is told. Nothing outside may depend on it."""

    __tablename__ = "verdicts"
    __table_args__ = (
        Index(
            "uq_verdicts_standing",
            "application_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_verdicts_application", "application_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    reason: Mapped[str] = mapped_column(default="")
    """For the team only."""
    decided_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    taken_back_at: Mapped[datetime | None]


class Withdrawal(Explained, Base):
    """The candidate's own end of an application. Taken back within its Undo, another may follow;
    two at once can't.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (
        Index(
            "uq_withdrawals_standing",
            "application_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_withdrawals_application", "application_id", "id"),
        Index("ix_withdrawals_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    after_acceptance: Mapped[bool]
    """Of somebody who had accepted our offer: counted apart."""
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="withdrawals")
    reasons: Mapped[list["WithdrawalReason"]] = relationship(
        order_by="WithdrawalReason.rank", cascade="all, delete-orphan"
    )


class WithdrawalReason(Base):
    """Why: rank 1 is what mattered most, 2 and 3 are the two more."""

    __tablename__ = "withdrawal_reasons"
    __table_args__ = (
        UniqueConstraint("withdrawal_id", "rank"),
        UniqueConstraint("withdrawal_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_id: Mapped[int] = mapped_column(ForeignKey("withdrawals.id"))
    rank: Mapped[int]
    code: Mapped[ReasonCode]


class Memo(Base):
    """Written for the team only."""

    __tablename__ = "memos"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()
