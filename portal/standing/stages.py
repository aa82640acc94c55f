"""What a candidate would read in a stage of the team's, for whoever decides what that is. The
sentence and the date are worked out as for a real one; nobody is behind it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.company.queries import calendar, company
from portal.hiring.actions.ledger import first_word_days
from portal.hiring.models import Job
from portal.hiring.promises import Basis, default_date, today_for
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Status, sentence
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.standing import sentences
from portal.standing.views import ApplicationView

_FIRST = select(Job).where(Job.closed_at.is_(None)).order_by(Job.created_at, Job.id).limit(1)


def as_read(session: Session, job: Job) -> dict[str, ApplicationView]:
    """What each mapped stage of that job would say, told today, by the stage's ref."""
    return {
        stage.ref: stage_view(session, job, stage.plan(), status=stage.status)
        for stage in job.stages
        if stage.status is not None
    }


def example(session: Session) -> ApplicationView:
    """The page of somebody in interviews, for whoever has never seen one: of the first job there
    is, or of a made-up one.
    """
    job = session.scalar(_FIRST) or Job(title=_("Backend Engineer"), public_url="")
    return stage_view(session, job, StagePlan(""), status=Status.INTERVIEWING)


def stage_view(session: Session, job: Job, plan: StagePlan, *, status: Status) -> ApplicationView:
    """The page of somebody who is told today that they are there."""
    zone = company(session).time_zone
    basis = Basis(
        today=today_for(clock.now(), zone),
        days=plan.days or first_word_days(job, status),
        everyone_by=job.everyone_by,
    )
    return ApplicationView(
        ref="",
        called="",
        zone=zone,
        job_title=job.title,
        job_url=job.public_url,
        status=status,
        sentence=sentences.heading(plan.sentence or sentence(status)),
        words="",
        next_word_by=default_date(status, basis, calendar(session)),
        is_late=False,
        owner=job.lead.name if job.lead else "",
        outcome=None,
        milestones=sentences.marks(status),
    )
