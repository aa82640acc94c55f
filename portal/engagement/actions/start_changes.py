"""Something changed: a joiner asks to start on another day."""

from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import calendar
from portal.engagement.actions.questions import ANSWERED_WITHIN
from portal.engagement.events import StartChangeAsked
from portal.engagement.joining import known_start, waiting_change
from portal.engagement.models import ChangeResult, StartChange
from portal.hiring.actions import applications, ledger
from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted

WORDS_AT_MOST = 2000
FAR = timedelta(days=731)
"""Nobody plans further ahead than that."""
_OWN = select(Application).where(
    Application.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate")
)


def ask(
    session: Session, candidate_id: int, ref: str, *, starts_on: date, words: str = ""
) -> StartChange:
    """Ask to start on that day; nothing moves before somebody of the team agrees. The same once
    more is the same; another one takes its place.

    Raises Missing; Refusal for whoever isn't joining, and for a day that is over, too far ahead or
    theirs already.
    """
    application = session.scalar(_OWN, {"ref": ref, "candidate": candidate_id})
    if application is None:
        raise Missing
    applications.hold(session, application)
    check_joining(application)
    waiting = waiting_change(session, application.id)
    if waiting is not None and (waiting.starts_on, waiting.words) == (starts_on, words):
        return waiting
    check_day(session, application, starts_on)
    if starts_on == known_start(session, application.id):
        raise Refusal(_("That is your first day already."))
    if waiting is not None:
        waiting.settled_at, waiting.result = clock.now(), ChangeResult.REPLACED
        session.flush()
    change = _asked(session, application, starts_on=starts_on, words=words)
    trail.record(session, trail.CANDIDATE, "start.change_asked", subject=change.ref)
    events.emit(session, StartChangeAsked(application.id, change.id))
    return change


def check_joining(application: Application) -> None:
    """Raise Refusal for whoever isn't joining."""
    if not application.is_open() or application.status is not Status.JOINING:
        raise Refusal(_("There is no first day to speak of at the moment."))


def check_day(session: Session, application: Application, day: date) -> None:
    """Raise Refusal for a day on which nobody can begin."""
    today = today_for(clock.now(), ledger.zone_of(session, application))
    if day < today:
        raise Refusal(_("That day is over: a first day lies ahead."))
    if day > today + FAR:
        raise Refusal(_("That is too far ahead: plan for the next two years."))


def _asked(
    session: Session, application: Application, *, starts_on: date, words: str
) -> StartChange:
    now = clock.now()
    today = today_for(now, ledger.zone_of(session, application))
    change = StartChange(
        application_id=application.id,
        starts_on=starts_on,
        words=words,
        made_at=now,
        answer_by=calendar(session).after(today, ANSWERED_WITHIN),
    )
    session.add(change)
    line = kept(noted("You asked to start on another day"))
    session.add(
        TimelineEntry(application_id=application.id, kind=TimelineKind.CANDIDATE, **line, at=now)
    )
    application.version += 1
    session.flush()
    return change
