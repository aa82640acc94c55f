"""Calls to a candidate: we spoke, or did not reach them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, endings, ledger, proposals, updates
from portal.hiring.events import CallLogged
from portal.hiring.models import Application, Call, Ending, Memo, TimelineEntry, TimelineKind
from portal.hiring.stages import EndingWay, Outcome
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


@dataclass(frozen=True)
class Spoken:
    """What was said: `words` for the candidate to read again, `memo` for the team only."""

    words: str
    memo: str = ""
    next_word_by: date | None = None
    """A new date that was given; without one the old promise stands as it is."""
    about_the_role: bool = False
    """Whether it was an interview by another name."""


def log(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    spoken: Spoken,
    seen: int | None = None,
) -> Call:
    """Write down that somebody spoke with the candidate, with a line that stands on their page.
    Together with a next date it keeps the promise and makes the next one. Nothing is mailed.

    Raises Refusal without a line, for a date that is no promise, or where somebody else changed
    the application since `seen`.
    """
    applications.hold(session, application, seen)
    if not spoken.words:
        raise Refusal(_("Write a line about it that they will read."))
    if spoken.next_word_by is not None:
        _promise(session, application, by, words=spoken.words, due=spoken.next_word_by)
    proposals.settle_all(session, application)
    call = _noted(session, application, by, was_reached=True)
    _line(session, application, by, words=spoken.words, is_told=True)
    _memo(session, application, by, words=spoken.memo)
    application.interviewed = application.interviewed or spoken.about_the_role
    application.version += 1
    trail.record(session, by.ref, "call.logged", subject=application.ref)
    session.flush()
    events.emit(session, CallLogged(application.id, call.id))
    return call


def missed(session: Session, application: Application, by: Teammate) -> Call:
    """Write down that nobody was reached: for the team only, and no contact. The same at once again
    is a double click, and stays one.
    """
    applications.hold(session, application)
    for known in application.calls[-1:]:
        if (known.by_id, known.was_reached) == (by.id, False) and clock.is_just_now(known.at):
            return known
    call = _noted(session, application, by, was_reached=False)
    _line(session, application, by, words=_("Called, and did not reach them."), is_told=False)
    trail.record(session, by.ref, "call.missed", subject=application.ref)
    session.flush()
    return call


def tell_ending(  # noqa: PLR0913  each says one thing of what was said
    session: Session,
    application: Application,
    by: Teammate,
    *,
    words: str,
    memo: str = "",
    outcome: Outcome | None = None,
    seen: int | None = None,
) -> Ending:
    """We said on the phone that we do not go on: the line for the candidate is told at once, the
    memo never. `outcome` is how it closes, where that is not what comes by itself. Raises Refusal
    for whatever writing an ending refuses.
    """
    applications.hold(session, application, seen)
    outcome = outcome or application.ends_as()
    ending = endings.write(
        session, application, by, way=EndingWay.CALL, words=words, outcome=outcome
    )
    _noted(session, application, by, was_reached=True)
    _memo(session, application, by, words=memo)
    session.flush()
    return ending


def _promise(
    session: Session, application: Application, by: Teammate, *, words: str, due: date
) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed: no next word can be promised."))
    if application.introduced_at is None:
        raise Refusal(_("Introduce them first: they have no page to find the date on."))
    ledger.check(session, application, due, status=application.status)
    ledger.keep(session, application)
    sentence = application.updates[-1].sentence
    word = updates.Word(application.status, words, sentence, due)
    updates.tell(session, application, word, by=by)


def _noted(session: Session, application: Application, by: Teammate, *, was_reached: bool) -> Call:
    call = Call(application_id=application.id, was_reached=was_reached, at=clock.now(), by_id=by.id)
    session.add(call)
    return call


def _line(
    session: Session, application: Application, by: Teammate, *, words: str, is_told: bool
) -> None:
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN if is_told else TimelineKind.FACT,
            words=words,
            is_told=is_told,
            at=clock.now(),
            by_id=by.id,
        )
    )


def _memo(session: Session, application: Application, by: Teammate, *, words: str) -> None:
    if words:
        memo = Memo(application_id=application.id, words=words, at=clock.now(), by_id=by.id)
        session.add(memo)
