"""Notes that are to be written, one after the other: of a job, or all of one's own."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.models import Application
from portal.hiring.queries.jobs import job_by_ref
from portal.hiring.queries.untold import NoteDue, my_notes, notes_of
from portal.team.rights import Act
from portal.web.recruiter.access import actor, may
from portal.web.recruiter.found import found_job
from portal.web.session import db

bp = Blueprint("notes", __name__)
MINE = "mine"


@dataclass(frozen=True)
class Queue:
    """A queue of notes, and where in it one is."""

    key: str
    """What is carried from page to page: `mine`, or the ref of a job."""
    left: int
    """How many are to be written, this one included."""
    next_ref: str
    """Whose comes after this one; empty after the last."""

    @property
    def address(self) -> str:
        """The page of the whole queue."""
        if self.key == MINE:
            return url_for("recruiter.notes.mine")
        return url_for("recruiter.notes.of_job", ref=self.key)

    @property
    def next_address(self) -> str:
        """On to the next one, or back to the queue after the last."""
        if not self.next_ref:
            return self.address
        return url_for("recruiter.endings.write", ref=self.next_ref, queue=self.key)


@bp.get("/jobs/<ref>/notes")
def of_job(ref: str) -> ResponseReturnValue:
    """Those of one job."""
    job = found_job(ref, Act.TELL)
    return render_template(
        "recruiter/notes/of_job.html", job=job, notes=notes_of(db(), job), key=job.ref
    )


@bp.get("/notes/")
def mine() -> ResponseReturnValue:
    """Those of everybody one answers for."""
    return render_template("recruiter/notes/mine.html", notes=my_notes(db(), actor()), key=MINE)


def queue_at(application: Application) -> Queue | None:
    """The queue this page was reached in, if it was, seen from that application."""
    key = request.values.get("queue", "")
    notes = _notes(key)
    if notes is None:
        return None
    refs = [note.ref for note in notes]
    place = refs.index(application.ref) + 1 if application.ref in refs else 0
    later = [ref for ref in refs[place:] + refs[:place] if ref != application.ref]
    return Queue(key, len(refs), later[0] if later else "")


def _notes(key: str) -> list[NoteDue] | None:
    if key == MINE:
        return my_notes(db(), actor())
    job = job_by_ref(db(), actor(), key) if key else None
    return notes_of(db(), job) if job is not None and may("tell", job.id) else None
