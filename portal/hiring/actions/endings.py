"""Telling a candidate that we do not go on."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring import notes
from portal.hiring.actions import applications, ledger, updates
from portal.hiring.events import EndingTold
from portal.hiring.models import Application, Ending, TimelineEntry, TimelineKind
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


def tell(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    way: EndingWay,
    words: str,
    seen: int | None = None,
) -> Ending:
    """Say that we do not go on, in words the candidate will read: the close, the page and the
    mail change together.

    Whoever was interviewed gets a note of their own, never a form letter. Raises Refusal without
    a verdict, for empty words, a closed application, or where somebody else changed it since
    `seen`.
    """
    applications.hold(session, application, seen)
    _check(application, way, words)
    ending = _ending(session, application, by, way=way, words=words)
    ledger.keep(session, application)
    application.ending_id = ending.id
    applications.close(session, application, Outcome.NOT_SELECTED)
    word = updates.Word(Status.CLOSED, words, sentence=_("We will not go on with your application"))
    updates.tell(session, application, word, by=by)
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN,
            words=_("Our decision"),
            at=ending.told_at,
            by_id=by.id,
        )
    )
    trail.record(session, by.ref, "ending.told", subject=application.ref)
    session.flush()
    events.emit(session, EndingTold(application.id, ending.id))
    return ending


def _check(application: Application, way: EndingWay, words: str) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed already."))
    if application.verdict() is None:
        raise Refusal(_("Decide first, then tell."))
    if way is EndingWay.MAIL and application.was_interviewed(clock.now()):
        raise Refusal(
            _(
                "%(name)s was interviewed: write a note of your own.",
                name=application.candidate.full_name,
            )
        )
    if way not in (EndingWay.NOTE, EndingWay.MAIL):
        raise Refusal(_("Tell them by a note or a mail."))
    if application.status in (Status.OFFER, Status.JOINING):
        raise Refusal(_("There is an offer. Take it back first."))
    notes.check_words(words)


def _ending(
    session: Session, application: Application, by: Teammate, *, way: EndingWay, words: str
) -> Ending:
    ending = Ending(
        application_id=application.id, way=way, words=words, told_at=clock.now(), by_id=by.id
    )
    session.add(ending)
    session.flush()
    return ending
