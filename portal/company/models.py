"""The company, its departments, its holidays."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.plumbing.db import Base


class Company(Base):
    """What the team says of itself. One row."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    legal_name: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    weekend: Mapped[str] = mapped_column(default="56")
    """The days nobody works, as digits: 0 is Monday."""
    accent: Mapped[str] = mapped_column(default="#2b5fd9")
    retention_months: Mapped[int] = mapped_column(default=6)
    privacy_contact: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="en")
    """What candidates read until they choose another language."""
    two_for_news: Mapped[bool] = mapped_column(default=False)
    """Whether somebody else than whoever wrote it confirms a piece of news."""


class Department(Base):
    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Holiday(Base):
    """A day on which nobody counts on hearing from us."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
