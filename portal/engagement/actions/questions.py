"""Questions of candidates: asked at any time, answered by whoever answers for the application."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import calendar
from portal.engagement.events import QuestionAnswered, QuestionAsked
from portal.engagement.models import Answer, Question, QuestionKind
from portal.hiring.actions import applications, ledger
from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.hiring.promises import today_for
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate

WORDS_AT_MOST = 2000
ANSWER_AT_MOST = 5000
ANSWERED_WITHIN = 1
"""Business days."""
WAITING_AT_MOST = 10
"""Unanswered ones of one application: more would bury the ones that matter."""
_OWN = select(Application).where(
    Application.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate")
)
_WAITING = select(Question).where(
    Question.application_id == bindparam("application"), Question.settled_at.is_(None)
)


def ask(session: Session, candidate_id: int, ref: str, *, words: str) -> Question:
    """Put a question about that application to whoever answers for it, who answers within a
    business day. The same words once more, while they wait, are the same question.

    Raises Missing; Refusal without words, or while too many wait.
    """
    application = held(session, candidate_id, ref)
    waiting = those_waiting(session, application)
    for known in waiting:
        if known.words == words and known.kind is QuestionKind.QUESTION:
            return known
    _check(words, len(waiting))
    line = noted("You asked a question")
    question = asked(session, application, Question(words=words), line=line)
    trail.record(session, trail.CANDIDATE, "question.asked", subject=question.ref)
    events.emit(session, QuestionAsked(question.id))
    return question


def answer(
    session: Session, question: Question, by: Teammate, *, words: str, seen: int | None = None
) -> Answer:
    """Answer it, in words that the candidate reads as they are. A second answer adds to the first.

    The same words by the same teammate once more change nothing. Raises Refusal without words, or
    where somebody else answered since `seen` answers were there.
    """
    before = _held(session, question)
    for known in before[-1:]:
        if (known.by_id, known.words) == (by.id, words):
            return known
    if not words:
        raise Refusal(_("Write an answer."))
    if seen is not None and seen != len(before):
        raise Refusal(
            _("Somebody answered meanwhile. Read it, then send yours if it is still needed.")
        )
    said = Answer(question_id=question.id, words=words, at=clock.now(), by_id=by.id)
    session.add(said)
    question.settled_at = question.settled_at or clock.now()
    line = noted("We answered your question")
    session.add(_line(question.application_id, TimelineKind.HUMAN, line, by_id=by.id))
    session.flush()
    session.expire(question, ["answers"])
    trail.record(session, by.ref, "question.answered", subject=question.ref)
    events.emit(session, QuestionAnswered(said.id))
    return said


def settle(session: Session, question: Question, by: Teammate) -> None:
    """It needs no answer: a thank-you, or it was talked over. Nobody is mailed. A second time does
    nothing. Raises Refusal for what has to be confirmed or put right.
    """
    _held(session, question)
    if question.settled_at is not None:
        return
    if question.kind is QuestionKind.TOLD:
        raise Refusal(_("Confirm it, or put it right: they wait to hear which."))
    question.settled_at = clock.now()
    trail.record(session, by.ref, "question.settled", subject=question.ref)
    session.flush()


def held(session: Session, candidate_id: int, ref: str) -> Application:
    """That application, if it is this candidate's, with nobody else at it. Raises Missing."""
    application = session.scalar(_OWN, {"ref": ref, "candidate": candidate_id})
    if application is None:
        raise Missing
    applications.hold(session, application)
    return application


def those_waiting(session: Session, application: Application) -> Sequence[Question]:
    """What waits for an answer about that application."""
    return session.scalars(_WAITING, {"application": application.id}).all()


def _check(words: str, waiting: int) -> None:
    if not words:
        raise Refusal(_("Write your question."))
    if len(words) > WORDS_AT_MOST:
        raise Refusal(_("That is too long for a question."))
    if waiting >= WAITING_AT_MOST:
        raise Refusal(_("Several of your questions wait for an answer. Those come first."))


def asked(session: Session, application: Application, question: Question, *, line: str) -> Question:
    """Write that question of theirs down, which is answered within a business day, and that line
    of "so far"; the caller holds the application.
    """
    question.application_id = application.id
    question.asked_at = clock.now()
    today = today_for(question.asked_at, ledger.zone_of(session, application))
    question.answer_by = calendar(session).after(today, ANSWERED_WITHIN)
    session.add(question)
    session.add(_line(application.id, TimelineKind.CANDIDATE, line))
    session.flush()
    return question


def _held(session: Session, question: Question) -> list[Answer]:
    """Nobody else answers meanwhile; the answers there are. The application is held first, as by
    everybody, so that nobody waits in a ring.
    """
    applications.hold(session, question.application)
    session.refresh(question, with_for_update=True)
    session.expire(question, ["answers"])
    return list(question.answers)


def _line(
    application_id: int, kind: TimelineKind, words: str, *, by_id: int | None = None
) -> TimelineEntry:
    return TimelineEntry(
        application_id=application_id, kind=kind, **kept(words), at=clock.now(), by_id=by_id
    )
