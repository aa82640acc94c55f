"""Other times: the candidate can't make it to an interview, and says when they can."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, ledger
from portal.hiring.events import OtherTimesProposed
from portal.hiring.models import (
    Application,
    ProposalResult,
    Step,
    StepKind,
    StepProposal,
    TimelineEntry,
    TimelineKind,
)
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.kept import Moment, Place, kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted

WORDS_AT_MOST = 2000
FAR = timedelta(days=731)
"""Nobody plans further ahead than that."""
_STEP_FOR = (
    select(Step)
    .join(Application, Application.id == Step.application_id)
    .where(Step.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate"))
)
_IS_WAITING = StepProposal.settled_at.is_(None)
_WAITING = select(StepProposal).where(StepProposal.step_id == bindparam("step"), _IS_WAITING)
_ALL_WAITING = (
    select(StepProposal)
    .join(Step, Step.id == StepProposal.step_id)
    .where(Step.application_id == bindparam("application"), _IS_WAITING)
)


@dataclass(frozen=True)
class OtherTimes:
    """What was proposed: two moments, aware, and perhaps words."""

    first: datetime
    second: datetime
    words: str = ""


def propose(session: Session, candidate_id: int, ref: str, *, times: OtherTimes) -> None:
    """The candidate can't make it to that interview: the team is told when they can, and nothing
    moves by itself. The same once more does nothing; others take the place of the first ones.

    Raises Missing; Refusal where there is nothing ahead to move, or the times are none.
    """
    step = step_for(session, candidate_id, ref)
    application = session.get_one(Application, step.application_id)
    applications.hold(session, application)
    _check(step, application, times)
    waiting = session.scalar(_WAITING, {"step": step.id})
    if waiting is not None and _as_said(waiting) == times:
        return
    settle(session, step, ProposalResult.REPLACED)
    proposal = StepProposal(
        step_id=step.id,
        first_at=times.first,
        second_at=times.second,
        words=times.words,
        made_at=clock.now(),
    )
    session.add(proposal)
    session.add(_line(application, step, times, zone=ledger.zone_of(session, application)))
    application.version += 1
    session.flush()
    trail.record(session, trail.CANDIDATE, "step.other_times", subject=step.ref)
    events.emit(session, OtherTimesProposed(application.id, proposal.id))


def step_for(session: Session, candidate_id: int, ref: str) -> Step:
    """The step of that ref, if it is this candidate's. Raises Missing."""
    step = session.scalar(_STEP_FOR, {"ref": ref, "candidate": candidate_id})
    if step is None:
        raise Missing
    return step


def settle(session: Session, step: Step, result: ProposalResult) -> None:
    """What waits about that step is answered. The caller holds the application."""
    _settle(session.scalars(_WAITING, {"step": step.id}).all(), result)
    session.flush()


def settle_all(session: Session, application: Application) -> None:
    """A word was given: whatever waits about its steps is answered by it. The caller holds it."""
    found = session.scalars(_ALL_WAITING, {"application": application.id}).all()
    _settle(found, ProposalResult.WORD)
    session.flush()


def _settle(found: Sequence[StepProposal], result: ProposalResult) -> None:
    for proposal in found:
        proposal.settled_at, proposal.result = clock.now(), result


def _check(step: Step, application: Application, times: OtherTimes) -> None:
    now = clock.now()
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if step.kind is not StepKind.INTERVIEW or step.cancelled_at is not None:
        raise Refusal(_("There is no time to change here."))
    if step.starts_at < now:
        raise Refusal(_("Its time is over."))
    if min(times.first, times.second) < now:
        raise Refusal(_("Both times have to lie ahead."))
    if max(times.first, times.second) > now + FAR:
        raise Refusal(_("That is too far ahead: plan for the next two years."))
    if len({times.first, times.second, step.starts_at}) < 3:  # noqa: PLR2004  three, all different
        raise Refusal(_("Propose two different times, and not the one that is planned."))


def _as_said(proposal: StepProposal) -> OtherTimes:
    return OtherTimes(proposal.first_at, proposal.second_at, proposal.words)


def _line(application: Application, step: Step, times: OtherTimes, *, zone: str) -> TimelineEntry:
    return TimelineEntry(
        application_id=application.id,
        kind=TimelineKind.CANDIDATE,
        at=clock.now(),
        **kept(
            noted(
                "Can’t make it: %(title)s. Other times: %(first)s or %(second)s, %(place)s time."
                " %(words)s"
            ),
            title=step.title,
            first=Moment(times.first, zone),
            second=Moment(times.second, zone),
            place=Place(zone),
            words=times.words,
        ),
    )
