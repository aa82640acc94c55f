"""People who applied."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.plumbing.db import Base
from portal.plumbing.text import folded
from portal.plumbing.tokens import new_ref

if TYPE_CHECKING:
    from portal.hiring.models.applications import Application


class Extras(StrEnum):
    """Whether a candidate wants more than what is owed: news and reminders."""

    USUAL = "usual"
    NONE = "none"


class Candidate(Base):
    """A person. An address is not an identity: two people may share one, so `email_key` is not
    unique.
    """

    __tablename__ = "candidates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    external_id: Mapped[str | None] = mapped_column(index=True)
    full_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default="")
    """The name as it is searched for; it follows the name by itself."""
    called: Mapped[str]
    """How letters greet them."""
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str | None]
    """An IANA zone they or the team gave; the company's where unknown, never guessed from a place
    name.
    """
    locale: Mapped[str] = mapped_column(default="en")
    extras: Mapped[Extras] = mapped_column(default=Extras.USUAL)
    created_at: Mapped[datetime]

    applications: Mapped[list["Application"]] = relationship(back_populates="candidate")

    @validates("full_name")
    def _fold_name(self, _field: str, name: str) -> str:
        self.name_key = folded(name)
        return name
