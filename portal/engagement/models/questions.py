"""What candidates ask, and what we answer."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Application
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

_WAITS = text("settled_at IS NULL")


class QuestionKind(StrEnum):
    """What a candidate wants of us."""

    QUESTION = "question"
    TOLD = "told"
    """That we stand by what somebody of ours said: "you have the job"."""


class Question(Base):
    """Asked by a candidate about one application, open or closed. Whoever answers for the
    application answers it, by `answer_by`; it waits until somebody answers or says that it needs no
    answer.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("words <> '' OR kind = 'told'", name="says_something"),
        CheckConstraint(
            "kind <> 'told' OR (said_by <> '' AND said_on IS NOT NULL)",
            name="told_has_who_and_when",
        ),
        Index("ix_questions_application", "application_id", "id"),
        Index(
            "ix_questions_waiting", "answer_by", "id", sqlite_where=_WAITS, postgresql_where=_WAITS
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[QuestionKind] = mapped_column(default=QuestionKind.QUESTION)
    words: Mapped[str]
    said_by: Mapped[str] = mapped_column(default="")
    """Of a `told` one: who said so, and on which day."""
    said_on: Mapped[date | None]
    asked_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The day, where the candidate is, by whose end an answer was promised."""
    settled_at: Mapped[datetime | None]
    """When it was first answered, or needed no answer."""

    application: Mapped[Application] = relationship()
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.id")


class Answer(Base):
    """What a teammate answered, as the candidate reads it. There may be more than one."""

    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()
