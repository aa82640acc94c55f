"""Offers, their terms, and what became of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application
from portal.hiring.models.explained import Explained
from portal.hiring.reasons import ReasonCode
from portal.offers.outcomes import TOLD, OfferOutcome, OfferState
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_STANDS = text("taken_back_at IS NULL")
_TO_THANK = text(
    "outcome = 'declined' AND taken_back_at IS NULL AND thanked_at IS NULL"
    " AND thanks_dismissed_at IS NULL"
)
_IS_DRAFT = text("state = 'draft'")


class Offer(Base):
    """What we offer one candidate. Seen by nobody outside before it is sent."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(
            "state <> 'sent' OR (sent_at IS NOT NULL AND answer_by IS NOT NULL)",
            name="sent_has_dates",
        ),
        Index("ix_offers_starts_on", "starts_on"),
        CheckConstraint(
            "state <> 'verbal' OR (said_by <> '' AND said_on IS NOT NULL)",
            name="verbal_has_who_and_when",
        ),
        Index("ix_offers_answer_by", "answer_by", "id"),
        Index(
            "uq_offers_draft",
            "application_id",
            unique=True,
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    state: Mapped[OfferState]
    words: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[date | None]
    starts_on: Mapped[date | None]
    said_by: Mapped[str] = mapped_column(default="")
    """Who said "you have the job", as their candidate calls them; of a verbal one."""
    said_on: Mapped[date | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    application: Mapped[Application] = relationship()
    by: Mapped[Teammate | None] = relationship()
    items: Mapped[list["OfferItem"]] = relationship(
        back_populates="offer", order_by="OfferItem.position", cascade="all, delete-orphan"
    )
    file: Mapped["OfferFile | None"] = relationship(
        back_populates="offer", cascade="all, delete-orphan"
    )
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="offer", order_by="Decision.id"
    )

    def decision(self) -> "Decision | None":
        """The decision that stands, if one does."""
        return next(
            (decision for decision in self.decisions if decision.taken_back_at is None), None
        )

    def is_open(self) -> bool:
        """Whether its candidate knows of it, and it waits for what becomes of it."""
        return self.state in TOLD and self.decision() is None

    def may_be_accepted(self) -> bool:
        """Whether it is open, and in writing."""
        return self.state is OfferState.SENT and self.is_open()


class OfferItem(Base):
    """One line of the terms."""

    __tablename__ = "offer_items"
    __table_args__ = (UniqueConstraint("offer_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    position: Mapped[int]
    label: Mapped[str]
    value: Mapped[str]

    offer: Mapped[Offer] = relationship(back_populates="items")


class OfferFile(Base):
    """The one PDF of an offer. What it holds was checked when it came in."""

    __tablename__ = "offer_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    added_at: Mapped[datetime]

    offer: Mapped[Offer] = relationship(back_populates="file")


class Decision(Explained, Base):
    """What became of an offer. Taken back, another may follow; two at once can't."""

    __tablename__ = "offer_decisions"
    __table_args__ = (
        Index(
            "uq_offer_decisions_standing",
            "offer_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_offer_decisions_offer", "offer_id", "id"),
        Index("ix_offer_decisions_decided_at", "decided_at"),
        Index(
            "ix_offer_decisions_to_thank",
            "decided_at",
            "id",
            sqlite_where=_TO_THANK,
            postgresql_where=_TO_THANK,
        ),
        CheckConstraint("thanked_at IS NULL OR thanks <> ''", name="thanked_in_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    outcome: Mapped[OfferOutcome]
    decided_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    thanks: Mapped[str] = mapped_column(default="")
    """What we wrote to somebody who declined."""
    thanked_at: Mapped[datetime | None]
    thanked_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    thanks_dismissed_at: Mapped[datetime | None]
    """When somebody said that nothing is to be written."""

    offer: Mapped[Offer] = relationship(back_populates="decisions")
    thanked_by: Mapped[Teammate | None] = relationship()
    reasons: Mapped[list["DecisionReason"]] = relationship(
        back_populates="decision",
        order_by="DecisionReason.rank",
        cascade="all, delete-orphan",
    )


class DecisionReason(Base):
    """Why: rank 1 is what mattered most, 2 and 3 are the two more."""

    __tablename__ = "offer_decision_reasons"
    __table_args__ = (
        UniqueConstraint("decision_id", "rank"),
        UniqueConstraint("decision_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("offer_decisions.id"))
    rank: Mapped[int]
    code: Mapped[ReasonCode]

    decision: Mapped[Decision] = relationship(back_populates="reasons")
