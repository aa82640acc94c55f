"""Second choices, which only the team knows of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.plumbing.db import Base

_STANDS = text("taken_off_at IS NULL")


class SecondChoice(Base):
    """Whom we would ask if the first one says no: known to the team alone."""

    __tablename__ = "second_choices"
    __table_args__ = (
        Index(
            "uq_second_choices_standing",
            "application_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_second_choices_application", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    marked_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    taken_off_at: Mapped[datetime | None]
