"""From a question and its answer to the letters that tell of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.events import AssuranceClaimed, QuestionAnswered, QuestionAsked
from portal.engagement.models import Answer, Question
from portal.mail.kinds import Letter
from portal.mail.whom import tell, tell_owner


def asked(session: Session, event: QuestionAsked) -> None:
    """Whoever answers for the application reads it at once."""
    question = session.get_one(Question, event.question_id)
    tell_owner(session, question.application, Letter.TEAM_QUESTION, subject=question.ref)


def claimed(session: Session, event: AssuranceClaimed) -> None:
    """Whoever answers for the application reads that something was said, and is not written."""
    question = session.get_one(Question, event.question_id)
    tell_owner(session, question.application, Letter.TEAM_ASSURANCE, subject=question.ref)


def answered(session: Session, event: QuestionAnswered) -> None:
    """The words, in full."""
    answer = session.get_one(Answer, event.answer_id)
    application = session.get_one(Question, answer.question_id).application
    tell(session, application, Letter.ANSWER, subject=answer.ref)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (QuestionAsked, asked),
    (AssuranceClaimed, claimed),
    (QuestionAnswered, answered),
)
