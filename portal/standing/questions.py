"""What a candidate asked about one application, and what was answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.engagement.asking import asked_words
from portal.engagement.models import Answer, Question
from portal.hiring.models import Application, Candidate
from portal.hiring.promises import is_late
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.team.models import Teammate

_ASKED = (
    select(
        Question.id,
        Question.words,
        Question.said_by,
        Question.said_on,
        Question.asked_at,
        Question.answer_by,
        Question.settled_at,
        Candidate.time_zone,
        Answer.words.label("answer"),
        Answer.at,
        Teammate.name.label("by"),
    )
    .select_from(Question)
    .join(Application, Application.id == Question.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .outerjoin(Answer, Answer.question_id == Question.id)
    .outerjoin(Teammate, Teammate.id == Answer.by_id)
    .where(Application.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate"))
    .order_by(Question.id, Answer.id)
)


@dataclass(frozen=True)
class AnswerView:
    """What somebody of the team answered; `by` is "" where nobody's name stands for it."""

    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class QuestionView:
    """One question. While it waits, an answer is promised by `answer_by`."""

    words: str
    asked_at: datetime
    answer_by: date
    waits: bool
    is_late: bool
    answers: tuple[AnswerView, ...] = ()


def questions(session: Session, candidate_id: int, ref: str) -> list[QuestionView]:
    """What this candidate asked about that application of theirs, oldest first."""
    now, house = clock.now(), company(session).time_zone
    found: dict[int, QuestionView] = {}
    answers: dict[int, list[AnswerView]] = {}
    for row in rows(session, _ASKED, {"ref": ref, "candidate": candidate_id}):
        waits = row.settled_at is None
        late = waits and is_late(row.answer_by, row.time_zone or house, now)
        words = asked_words(row.words, row.said_by, row.said_on)
        found[row.id] = QuestionView(words, row.asked_at, row.answer_by, waits, late)
        if row.answer:
            said = AnswerView(row.answer, row.at, row.by or "")
            answers.setdefault(row.id, []).append(said)
    return [replace(one, answers=tuple(answers.get(key, ()))) for key, one in found.items()]
