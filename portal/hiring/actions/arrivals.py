"""Somebody is brought in by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.company.queries import calendar, company
from portal.hiring.actions import applications, candidates
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Application, Candidate, Job, Stage
from portal.hiring.promises import today_for
from portal.plumbing import clock
from portal.plumbing.addresses import address_key
from portal.plumbing.errors import Refusal
from portal.plumbing.text import folded
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

SOURCE = "by hand"
_LOCKED = select(Job.id).where(Job.id == bindparam("id")).with_for_update()
_ALIKE = (
    select(Candidate.full_name)
    .join(Application, Application.candidate_id == Candidate.id)
    .where(
        Application.job_id == bindparam("job"),
        Application.outcome.is_(None),
        or_(
            Candidate.email_key == bindparam("email_key"),
            Candidate.email_key.is_(None) & (Candidate.name_key == bindparam("name_key")),
        ),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Arrival:
    """Who applied, for what, when (a day on the company's calendar).

    `is_another`: a person of their own, though somebody with that address applied already.
    """

    person: NewCandidate
    job: Job
    stage: Stage
    applied_on: date
    is_another: bool = False


def bring_in(
    session: Session, arrival: Arrival, by: Teammate, *, introduce: bool = False
) -> Application:
    """Write candidate and application down; with `introduce`, mail them their link as well.

    Raises Refusal for a day to come, a stage of another job, a job that was deleted meanwhile, or
    where somebody with that address has an open application for that job already, so a double
    click brings nobody in twice.
    """
    if session.scalar(_LOCKED, {"id": arrival.job.id}) is None:
        raise Refusal(_("That job is gone."))
    session.expire_all()
    _check(session, arrival)
    zone = arrival.person.time_zone or company(session).time_zone
    candidate = candidates.add(session, arrival.person)
    new = applications.NewApplication(
        candidate=candidate,
        job=arrival.job,
        stage=arrival.stage,
        applied_at=_moment(session, arrival.applied_on),
        zone=zone,
        owner=by,
        source=SOURCE,
    )
    application = applications.add(session, new, by, calendar=calendar(session))
    session.flush()
    if introduce:
        applications.introduce(session, application, by)
    return application


def _check(session: Session, arrival: Arrival) -> None:
    if arrival.stage.job_id != arrival.job.id:
        raise Refusal(_("That stage belongs to another job."))
    if arrival.job.closed_at is not None:
        raise Refusal(_("That job is closed."))
    if arrival.applied_on > today_for(clock.now(), company(session).time_zone):
        raise Refusal(_("That day is still to come."))
    if not arrival.is_another:
        _check_alike(session, arrival)


def _check_alike(session: Session, arrival: Arrival) -> None:
    person = arrival.person
    alike = session.scalar(
        _ALIKE,
        {
            "job": arrival.job.id,
            "email_key": address_key(person.email) if person.email else "",
            "name_key": "" if person.email else folded(person.full_name),
        },
    )
    if alike is not None:
        raise Refusal(
            _(
                "%(name)s has applied for this job already. If this is another person, say so.",
                name=alike,
            )
        )


def _moment(session: Session, day: date) -> datetime:
    """Noon of that day at the company; the present moment for today."""
    zone = company(session).time_zone
    if day == today_for(clock.now(), zone):
        return clock.now()
    return datetime.combine(day, time(12), ZoneInfo(zone))
