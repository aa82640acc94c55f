"""What had happened to applications before they came in, for many at once. Nobody is told
anything by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions.steps import Plan
from portal.hiring.events import VerdictReached
from portal.hiring.models import Application, Ending, Step, Verdict
from portal.hiring.stages import CLOSED_BY_US, EndingWay, Outcome, Status
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_TOLD = insert(Ending).returning(Ending.id, sort_by_parameter_order=True)


@dataclass(frozen=True)
class Past:
    """It ended before it came in: which application, how, and when."""

    application_id: int
    ref: str
    outcome: Outcome
    at: datetime


@dataclass(frozen=True)
class Decided:
    """It came in decided, and nobody says they were told; the reason is for the team only."""

    application_id: int
    ref: str
    at: datetime
    reason: str = ""


def close(session: Session, pasts: Sequence[Past], by: Teammate | None) -> None:
    """Close them as history: where we ended it, somebody answers for it that they were told
    elsewhere.
    """
    if not pasts:
        return
    told = [past for past in pasts if past.outcome in CLOSED_BY_US]
    ids = session.scalars(_TOLD, [_ending(past) for past in told]).all() if told else []
    endings = {past.application_id: found for past, found in zip(told, ids, strict=True)}
    closed = [
        {
            "id": past.application_id,
            "status": Status.CLOSED,
            "outcome": past.outcome,
            "closed_at": past.at,
            "ending_id": endings.get(past.application_id),
            "next_word_by": None,
        }
        for past in pasts
    ]
    session.execute(update(Application), closed)
    refs = [past.ref for past in pasts]
    trail.record_all(session, _actor(by), "application.came_closed", subjects=refs)


def decide(session: Session, decided: Sequence[Decided], by: Teammate | None) -> None:
    """Write down that these are decided and untold: the page shows none of it."""
    if not decided:
        return
    rows = [
        {
            "application_id": one.application_id,
            "reason": one.reason,
            "decided_at": one.at,
            "by_id": by.id if by else None,
        }
        for one in decided
    ]
    session.execute(insert(Verdict), rows)
    refs = [one.ref for one in decided]
    trail.record_all(session, _actor(by), "verdict.reached", subjects=refs)
    for one in decided:
        events.emit(session, VerdictReached(one.application_id))


def set_step(
    session: Session,
    application: Application,
    by: Teammate | None,
    *,
    plan: Plan,
    external_id: str | None,
) -> None:
    """An interview that was agreed on elsewhere, or its new time. The introduction will show it.

    Raises Refusal for somebody introduced: what changes now takes a word.
    """
    if application.introduced_at is not None:
        raise Refusal(_("They were introduced: change the step on their page, so that they hear."))
    standing = [step for step in application.steps if step.cancelled_at is None]
    step = next((step for step in standing if step.external_id == external_id), None)
    if step is None:
        step = Step(ref=new_ref(), external_id=external_id, sequence=0)
        application.steps.append(step)
    for name, value in plan.__dict__.items():
        setattr(step, name, value)
    application.interviewed = application.interviewed or plan.starts_at <= clock.now()
    trail.record(session, _actor(by), "step.set", subject=step.ref)


def _ending(past: Past) -> dict[str, object]:
    return {
        "ref": new_ref(),
        "application_id": past.application_id,
        "way": EndingWay.ELSEWHERE,
        "outcome": past.outcome,
        "words": "",
        "written_at": past.at,
        "leaves_at": past.at,
        "told_at": past.at,
    }


def _actor(by: Teammate | None) -> str:
    return by.ref if by else trail.SYSTEM
