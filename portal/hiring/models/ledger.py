"""What candidates were promised, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.hiring.promises import PromiseResult
from portal.plumbing.db import Base

ASKED_LONGER = text("asked_longer")
"""As the index spells it: a database uses a partial index only for a condition it recognises."""


class Promise(Base):
    """A date by which the candidate will hear from us. The ledger: rows are settled, never
    erased; one stands open.
    """

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint("(result IS NULL) = (settled_at IS NULL)", name="settled_has_a_result"),
        Index(
            "uq_promises_open",
            "application_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_promises_application", "application_id", "id"),
        Index("ix_promises_due", "due_on", "result", "application_id"),
        Index(
            "ix_promises_asked_longer",
            "application_id",
            "id",
            sqlite_where=ASKED_LONGER,
            postgresql_where=ASKED_LONGER,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    result: Mapped[PromiseResult | None]
    asked_longer: Mapped[bool] = mapped_column(default=False)
    """Whether what settled it was a word that we need longer, in time or too late."""
