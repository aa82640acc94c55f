"""Other times that candidates proposed and nobody has answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate, Job, Step, StepProposal
from portal.hiring.promises import FIRST_WORD, today_for
from portal.hiring.queries.days import IS_OPEN
from portal.hiring.queries.due import Rows
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.team.models import Teammate

AT_MOST = 50
_WAITS = (StepProposal.settled_at.is_(None), Step.cancelled_at.is_(None))
_OF = (
    select(StepProposal)
    .join(Step, Step.id == StepProposal.step_id)
    .where(Step.application_id == bindparam("application"), *_WAITS)
)


@dataclass(frozen=True)
class CantMakeIt:
    """A candidate who can't make it to a step, and when they can; `ref` is the application's."""

    ref: str
    version: int
    name: str
    called: str
    job_title: str
    owner: str
    status: Status
    next_word_by: date
    own_days: int | None
    """What the job says of business days until the first word, where that is what they wait for."""
    everyone_by: date | None
    today: date
    """The day it is for the candidate."""
    step_ref: str
    title: str
    starts_at: datetime
    step_on: date
    zone: str
    """The IANA zone in which the step is spoken of."""
    their_zone: str
    times: tuple[datetime, datetime]
    words: str


@cache
def _waiting(shape: frozenset[str]) -> Rows:
    return (
        select(
            Application.ref,
            Application.version,
            Application.status,
            Application.next_word_by,
            Candidate.full_name,
            Candidate.called,
            Candidate.time_zone.label("candidate_zone"),
            Job.title.label("job_title"),
            Job.first_word_days,
            Job.everyone_by,
            Teammate.name.label("owner"),
            Step.ref.label("step_ref"),
            Step.title,
            Step.starts_at,
            Step.time_zone,
            StepProposal.first_at,
            StepProposal.second_at,
            StepProposal.words,
        )
        .select_from(StepProposal)
        .join(Step, Step.id == StepProposal.step_id)
        .join(Application, Application.id == Step.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(Teammate, Teammate.id == Application.owner_id)
        .where(*_WAITS, IS_OPEN, *within(shape))
        .order_by(Step.starts_at, Step.id)
        .limit(AT_MOST)
    )


def cant_make_it(session: Session, scope: Scope) -> list[CantMakeIt]:
    """Who of that scope can't make it and waits for an answer, the soonest first."""
    now, house = clock.now(), company(session).time_zone
    found = session.execute(_waiting(scope.shape), scope.values)
    return [
        CantMakeIt(
            ref=row.ref,
            version=row.version,
            name=row.full_name,
            called=row.called,
            job_title=row.job_title,
            owner=row.owner or "",
            status=row.status,
            next_word_by=row.next_word_by,
            own_days=row.first_word_days if row.status in FIRST_WORD else None,
            everyone_by=row.everyone_by,
            today=today_for(now, row.candidate_zone or house),
            step_ref=row.step_ref,
            title=row.title,
            starts_at=row.starts_at,
            step_on=today_for(row.starts_at, row.candidate_zone or house),
            zone=row.time_zone,
            their_zone=row.candidate_zone or house,
            times=(row.first_at, row.second_at),
            words=row.words,
        )
        for row in found
    ]


def proposals_of(session: Session, application: Application) -> Sequence[StepProposal]:
    """The other times that wait for an answer about steps of that application."""
    return session.scalars(_OF, {"application": application.id}).all()
