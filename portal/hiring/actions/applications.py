"""Applications come in, are introduced, are held while they change, and close."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.calendar import Calendar
from portal.hiring import promises
from portal.hiring.actions import ledger
from portal.hiring.events import Introduced
from portal.hiring.models import (
    Application,
    Candidate,
    Job,
    Memo,
    Stage,
    TimelineEntry,
    TimelineKind,
    Update,
)
from portal.hiring.stages import Outcome, Status, counts_as_interviewed, sentence
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import kept
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate

_YOU_APPLIED = kept(noted("You applied"))
_LOCKED = select(Application.id).where(Application.id == bindparam("id")).with_for_update()


@dataclass(frozen=True)
class NewApplication:
    """Somebody applied. Candidate, job and stage are rows of this session, new ones included.

    `zone` is the IANA zone in which the candidate's day ends.
    """

    candidate: Candidate
    job: Job
    stage: Stage
    applied_at: datetime
    zone: str
    owner: Teammate | None = None
    external_id: str | None = None
    source: str = ""
    next_word_by: date | None = None
    """The date of the first word, where another than the default is wanted."""


def add(
    session: Session, new: NewApplication, by: Teammate | None, *, calendar: Calendar
) -> Application:
    """Bring one application in. It has its date from the first moment; nobody is told anything yet.

    Asks the database nothing; the caller flushes. For a whole file there is `crowds.add`.
    """
    application = Application(
        candidate=new.candidate,
        job=new.job,
        stage=new.stage,
        owner=new.owner,
        **columns(new, calendar),
    )
    application.timeline = [TimelineEntry(**first_line(new))]
    application.updates = [
        Update(**first_update(new, application.status, application.next_word_by))
    ]
    session.add(application)
    actor = by.ref if by else trail.SYSTEM
    trail.record(session, actor, "application.added", subject=application.ref)
    return application


def columns(new: NewApplication, calendar: Calendar) -> dict[str, Any]:
    """What is written down of a new application, besides whose it is and for what."""
    status = new.stage.status or Status.RECEIVED
    return {
        "ref": new_ref(),
        "external_id": new.external_id,
        "source": new.source,
        "applied_at": new.applied_at,
        "status": status,
        "interviewed": counts_as_interviewed(status),
        "next_word_by": new.next_word_by or _first_date(new, status, calendar),
        "version": 1,
    }


def first_line(new: NewApplication) -> dict[str, Any]:
    """The first line of "so far"."""
    return {"kind": TimelineKind.FACT, **_YOU_APPLIED, "at": new.applied_at}


def first_update(new: NewApplication, status: Status, due: date | None) -> dict[str, Any]:
    """What the page shows before anybody gave a word."""
    return {
        "ref": new_ref(),
        "status": status,
        "sentence": new.stage.sentence or sentence(status),
        "next_word_by": due,
        "at": new.applied_at,
    }


def introduce(session: Session, application: Application, by: Teammate | None) -> None:
    """Send the first mail with a link: from now on its date is a promise. A second time does
    nothing.

    A date that is over by now is moved to the default one: nobody was promised the old one.
    Raises Refusal for a closed application or a candidate without an address.
    """
    hold(session, application)
    if application.introduced_at is not None:
        return
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if not application.candidate.email:
        raise Refusal(_("There is no mail address to write to."))
    application.introduced_at = clock.now()
    due = ledger.date_or_default(session, application, application.next_word_by)
    application.next_word_by = application.updates[-1].next_word_by = due
    ledger.promise(session, application, due)
    application.version += 1
    actor = by.ref if by else trail.SYSTEM
    trail.record(session, actor, "application.introduced", subject=application.ref)
    session.flush()
    events.emit(session, Introduced(application.id))


def add_memo(session: Session, application: Application, by: Teammate, *, words: str) -> Memo:
    """Write something down for the team only. The same once more at once is a double click, and
    stays one. Raises Refusal where nothing is written.
    """
    if not words:
        raise Refusal(_("Write something first."))
    hold(session, application)
    for known in application.memos[-1:]:
        if (known.by_id, known.words) == (by.id, words) and clock.is_just_now(known.at):
            return known
    memo = Memo(application_id=application.id, words=words, at=clock.now(), by_id=by.id)
    session.add(memo)
    session.flush()
    trail.record(session, by.ref, "memo.added", subject=application.ref)
    return memo


def hold(session: Session, application: Application, seen: int | None = None) -> None:
    """Let nobody else change this application until the transaction ends, and read it anew.

    `seen` is the version the form was made from. Raises Refusal where somebody changed it since.
    """
    session.execute(_LOCKED, {"id": application.id})
    session.expire_all()
    check_unchanged(application, seen)


def check_unchanged(application: Application, seen: int | None) -> None:
    """Raise Refusal where somebody changed a held application since that version was `seen`."""
    if seen is not None and application.version != seen:
        raise Refusal(
            _("Somebody changed this application meanwhile. Look at what is new, then send again.")
        )


def close(session: Session, application: Application, outcome: Outcome) -> None:
    """End it with that outcome; the caller has told or was told by the candidate, and holds it."""
    ledger.end(session, application)
    application.outcome = outcome
    application.closed_at = clock.now()
    application.next_word_by = None
    application.version += 1


def _first_date(new: NewApplication, status: Status, calendar: Calendar) -> date:
    basis = promises.Basis(
        today=promises.today_for(max(new.applied_at, clock.now()), new.zone),
        days=new.stage.days or ledger.first_word_days(new.job, status),
        everyone_by=new.job.everyone_by,
    )
    return promises.default_date(status, basis, calendar)
