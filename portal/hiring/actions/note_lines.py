"""Two lines that somebody on the job is asked for, to help with the note: once, answered once."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.events import NoteLinesAsked
from portal.hiring.models import Application, NoteLines
from portal.hiring.queries.note_facts import lines_asked_of, may_be_asked
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


def ask(session: Session, application: Application, by: Teammate, *, of: Teammate) -> NoteLines:
    """Ask that teammate, by mail. Raises Refusal where they are not on the job, were asked already,
    or the candidate was told meanwhile.
    """
    applications.hold(session, application)
    if not application.is_open():
        raise Refusal(_("This application is closed already."))
    if of.id not in {one.id for one in may_be_asked(session, application)}:
        raise Refusal(_("They are not on this job."))
    if lines_asked_of(session, application, of) is not None:
        raise Refusal(_("%(name)s was asked already.", name=of.name))
    lines = NoteLines(
        application_id=application.id, of_id=of.id, asked_by_id=by.id, asked_at=clock.now()
    )
    session.add(lines)
    trail.record(session, by.ref, "note_lines.asked", subject=application.ref)
    session.flush()
    events.emit(session, NoteLinesAsked(lines.id))
    return lines


def give(session: Session, application: Application, by: Teammate, *, words: str) -> NoteLines:
    """Answer, once. The lines stand beside the note for whoever writes it; the candidate never
    reads them. Raises Missing where nobody asked, Refusal for a second answer or none.
    """
    applications.hold(session, application)
    lines = lines_asked_of(session, application, by)
    if lines is None:
        raise Missing
    if lines.answered_at is not None:
        raise Refusal(_("You have answered already. Thank you."))
    if not words:
        raise Refusal(_("Write something first."))
    lines.words, lines.answered_at = words, clock.now()
    trail.record(session, by.ref, "note_lines.given", subject=application.ref)
    session.flush()
    return lines
