"""A candidate was told "you have the job", and nothing is written: they say so, and within a
business day we confirm it, which makes it a verbal offer, or put it right in an answer.
"""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.actions import questions
from portal.engagement.events import AssuranceClaimed
from portal.engagement.models import Question, QuestionKind
from portal.hiring.actions import applications, ledger
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.offers import verbal
from portal.offers.models import Offer
from portal.offers.verbal import Said
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate


def claim(session: Session, candidate_id: int, ref: str, *, said: Said, words: str) -> Question:
    """Say that somebody told them they have the job: who, when, and whatever they like to add. One
    waits at a time; said again meanwhile it is the same.

    Raises Missing; Refusal where there is an offer already, it is closed, or for who and when
    that can't be.
    """
    application = questions.held(session, candidate_id, ref)
    for known in questions.those_waiting(session, application):
        if known.kind is QuestionKind.TOLD:
            return known
    _check(session, application, said, words=words)
    question = Question(kind=QuestionKind.TOLD, words=words, said_by=said.by, said_on=said.on)
    line = noted("You wrote that you were told you have the job")
    questions.asked(session, application, question, line=line)
    trail.record(session, trail.CANDIDATE, "assurance.claimed", subject=question.ref)
    events.emit(session, AssuranceClaimed(question.id))
    return question


def confirm(
    session: Session, question: Question, by: Teammate, *, said: Said, seen: int | None = None
) -> Offer:
    """It is so: write the verbal offer down, with who and when as the team knows it.

    Raises Refusal where it was answered already, where somebody else changed the application since
    `seen`, or for whatever a verbal offer refuses.
    """
    applications.hold(session, question.application, seen)
    session.refresh(question, with_for_update=True)
    if question.kind is not QuestionKind.TOLD or question.settled_at is not None:
        raise Refusal(_("That was answered already."))
    offer = verbal.say(session, question.application, by, said=said)
    trail.record(session, by.ref, "assurance.confirmed", subject=question.ref)
    session.flush()
    return offer


def _check(session: Session, application: Application, said: Said, *, words: str) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.status in (Status.OFFER, Status.JOINING):
        raise Refusal(_("It is written down already: look at your page."))
    if len(words) > questions.WORDS_AT_MOST:
        raise Refusal(_("That is too long for a question."))
    verbal.check(said, today=today_for(clock.now(), ledger.zone_of(session, application)))
