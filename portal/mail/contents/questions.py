"""Letters about questions: to the team that one was asked, to the candidate what we answer."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.engagement.asking import asked_words
from portal.engagement.models import Answer, Question
from portal.mail.contents.basis import Links, Outdated, our_links, view_of, with_page
from portal.mail.contents.team import about
from portal.mail.models import Message
from portal.plumbing.settings import settings

_QUESTION = select(Question).where(Question.ref == bindparam("ref"))
_ANSWER = (
    select(Answer, Question)
    .join(Question, Question.id == Answer.question_id)
    .where(Answer.ref == bindparam("ref"))
    .options(joinedload(Answer.by))
)


def answer(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The question and the answer, both as they were written."""
    found = session.execute(_ANSWER, {"ref": message.subject}).one_or_none()
    if found is None:
        raise Outdated("The answer is gone.")
    said, question = found
    view = view_of(session, message)
    return {
        **with_page(view, links),
        "question": _words_of(session, question),
        "words": said.words,
        "writer": said.by.name if said.by else view.owner,
    }


def team_question(session: Session, message: Message, links: Links) -> dict[str, object]:
    """What a candidate wants to know, and by when. Outdated once it is answered."""
    question = session.scalar(_QUESTION, {"ref": message.subject})
    if question is None or question.settled_at is not None:
        raise Outdated("It was answered before this left.")
    return {
        **about(session, message, links),
        "words": _words_of(session, question),
        "answer_by": question.answer_by,
    }


def _words_of(session: Session, question: Question) -> str:
    """A link that was pasted opens somebody's page: no mail of ours repeats it."""
    words = asked_words(question.words, question.said_by, question.said_on)
    return our_links(settings(session).base_url).sub("(…)", words)
