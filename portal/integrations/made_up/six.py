"""Six made-up people for a team that tries Candor: one act brings them in, one removes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.audit.models import AuditEntry
from portal.hiring.actions import jobs
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.models.people import IS_MADE_UP, Situation
from portal.integrations.made_up import situations
from portal.integrations.made_up.acts import Person
from portal.integrations.made_up.script import Script
from portal.plumbing import clock, removing
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_NAMES = {
    Situation.RECEIVED: "Noor Said",
    Situation.INTERVIEWING: "Sam Okafor",
    Situation.LATE: "Tomás Rivera",
    Situation.OFFER: "Ken Ito",
    Situation.JOINING: "Sofia Lind",
    Situation.NOT_SELECTED: "Omar Said",
}
_AN_HOUR = timedelta(hours=1)
_THE_SIX = (
    select(Candidate.made_up_as, Candidate.full_name, Application.ref)
    .join(Application, Application.candidate_id == Candidate.id)
    .where(IS_MADE_UP)
)
_IDS = select(Candidate.id).where(IS_MADE_UP).with_for_update()
_THEIR_JOBS = (
    select(Application.job_id)
    .where(Application.candidate_id.in_(bindparam("ids", expanding=True)))
    .distinct()
)
_EMPTY = select(Job.id).where(
    Job.id.in_(bindparam("ids", expanding=True)),
    ~select(Application.id).where(Application.job_id == Job.id).exists(),
)
_LAST_LINE = select(func.max(AuditEntry.id))


@dataclass(frozen=True)
class MadeUp:
    """One of the six, as the list of them says."""

    situation: Situation
    name: str
    application_ref: str


def the_six(session: Session) -> list[MadeUp]:
    """Whoever of them is here."""
    rows = session.execute(_THE_SIX)
    found = {as_what: MadeUp(as_what, name, ref) for as_what, name, ref in rows if as_what}
    return [found[situation] for situation in Situation if situation in found]


def bring_in(session: Session, by: Teammate) -> None:
    """Write six people down, in a job of their own, with a history that led each of them here. They
    are never mailed, asked or counted.

    What they are said to have done never happened: the trail keeps the one line that they were
    made. Raises Refusal where they are here.
    """
    if the_six(session):
        raise Refusal(_("They are here already."))
    title, begun = _("Backend Engineer (made up)"), clock.now()
    last = session.scalar(_LAST_LINE) or 0
    script = Script(begun)
    script.at(70, lambda now: jobs.add(now, jobs.NewJob(title, lead=by), by))
    people = {one: Person(name, title, situation=one) for one, name in _NAMES.items()}
    situations.tell(script, people)
    script.play(session)
    session.flush()
    invented = (AuditEntry.id > last, AuditEntry.at < begun - _AN_HOUR)
    session.execute(delete(AuditEntry).where(*invented))
    trail.record(session, by.ref, "made_up.added", subject="candidates")
    session.flush()


def remove(session: Session, by: Teammate) -> None:
    """Delete them with all that hangs on them, and their job where nobody else is in it. Raises
    Refusal where nobody made up is here.
    """
    ids = session.scalars(_IDS).all()
    if not ids:
        raise Refusal(_("They are gone already."))
    theirs = session.scalars(_THEIR_JOBS, {"ids": ids}).all()
    _let_go_of_endings(session, ids)
    removing.remove(session, Candidate.__table__, ids)
    empty = session.scalars(_EMPTY, {"ids": theirs}).all()
    removing.remove(session, Job.__table__, empty)
    session.expire_all()
    trail.record(session, by.ref, "made_up.removed", subject="candidates")
    session.flush()


def _let_go_of_endings(session: Session, ids: Sequence[int]) -> None:
    """A closed application needs its ending, which needs the application: it is opened to go."""
    session.execute(
        update(Application)
        .where(Application.candidate_id.in_(ids), Application.outcome.is_not(None))
        .values(outcome=None, closed_at=None, ending_id=None, next_word_by=clock.now().date())
    )
