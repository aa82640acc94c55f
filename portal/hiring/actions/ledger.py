"""The ledger of promises: made, settled, never erased. Called by whoever tells a candidate
something.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.company import queries as company
from portal.hiring import promises
from portal.hiring.models import Application, Job, Promise, Stage, Step, StepKind
from portal.hiring.models.ledger import ASKED_LONGER
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import Status
from portal.plumbing import clock

_IN_ONE_ACT = timedelta(seconds=1)
_OPEN = select(Promise).where(
    Promise.application_id == bindparam("application"), Promise.settled_at.is_(None)
)
_LAST_KEPT = (
    select(func.max(Promise.id))
    .where(Promise.application_id == bindparam("application"), Promise.result == PromiseResult.KEPT)
    .scalar_subquery()
)
_EXTENSIONS = select(func.count()).where(
    Promise.application_id == bindparam("application"),
    ASKED_LONGER,
    Promise.id > func.coalesce(_LAST_KEPT, 0),
)
_LAST_STEP = select(func.max(Step.starts_at)).where(
    Step.application_id == bindparam("application"),
    Step.kind == StepKind.INTERVIEW,
    Step.cancelled_at.is_(None),
)


def zone_of(session: Session, application: Application) -> str:
    """The IANA zone in which this candidate's days end: theirs, or the company's where unknown."""
    return application.candidate.time_zone or company.company(session).time_zone


def promise(session: Session, application: Application, due: date) -> None:
    """Promise a word by that day. One promise stands open at a time: settle the old one first."""
    session.add(Promise(application_id=application.id, due_on=due, made_at=clock.now()))
    session.flush()


def keep(session: Session, application: Application, *, as_extended: bool = False) -> bool:
    """A word was given now: the open promise is kept (or extended) if its day isn't over, missed
    otherwise; whether it was missed.
    """
    in_time = PromiseResult.EXTENDED if as_extended else PromiseResult.KEPT
    standing = _settle(session, application, in_time)
    if standing is None:
        return False
    standing.asked_longer = as_extended
    session.flush()
    return standing.result is PromiseResult.MISSED


def come_sooner(session: Session, application: Application, due: date) -> None:
    """The word that was promised just now comes sooner. Only in the transaction that promised it,
    so that nobody has read the later day.
    """
    application.next_word_by = due
    standing = session.scalar(_OPEN, {"application": application.id})
    if standing is not None:
        standing.due_on = due
    session.flush()


def extensions(session: Session, application_id: int) -> int:
    """How often this candidate was told that we need longer, since a word was kept."""
    return session.scalar(_EXTENSIONS, {"application": application_id}) or 0


def end(session: Session, application: Application) -> None:
    """The candidate closed or answered: nothing more is due, unless it was late already."""
    _settle(session, application, PromiseResult.ENDED)


def default_date(
    session: Session,
    application: Application,
    status: Status,
    *,
    answer_by: date | None = None,
    starts_on: date | None = None,
) -> date:
    """The date of the next word for that status, where nobody says another."""
    zone = zone_of(session, application)
    last = session.scalar(_LAST_STEP, {"application": application.id})
    stage = application.stage
    basis = promises.Basis(
        today=promises.today_for(clock.now(), zone),
        days=own_days(application.job, stage, status),
        everyone_by=application.job.everyone_by,
        last_step=promises.today_for(last, zone) if last else None,
        answer_by=answer_by,
        starts_on=starts_on,
    )
    return promises.default_date(status, basis, company.calendar(session))


def own_days(job: Job, stage: Stage, status: Status) -> int | None:
    """The stage's own number of business days in that status, else the job's until the first word,
    for whoever waits for it.
    """
    days = stage.days if stage.status is status else None
    return days or first_word_days(job, status)


def first_word_days(job: Job, status: Status) -> int | None:
    """The job's own number of business days until the first word, for whoever waits for it."""
    return job.first_word_days if status in promises.FIRST_WORD else None


def date_or_default(session: Session, application: Application, due: date | None) -> date:
    """That date while it is still ahead, else the default one."""
    today = promises.today_for(clock.now(), zone_of(session, application))
    if due is not None and due >= today:
        return due
    return default_date(session, application, application.status)


def due_again(session: Session, application: Application, *, answered_at: datetime) -> date:
    """The date after a candidate's Undo: the one that stood when they answered, at `answered_at`
    (aware), or the next business day.
    """
    stood = [one.due_on for one in application.promises if _stood(one, answered_at)]
    today = promises.today_for(clock.now(), zone_of(session, application))
    return promises.back_again(stood[0] if stood else None, today, company.calendar(session))


def check(session: Session, application: Application, due: date, *, status: Status) -> None:
    """Raise Refusal for a date that can't be promised."""
    today = promises.today_for(clock.now(), zone_of(session, application))
    promises.check_date(due, status, today=today, calendar=company.calendar(session))


def check_for_all(session: Session, due: date) -> None:
    """Raise Refusal for a date that nobody can be promised, by the company's day."""
    today = promises.today_for(clock.now(), company.company(session).time_zone)
    calendar = company.calendar(session)
    promises.check_date(due, Status.IN_REVIEW, today=today, calendar=calendar)


def _stood(promise: Promise, moment: datetime) -> bool:
    """Whether the candidate's answer of that moment, or a later one, ended it: a word of ours would
    have kept it.
    """
    is_ended = promise.result in (PromiseResult.ENDED, PromiseResult.MISSED)
    settled_at = promise.settled_at
    return is_ended and settled_at is not None and settled_at >= moment - _IN_ONE_ACT


def _settle(session: Session, application: Application, in_time: PromiseResult) -> Promise | None:
    """The promise that stood open, if one did."""
    standing = session.scalar(_OPEN, {"application": application.id})
    if standing is None:
        return None
    now = clock.now()
    is_late = promises.is_late(standing.due_on, zone_of(session, application), now)
    standing.result = PromiseResult.MISSED if is_late else in_time
    standing.settled_at = now
    session.flush()
    return standing
