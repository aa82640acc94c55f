"""What candidates asked, as the team sees it: what waits for an answer, and one conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.company.queries import company
from portal.engagement.asking import asked_words
from portal.engagement.models import Answer, Question
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.promises import today_for
from portal.hiring.queries.scope import LEADS, LEFT, OWN, Scope, within
from portal.plumbing import clock
from portal.team.models import Teammate

AT_MOST = 50
_MINE = or_(OWN, LEFT, and_(LEADS, Question.answer_by < bindparam("today")))
"""One's own, and as the lead of a job what is late."""
_OF = (
    select(Question)
    .where(Question.application_id == bindparam("application"))
    .options(selectinload(Question.answers).joinedload(Answer.by))
    .order_by(Question.id)
)
_ONE = select(Question).where(
    Question.ref == bindparam("ref"), Question.application_id == bindparam("application")
)


@dataclass(frozen=True)
class Waiting:
    """A question that waits for an answer."""

    ref: str
    """The application's."""
    question_ref: str
    name: str
    called: str
    job_title: str
    owner: str
    words: str
    is_told: bool
    """Whether they were told that they have the job, and ask us to say so."""
    asked_at: datetime
    answer_by: date
    today: date
    """The day it is for the candidate."""

    @property
    def is_late(self) -> bool:
        """Whether the promised day is over."""
        return self.answer_by < self.today


@cache
def _waiting(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.ref,
            Question.ref.label("question_ref"),
            Candidate.full_name,
            Candidate.called,
            Candidate.time_zone,
            Job.title,
            Teammate.name.label("owner"),
            Question.words,
            Question.said_by,
            Question.said_on,
            Question.asked_at,
            Question.answer_by,
        )
        .select_from(Question)
        .join(Application, Application.id == Question.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(Question.settled_at.is_(None), *_whose(shape))
        .order_by(Question.answer_by, Question.id)
        .limit(AT_MOST)
    )


def _whose(shape: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    others = within(shape - {"mine"})
    return (_MINE, *others) if "mine" in shape else others


def waiting(session: Session, scope: Scope) -> list[Waiting]:
    """What waits for an answer in that scope, the most urgent first."""
    now, house = clock.now(), company(session).time_zone
    asked = {**scope.values, "today": today_for(now, house)}
    return [
        Waiting(
            ref=row.ref,
            question_ref=row.question_ref,
            name=row.full_name,
            called=row.called,
            job_title=row.title,
            owner=row.owner or "",
            words=asked_words(row.words, row.said_by, row.said_on),
            is_told=row.said_on is not None,
            asked_at=row.asked_at,
            answer_by=row.answer_by,
            today=today_for(now, row.time_zone or house),
        )
        for row in session.execute(_waiting(scope.shape), asked)
    ]


def conversation(session: Session, application: Application) -> Sequence[Question]:
    """All that was asked about that application, with its answers, oldest first."""
    return session.scalars(_OF, {"application": application.id}).all()


def question_of(session: Session, application: Application, ref: str) -> Question | None:
    """That question, if it was asked about that application."""
    return session.scalar(_ONE, {"ref": ref, "application": application.id})
