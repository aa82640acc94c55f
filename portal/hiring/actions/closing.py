"""Closing a job: whoever waits for a word is told first, the job closes last."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application, Ending, Job
from portal.hiring.stages import Outcome, Status
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_JOB = (
    select(Job)
    .where(Job.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_WAITS = (Application.outcome.is_(None), Application.status != Status.JOINING)
"""Whoever accepted has their word, and goes on after the job is closed."""
_HAS_OFFER = select(
    exists().where(
        Application.job_id == bindparam("job"),
        Application.outcome.is_(None),
        Application.status == Status.OFFER,
    )
)
_SOMEBODY = select(exists().where(Application.job_id == bindparam("job"), *_WAITS))
_HELD = select(
    exists().where(
        Application.job_id == bindparam("job"),
        Ending.application_id == Application.id,
        Ending.outcome == Outcome.JOB_CLOSED,
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
    )
)
_EMPTIED = (
    select(Job.id)
    .where(
        Job.closing_at.is_not(None),
        Job.closed_at.is_(None),
        ~exists().where(Application.job_id == Job.id, *_WAITS),
    )
    .order_by(Job.id)
)


def close(session: Session, job: Job, by: Teammate) -> None:
    """Begin to close the job: from now on whoever is open may be told that it closes, and it is
    closed once nobody in it waits for a word, which may be at once. Nothing outside changes.

    Raises Refusal where it closes already, or an offer waits for its answer.
    """
    job = _held(session, job)
    if job.closing_at is not None:
        raise Refusal(_("This job is being closed already."))
    if session.scalar(_HAS_OFFER, {"job": job.id}):
        raise Refusal(
            _("An offer is open. Wait for the answer, or take the offer back, before you close.")
        )
    job.closing_at = clock.now()
    trail.record(session, by.ref, "job.closing", subject=job.ref)
    session.flush()
    _close_if_empty(session, job, by.ref)


def keep_open(session: Session, job: Job, by: Teammate) -> None:
    """Do not close it after all. Raises Refusal where it is not being closed, or words that say
    that it closes wait to leave.
    """
    job = _held(session, job)
    if job.closing_at is None or job.closed_at is not None:
        raise Refusal(_("This job is not being closed, or is closed already."))
    if session.scalar(_HELD, {"job": job.id}):
        raise Refusal(_("Words that say so wait to leave. Take them back first."))
    job.closing_at = None
    trail.record(session, by.ref, "job.kept_open", subject=job.ref)
    session.flush()


def reopen(session: Session, job: Job, by: Teammate) -> None:
    """Take people into a closed job again. Whoever was told an end stays told: nothing changes for
    them. Raises Refusal where it is not closed.
    """
    job = _held(session, job)
    if job.closed_at is None:
        raise Refusal(_("This job is open already."))
    job.closing_at = job.closed_at = None
    trail.record(session, by.ref, "job.reopened", subject=job.ref)
    session.flush()


def close_emptied(session: Session) -> None:
    """Close the jobs that are being closed and in which nobody waits any more."""
    for job_id in session.scalars(_EMPTIED).all():
        job = session.scalars(_JOB, {"id": job_id}).one()
        if job.closing_at is not None and job.closed_at is None:
            _close_if_empty(session, job, trail.SYSTEM)


def _held(session: Session, job: Job) -> Job:
    return session.scalars(_JOB, {"id": job.id}).one()


def _close_if_empty(session: Session, job: Job, actor: str) -> None:
    if session.scalar(_SOMEBODY, {"job": job.id}):
        return
    job.closed_at = clock.now()
    trail.record(session, actor, "job.closed", subject=job.ref)
    session.flush()
