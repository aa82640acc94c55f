"""Jobs: opened, changed, deleted while nobody ever applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.models import Department
from portal.company.queries import calendar, company
from portal.hiring.models import Application, Job, Stage
from portal.hiring.promises import REFUSE_AFTER, check_date, today_for
from portal.hiring.stage_plans import USUAL, StagePlan, check_all
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import drop
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team import absences
from portal.team.models import JobMember, Teammate

_LOCKED = select(Job.id).where(Job.id == bindparam("id")).with_for_update()
_EVER_APPLIED = select(Application.id).where(Application.job_id == bindparam("job")).limit(1)
_NOBODY_ON_IT = delete(JobMember).where(JobMember.job_id == bindparam("job"))


@dataclass(frozen=True)
class JobFacts:
    """What a team says of a job."""

    title: str
    location: str = ""
    public_url: str = ""
    department: Department | None = None
    lead: Teammate | None = None
    everyone_by: date | None = None
    first_word_days: int | None = None
    is_restricted: bool = False


@dataclass(frozen=True)
class NewJob(JobFacts):
    """A job to be opened, with its stages in order."""

    external_id: str | None = None
    stages: Sequence[StagePlan] = USUAL


def add(session: Session, new: NewJob, by: Teammate | None) -> Job:
    """Open a job. Raises Refusal without a title, for stages that are none, for a lead who left, or
    for a first word that can't be promised.
    """
    check_all(new.stages)
    _hold_lead(session, new.lead)
    job = Job(ref=new_ref(), external_id=new.external_id, created_at=clock.now(), version=1)
    _set(session, job, new)
    job.stages = [
        Stage(ref=new_ref(), position=position, **plan.__dict__)
        for position, plan in enumerate(new.stages)
    ]
    session.add(job)
    session.flush()
    trail.record(session, _actor(by), "job.added", subject=job.ref)
    return job


def change(session: Session, job: Job, by: Teammate, *, facts: JobFacts, seen: int) -> None:
    """Say something else of a job. Its rule for the first word holds for who applies from now on:
    a date that somebody has stays. Raises Refusal as `add`, and where somebody changed the job
    since `seen`.
    """
    _hold_lead(session, facts.lead)
    hold(session, job, seen)
    _set(session, job, facts)
    note(session, job, by, action="job.changed")


def remove(session: Session, job: Job, by: Teammate, *, seen: int) -> None:
    """Delete a job that nobody ever applied for, with its stages. Raises Refusal for any other."""
    hold(session, job, seen)
    if session.scalar(_EVER_APPLIED, {"job": job.id}) is not None:
        raise Refusal(_("Somebody applied for this job, so it stays."))
    session.execute(_NOBODY_ON_IT, {"job": job.id})
    trail.record(session, by.ref, "job.removed", subject=job.ref)
    drop(session, job, otherwise=_("Something was written about this job, so it stays."))


def hold(session: Session, job: Job, seen: int | None = None) -> None:
    """Let nobody else change this job or its stages until the transaction ends, and read it anew.

    `seen` is the version the form was made from. Raises Refusal where somebody changed it since,
    Missing where it is deleted.
    """
    session.flush()
    if session.scalar(_LOCKED, {"id": job.id}) is None:
        raise Missing
    session.refresh(job)
    session.refresh(job, ["stages"])
    if seen is not None and job.version != seen:
        raise Refusal(
            _("Somebody changed this job meanwhile. Look at what is new, then send again.")
        )


def note(session: Session, job: Job, by: Teammate | None, *, action: str) -> None:
    """Write down that a held job was changed: one version, one line of the trail."""
    job.version += 1
    trail.record(session, _actor(by), action, subject=job.ref)
    session.flush()


def _actor(by: Teammate | None) -> str:
    return by.ref if by else trail.SYSTEM


def _hold_lead(session: Session, lead: Teammate | None) -> None:
    """Nobody leaves while a job is given to them; before the job is held, as who leaves does it."""
    if lead is None:
        return
    absences.hold(session, lead.id)
    if lead.disabled_at is not None:
        raise Refusal(_("%(name)s is not on the team any more.", name=lead.name))


def _set(session: Session, job: Job, facts: JobFacts) -> None:
    if not facts.title:
        raise Refusal(_("A job needs a title."))
    if facts.public_url and not facts.public_url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))
    _check_first_word(session, facts, before=job.everyone_by)
    job.title, job.location, job.public_url = facts.title, facts.location, facts.public_url
    job.department, job.lead = facts.department, facts.lead
    job.everyone_by, job.first_word_days = facts.everyone_by, facts.first_word_days
    job.is_restricted = facts.is_restricted


def _check_first_word(session: Session, facts: JobFacts, *, before: date | None) -> None:
    """A date that stood there before may be over by now, and may stay."""
    days = facts.first_word_days
    if days is not None and not 1 <= days <= REFUSE_AFTER:
        raise Refusal(
            _("The first word comes after between 1 and %(most)d working days.", most=REFUSE_AFTER)
        )
    if facts.everyone_by is not None and facts.everyone_by != before:
        today = today_for(clock.now(), company(session).time_zone)
        check_date(facts.everyone_by, Status.RECEIVED, today=today, calendar=calendar(session))
