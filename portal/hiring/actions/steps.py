"""Interviews, tasks and documents ahead of a candidate."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, proposals
from portal.hiring.events import StepCancelled, StepChanged, StepSet
from portal.hiring.models import (
    Application,
    ProposalResult,
    Step,
    StepKind,
    TimelineEntry,
    TimelineKind,
)
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate

YEARS = range(1970, 2200)
"""What can be told in every zone, and in every calendar program."""
REACHES_SOMEBODY = re.compile(r"\S[@\uff20]\S|(?:\d[\s().\-/]*){6}")
"""A mail address, or a telephone number."""


@dataclass(frozen=True)
class Plan:
    """What is ahead: `starts_at` and `ends_at` are aware, `time_zone` is the IANA zone it is
    spoken of in.
    """

    kind: StepKind
    title: str
    starts_at: datetime
    ends_at: datetime | None
    time_zone: str
    who: str = ""
    place: str = ""
    url: str = ""
    preparation: str = ""


def local_moment(day_and_time: datetime, zone: str) -> datetime:
    """That wall-clock time (naive) in that IANA zone, in UTC. Raises Refusal for a time that
    doesn't exist there, as in the hour that is left out in spring, or in a year nobody means.
    """
    if day_and_time.year not in YEARS:
        raise Refusal(_("That is not a day we can plan for."))
    moment = day_and_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != day_and_time:
        raise Refusal(_("The clocks change that night: this time does not exist there."))
    return moment


def is_twice(day_and_time: datetime, zone: str) -> bool:
    """Whether the clock there shows that time (naive) twice, as in the hour that comes again in
    autumn: `local_moment` takes the earlier one.
    """
    first, again = (
        day_and_time.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)
    )
    return first is not None and again is not None and first > again


def set_step(
    session: Session,
    application: Application,
    by: Teammate | None,
    *,
    plan: Plan,
    seen: int | None = None,
) -> Step:
    """Put something ahead of the candidate; they are mailed it with a calendar file. Raises
    Refusal, also where somebody else changed the application since `seen`.
    """
    applications.hold(session, application, seen)
    _check(application, plan)
    step = Step(application_id=application.id, timed_at=clock.now(), **plan.__dict__)
    session.add(step)
    application.version += 1
    session.flush()
    trail.record(session, _actor(by), "step.set", subject=step.ref)
    events.emit(session, StepSet(application.id, step.id))
    return step


def change(
    session: Session, step: Step, by: Teammate, *, plan: Plan, seen: int | None = None
) -> None:
    """Give it another time, place or people; calendars that hold it move it. Raises Refusal,
    also where somebody else changed the application since `seen`.
    """
    application = _application(session, step)
    applications.hold(session, application, seen)
    _check(application, plan)
    _check_ahead(step)
    if plan.starts_at != step.starts_at:
        step.timed_at = clock.now()
    for name, value in plan.__dict__.items():
        setattr(step, name, value)
    step.sequence += 1
    application.version += 1
    proposals.settle(session, step, ProposalResult.CHANGED)
    session.flush()
    trail.record(session, by.ref, "step.changed", subject=step.ref)
    events.emit(session, StepChanged(application.id, step.id))


def cancel(session: Session, step: Step, by: Teammate, *, seen: int | None = None) -> None:
    """It will not take place; calendars that hold it drop it. Raises Refusal, also where
    somebody else changed the application since `seen`.
    """
    application = _application(session, step)
    applications.hold(session, application, seen)
    _check_ahead(step)
    _cancel(session, application, step, actor=by.ref)


def call_off(session: Session, application: Application, *, actor: str) -> None:
    """Cancel all that lies ahead in an application that has just ended, whoever ended it; the
    caller holds the application.
    """
    for step in application.steps:
        if step.cancelled_at is None and step.done_at is None and step.starts_at >= clock.now():
            _cancel(session, application, step, actor=actor)


def bring_back(session: Session, application: Application, *, since: datetime) -> None:
    """The end that came at `since` is undone: what it called off and still lies ahead is on again.
    The caller holds the application.
    """
    for step in application.steps:
        if step.cancelled_at and step.cancelled_at >= since and step.starts_at >= clock.now():
            step.cancelled_at = None
            step.sequence += 1
            application.version += 1
            session.flush()
            trail.record(session, trail.CANDIDATE, "step.restored", subject=step.ref)
            events.emit(session, StepSet(application.id, step.id))


def mark_done(session: Session, candidate_id: int, ref: str) -> None:
    """The candidate did a task or sent a document. A second time does nothing. Raises Missing,
    Refusal.
    """
    step = proposals.step_for(session, candidate_id, ref)
    applications.hold(session, _application(session, step))
    if step.done_at is not None:
        return
    if step.kind is StepKind.INTERVIEW or step.cancelled_at is not None:
        raise Refusal(_("There is nothing to tick off here."))
    step.done_at = clock.now()
    session.add(
        TimelineEntry(
            application_id=step.application_id,
            kind=TimelineKind.CANDIDATE,
            **kept(noted("Done: %(title)s"), title=step.title),
            at=step.done_at,
        )
    )
    trail.record(session, trail.CANDIDATE, "step.done", subject=step.ref)
    session.flush()


def mark_undone(session: Session, step: Step, by: Teammate, *, seen: int | None = None) -> None:
    """What the candidate ticked off is not done after all: it is ahead of them again, and they are
    told. Raises Refusal, also where somebody else changed the application since `seen`.
    """
    application = _application(session, step)
    applications.hold(session, application, seen)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if step.done_at is None:
        raise Refusal(_("It is not ticked off."))
    _check_ahead(step)
    step.done_at = None
    step.sequence += 1
    application.version += 1
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.FACT,
            **kept(noted("Not done yet: %(title)s"), title=step.title),
            at=clock.now(),
            by_id=by.id,
        )
    )
    trail.record(session, by.ref, "step.undone", subject=step.ref)
    session.flush()
    events.emit(session, StepChanged(application.id, step.id))


def _cancel(session: Session, application: Application, step: Step, *, actor: str) -> None:
    step.cancelled_at = clock.now()
    step.sequence += 1
    application.version += 1
    proposals.settle(session, step, ProposalResult.CANCELLED)
    session.flush()
    trail.record(session, actor, "step.cancelled", subject=step.ref)
    events.emit(session, StepCancelled(application.id, step.id))


def _check(application: Application, plan: Plan) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if not plan.title:
        raise Refusal(_("Say what it is."))
    if REACHES_SOMEBODY.search(plan.who):
        raise Refusal(
            _("Names only, with whom it is: mail addresses and telephone numbers stay inside.")
        )
    if plan.ends_at is not None and plan.ends_at < plan.starts_at:
        raise Refusal(_("It ends before it starts."))
    if (plan.ends_at or plan.starts_at) > clock.now() + proposals.FAR:
        raise Refusal(_("That is too far ahead: plan for the next two years."))
    if plan.url and not plan.url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))


def _check_ahead(step: Step) -> None:
    if step.cancelled_at is not None:
        raise Refusal(_("It was cancelled already."))
    if step.starts_at < clock.now():
        raise Refusal(_("Its time is over."))


def _application(session: Session, step: Step) -> Application:
    return session.get_one(Application, step.application_id)


def _actor(by: Teammate | None) -> str:
    return by.ref if by else trail.SYSTEM
