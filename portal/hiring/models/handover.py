"""What a teammate answered for, given to another when they left."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class HandOver(Base):
    """From whom to whom, and how much: what of it is open now can be counted at any time, what was
    given then can't.
    """

    __tablename__ = "hand_overs"
    __table_args__ = (CheckConstraint("to_id <> from_id", name="to_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    from_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    at: Mapped[datetime]
    applications: Mapped[int]
    jobs: Mapped[int]
    covers: Mapped[int]
    touches: Mapped[int] = mapped_column(default=0)
    """People who join, whom they were to keep in touch with."""

    leaver: Mapped[Teammate] = relationship(foreign_keys=[from_id])
