"""People who applied."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.plumbing.db import Base
from portal.plumbing.text import folded, words
from portal.plumbing.tokens import new_ref

if TYPE_CHECKING:
    from portal.hiring.models.applications import Application


class Extras(StrEnum):
    """Whether a candidate wants more than what is owed: news and reminders."""

    USUAL = "usual"
    NONE = "none"


class Situation(StrEnum):
    """What one of six made-up people shows."""

    RECEIVED = "received"
    INTERVIEWING = "interviewing"
    LATE = "late"
    OFFER = "offer"
    JOINING = "joining"
    NOT_SELECTED = "not_selected"


_MADE_UP = text("made_up_as IS NOT NULL")
"""Only they are in the index: looking for everybody else by it would be looking at everybody."""


class Candidate(Base):
    """A person. An address is not an identity: two people may share one, so `email_key` is not
    unique.
    """

    __tablename__ = "candidates"
    __table_args__ = (
        Index(
            "uq_candidates_made_up_as",
            "made_up_as",
            unique=True,
            sqlite_where=_MADE_UP,
            postgresql_where=_MADE_UP,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    external_id: Mapped[str | None] = mapped_column(index=True)
    full_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default="", index=True)
    """What spellings of the name share; it follows the name by itself."""
    found_by: Mapped[str] = mapped_column(default="")
    """The words of name and address, for the search; they follow both by themselves."""
    called: Mapped[str]
    """How letters greet them."""
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    email_refused_at: Mapped[datetime | None]
    """When a mail server said that nobody is reached there; another address begins anew."""
    phone: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str | None]
    """An IANA zone they or the team gave; the company's where unknown, never guessed from a place
    name.
    """
    locale: Mapped[str] = mapped_column(default="en")
    extras: Mapped[Extras] = mapped_column(default=Extras.USUAL)
    created_at: Mapped[datetime]
    made_up_as: Mapped[Situation | None]
    """Of one of the six that a team may try Candor with: never mailed, asked or counted."""

    applications: Mapped[list["Application"]] = relationship(back_populates="candidate")
    other_ids: Mapped[list["OtherId"]] = relationship(order_by="OtherId.id", viewonly=True)

    @validates("full_name", "email")
    def _follow(self, field: str, value: str | None) -> str | None:
        if field == "email" and value != self.email:
            self.email_refused_at = None
        now = {"full_name": self.full_name, "email": self.email, field: value}
        for name, key in keys_of(now["full_name"] or "", now["email"]).items():
            setattr(self, name, key)
        return value


class OtherId(Base):
    """Another id that a source has for the same person: of an entry that was made one with
    theirs.
    """

    __tablename__ = "other_ids"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    external_id: Mapped[str] = mapped_column(index=True)


IS_MADE_UP = Candidate.made_up_as.in_(list(Situation))
"""Spelled so that a database looks into the index, whatever it knows of how many there are."""


def keys_of(full_name: str, email: str | None) -> dict[str, str]:
    """The columns that follow name and address: whoever writes rows past the model writes them
    too.
    """
    found_by = " ".join(words(f"{full_name} {email or ''}"))
    return {"name_key": folded(full_name), "found_by": found_by}
