"""Jobs and what their stages say to candidates."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import calendar, company
from portal.hiring.models import Job, Stage
from portal.hiring.promises import REFUSE_AFTER, check_date, today_for
from portal.hiring.stages import MAPPED, Status
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_LOCKED = select(Job.id).where(Job.id == bindparam("id")).with_for_update()
DEFAULT_STAGES: tuple[tuple[str, Status | None], ...] = (
    ("Received", Status.RECEIVED),
    ("Review", Status.IN_REVIEW),
    ("Interviews", Status.INTERVIEWING),
    ("Decision", Status.DECIDING),
    ("On hold", Status.ON_HOLD),
)


@dataclass(frozen=True)
class NewJob:
    """A job to be opened, with its stages in order; an unmapped stage has None for its status."""

    title: str
    location: str = ""
    public_url: str = ""
    external_id: str | None = None
    lead: Teammate | None = None
    everyone_by: date | None = None
    first_word_days: int | None = None
    stages: tuple[tuple[str, Status | None], ...] = field(default=DEFAULT_STAGES)


def add(session: Session, new: NewJob, by: Teammate | None) -> Job:
    """Open a job. Raises Refusal without a title, for stages that are none, or for a first word
    that can't be promised.
    """
    if not new.title:
        raise Refusal(_("A job needs a title."))
    if new.public_url and not new.public_url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))
    _check_stages(new)
    _check_first_word(session, new)
    job = Job(
        ref=new_ref(),
        title=new.title,
        location=new.location,
        public_url=new.public_url,
        external_id=new.external_id,
        lead=new.lead,
        everyone_by=new.everyone_by,
        first_word_days=new.first_word_days,
        created_at=clock.now(),
    )
    job.stages = [
        Stage(ref=new_ref(), name=name, position=position, status=status, sentence="")
        for position, (name, status) in enumerate(new.stages)
    ]
    session.add(job)
    session.flush()
    trail.record(session, by.ref if by else trail.SYSTEM, "job.added", subject=job.ref)
    return job


def add_stage(
    session: Session, job: Job, *, name: str, status: Status | None, by: Teammate | None = None
) -> Stage:
    """One more stage at the end of the job's pipeline. Raises Refusal without a name, where the
    job has a stage of that name, or for a status that no stage may have.
    """
    session.flush()
    session.execute(_LOCKED, {"id": job.id})
    session.refresh(job, ["stages"])
    _check_stage(name, status, [stage.name for stage in job.stages])
    stage = Stage(ref=new_ref(), name=name, position=len(job.stages), status=status, sentence="")
    job.stages.append(stage)
    trail.record(session, by.ref if by else trail.SYSTEM, "job.mapped", subject=job.ref)
    session.flush()
    return stage


def map_stage(
    session: Session,
    stage: Stage,
    by: Teammate | None,
    *,
    status: Status | None,
    sentence: str = "",
) -> None:
    """Say what candidates in that stage read from the next update on; what was told stays as it
    was told. Raises Refusal for a status that no stage may have.
    """
    _check_status(status)
    stage.status, stage.sentence = status, sentence
    trail.record(session, by.ref if by else trail.SYSTEM, "job.mapped", subject=stage.job.ref)
    session.flush()


def _check_stages(new: NewJob) -> None:
    if not new.stages:
        raise Refusal(_("A job needs at least one stage."))
    for position, (name, status) in enumerate(new.stages):
        _check_stage(name, status, [before for before, _status in new.stages[:position]])


def _check_stage(name: str, status: Status | None, known: Collection[str]) -> None:
    if not name:
        raise Refusal(_("A stage needs a name."))
    if name in known:
        raise Refusal(_("This job has a stage of that name."))
    _check_status(status)


def _check_status(status: Status | None) -> None:
    if status is not None and status not in MAPPED:
        raise Refusal(
            _("A stage can’t be mapped to that: offers and endings have acts of their own.")
        )


def _check_first_word(session: Session, new: NewJob) -> None:
    if new.first_word_days is not None and not 1 <= new.first_word_days <= REFUSE_AFTER:
        raise Refusal(
            _("The first word comes after between 1 and %(most)d working days.", most=REFUSE_AFTER)
        )
    if new.everyone_by is not None:
        today = today_for(clock.now(), company(session).time_zone)
        check_date(new.everyone_by, Status.RECEIVED, today=today, calendar=calendar(session))
