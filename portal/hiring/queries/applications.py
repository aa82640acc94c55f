"""One application, as the team sees it: all of its page in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.models import (
    Application,
    Call,
    Candidate,
    Ending,
    Job,
    Promise,
    Stage,
    Step,
    StepProposal,
    Update,
    Verdict,
)
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.proposals import proposals_of
from portal.plumbing import clock
from portal.team.covers import now_away
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

_STANDS = Verdict.taken_back_at.is_(None)
_OF: BindParameter[int] = bindparam("application")
_STAGES = select(Stage).where(Stage.job_id == bindparam("job")).order_by(Stage.position, Stage.id)
_AHEAD = (
    select(Step)
    .where(
        Step.application_id == _OF,
        Step.cancelled_at.is_(None),
        func.coalesce(Step.ends_at, Step.starts_at) >= bindparam("now"),
    )
    .order_by(Step.starts_at, Step.id)
)
_STEP = select(Step).where(Step.ref == bindparam("ref"), Step.application_id == _OF)
_PROMISES = (
    select(Promise.result, func.count())
    .where(Promise.application_id == _OF, Promise.result.is_not(None))
    .group_by(Promise.result)
)
_LATEST = select(Update).where(Update.application_id == _OF).order_by(Update.id.desc()).limit(1)
_VERDICT = (
    select(Verdict.reason, Verdict.decided_at, Teammate.name)
    .outerjoin(Teammate, Teammate.id == Verdict.by_id)
    .where(Verdict.application_id == _OF, _STANDS)
)
_TRIES = (
    select(Call).where(Call.application_id == _OF, ~Call.was_reached).order_by(Call.at, Call.id)
)
_WAITING = (
    select(Ending)
    .where(
        Ending.application_id == _OF,
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
    )
    .options(joinedload(Ending.by))
)


@dataclass(frozen=True)
class Decided:
    """The verdict that stands: for the team only."""

    reason: str
    at: datetime
    by: str | None


@dataclass(frozen=True)
class Other:
    """Another application of the same person."""

    ref: str
    job_title: str
    is_open: bool


@dataclass(frozen=True)
class Cover:
    """Who answers while the owner is away, and the last day of that."""

    name: str
    until: date


@dataclass(frozen=True)
class ApplicationPage:
    """What stands beside an application on its page, its history apart."""

    stages: Sequence[Stage]
    steps: Sequence[Step]
    """Those ahead, with those ticked off before their time."""
    proposals: dict[int, StepProposal]
    """By step: other times that wait for an answer."""
    promises: dict[PromiseResult, int]
    told: Update
    """What the candidate reads now."""
    decided: Decided | None
    tries: Sequence[Call]
    """Calls that did not reach them, the first one first."""
    waiting: Ending | None
    """Words that are written and have not left."""
    others: list[Other]
    cover: Cover | None


@cache
def _one(*, scoped: bool) -> Select[Application]:
    statement = (
        select(Application)
        .where(Application.ref == bindparam("ref"))
        .options(
            joinedload(Application.candidate),
            joinedload(Application.job),
            joinedload(Application.stage),
            joinedload(Application.owner),
            joinedload(Application.ending),
        )
    )
    return statement.where(_seen()) if scoped else statement


@cache
def _others(*, scoped: bool) -> Select[str, str, bool]:
    statement = (
        select(Application.ref, Job.title, Application.outcome.is_(None))
        .join(Job, Job.id == Application.job_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Candidate.id == bindparam("candidate"), Application.id != _OF)
        .order_by(Application.applied_at.desc(), Application.id)
    )
    return statement.where(_seen()) if scoped else statement


def application_by_ref(session: Session, actor: Actor, ref: str) -> Application | None:
    """The application of that ref, if the actor may see its job."""
    seen = jobs_seen(actor)
    values = {"ref": ref, "seen": list(seen or ())}
    return session.scalar(_one(scoped=seen is not None), values)


def application_page(session: Session, actor: Actor, application: Application) -> ApplicationPage:
    """What stands beside that application, which the caller has found for the same actor."""
    seen = jobs_seen(actor)
    of = {
        "application": application.id,
        "job": application.job_id,
        "candidate": application.candidate_id,
        "now": clock.now(),
        "seen": list(seen or ()),
    }
    decided = session.execute(_VERDICT, of).one_or_none()
    results = session.execute(_PROMISES, of)
    away = now_away(session, application.owner_id)
    return ApplicationPage(
        stages=session.scalars(_STAGES, of).all(),
        steps=session.scalars(_AHEAD, of).all(),
        proposals={one.step_id: one for one in proposals_of(session, application)},
        promises={result: count for result, count in results if result is not None},
        told=session.scalars(_LATEST, of).one(),
        decided=None if decided is None else Decided(*decided),
        tries=session.scalars(_TRIES, of).all(),
        waiting=session.scalar(_WAITING, of),
        others=[Other(*row) for row in session.execute(_others(scoped=seen is not None), of)],
        cover=None if away is None else Cover(away.cover.name, away.last_day),
    )


def step_by_ref(session: Session, application: Application, ref: str) -> Step | None:
    """The step of that ref, if it is that application's."""
    return session.scalar(_STEP, {"ref": ref, "application": application.id})


def _seen() -> ColumnElement[bool]:
    return Application.job_id.in_(bindparam("seen", expanding=True))
