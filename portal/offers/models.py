"""Offers, their terms, and what became of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application
from portal.hiring.models.explained import Explained
from portal.hiring.reasons import ReasonCode
from portal.offers.outcomes import OfferOutcome, OfferState
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_STANDS = text("taken_back_at IS NULL")


class Offer(Base):
    """What we offer one candidate. Seen by nobody outside before it is sent."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(
            "state <> 'sent' OR (sent_at IS NOT NULL AND answer_by IS NOT NULL)",
            name="sent_has_dates",
        ),
        Index("ix_offers_starts_on", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    state: Mapped[OfferState]
    words: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[date | None]
    starts_on: Mapped[date | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    application: Mapped[Application] = relationship()
    by: Mapped[Teammate | None] = relationship()
    items: Mapped[list["OfferItem"]] = relationship(
        back_populates="offer", order_by="OfferItem.position"
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
        """Whether the candidate may answer it now."""
        return self.state is OfferState.SENT and self.decision() is None


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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    outcome: Mapped[OfferOutcome]
    decided_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    offer: Mapped[Offer] = relationship(back_populates="decisions")
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
