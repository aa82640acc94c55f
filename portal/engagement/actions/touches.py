"""Keeping in touch with whoever joins: touches are made from the plan, moved, called off, done."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import calendar
from portal.engagement.joining import known_start
from portal.engagement.models import Touch, TouchResult
from portal.engagement.touch_days import Basis, Planned, TouchBy, TouchFrom, day_of
from portal.engagement.touch_plans import PlanFor, plan_of
from portal.hiring.actions import applications, calls, ledger, updates
from portal.hiring.models import Application, Job
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import JobMember, Teammate
from portal.team.rights import Role

WHY_AT_MOST = 300
_OPEN = (
    select(Touch)
    .where(Touch.application_id == bindparam("application"), Touch.settled_at.is_(None))
    .order_by(Touch.id)
)
_DUE = _OPEN.where(
    Touch.due_on <= bindparam("today"),
    or_(Touch.owner_id.is_(None), Touch.owner_id == bindparam("by")),
)
_CALLED_OFF = (
    select(Touch)
    .where(
        Touch.application_id == bindparam("application"),
        Touch.result == TouchResult.CALLED_OFF,
        Touch.settled_at >= bindparam("since"),
    )
    .order_by(Touch.id)
)
_NEXT = select(func.min(Touch.due_on)).where(
    Touch.application_id == bindparam("application"),
    Touch.settled_at.is_(None),
    Touch.due_on > bindparam("today"),
)
_MANAGER = (
    select(Teammate.id)
    .join(JobMember, JobMember.teammate_id == Teammate.id)
    .where(
        JobMember.job_id == bindparam("job"),
        Teammate.role == Role.HIRING_MANAGER,
        Teammate.disabled_at.is_(None),
        Teammate.password_hash.is_not(None),
    )
    .order_by(JobMember.id)
    .limit(1)
)


def begin(session: Session, application: Application) -> None:
    """They said yes: each touch of the plan gets its day and its owner, and the next word is
    promised by the first of them. The caller holds the application.
    """
    today = _today(session, application)
    basis = Basis(today, today, known_start(session, application.id))
    manager, days = manager_of(session, application.job), calendar(session)
    for one in plan_of(session, PlanFor(application.job)).touches:
        touch = Touch(
            application_id=application.id,
            **asdict(one),
            accepted_on=today,
            due_on=day_of(one, basis, days),
            owner_id=manager if one.by is TouchBy.MANAGER else None,
        )
        session.add(touch)
    trail.record(session, trail.SYSTEM, "touches.planned", subject=application.ref)
    session.flush()
    _promise(session, application)
    session.expire(application, ["updates"])
    application.updates[-1].next_word_by = application.next_word_by  # told in this moment, too
    session.flush()


def call_off(session: Session, application_id: int) -> None:
    """They do not join, not any more, or have started: nothing is left to do."""
    found = session.scalars(_OPEN, {"application": application_id}).all()
    for touch in found:
        touch.settled_at, touch.result = clock.now(), TouchResult.CALLED_OFF
    if found:
        ref = found[0].application.ref
        trail.record(session, trail.SYSTEM, "touches.called_off", subject=ref)
    session.flush()


def resume(session: Session, application: Application, *, since: datetime) -> None:
    """They join after all: what was called off from that moment on is to be done again."""
    found = session.scalars(_CALLED_OFF, {"application": application.id, "since": since}).all()
    manager = manager_of(session, application.job)
    for touch in found:
        touch.settled_at = touch.result = None
        touch.owner_id = manager if touch.by is TouchBy.MANAGER else None
    if found:
        trail.record(session, trail.SYSTEM, "touches.resumed", subject=application.ref)
    session.flush()
    _date_anew(session, application)


def move(session: Session, application: Application) -> None:
    """They were just told of a first day: what is counted from it moves, and the next word is
    promised by the next touch.
    """
    if _date_anew(session, application):
        trail.record(session, trail.SYSTEM, "touches.moved", subject=application.ref)
    _promise(session, application)


def say_hello(session: Session, touch: Touch, by: Teammate, *, words: str) -> None:
    """Words of one's own that the candidate reads, by mail too; the next word is promised by the
    next touch. The same person at once again is a double click.

    Raises Refusal without words, where it is settled, and for whoever isn't joining.
    """
    application = _held(session, touch, by, result=TouchResult.SAID)
    if application is None:
        return
    _settle(session, touch, by, result=TouchResult.SAID)
    word = updates.Word(
        Status.JOINING,
        words,
        application.updates[-1].sentence,
        next_word_by(session, application),
    )
    updates.give_held(session, application, by, word=word)


def log_call(session: Session, touch: Touch, by: Teammate, *, words: str, memo: str = "") -> None:
    """We spoke: a line that stands on their page, and one for the team only. No mail.

    Raises Refusal without a line, where it is settled, and for whoever isn't joining.
    """
    application = _held(session, touch, by, result=TouchResult.CALLED)
    if application is None:
        return
    _settle(session, touch, by, result=TouchResult.CALLED)
    spoken = calls.Spoken(words, memo, next_word_by=next_word_by(session, application))
    calls.log(session, application, by, spoken=spoken)


def dismiss(session: Session, touch: Touch, by: Teammate, *, why: str) -> None:
    """It needs nobody; nothing is sent, and no promise moves. Raises Refusal without a reason,
    where it is settled, and for whoever isn't joining.
    """
    if not why:
        raise Refusal(_("Say why, for the team."))
    if _held(session, touch, by, result=TouchResult.DISMISSED) is None:
        return
    touch.why = why
    _settle(session, touch, by, result=TouchResult.DISMISSED)


def spoke(session: Session, application_id: int, *, by_id: int, result: TouchResult) -> None:
    """Somebody gave them a word, however: what is due now and is theirs, or nobody's in particular,
    is done by it.
    """
    application = session.get_one(Application, application_id)
    whose = {
        "application": application_id,
        "today": _today(session, application),
        "by": by_id,
    }
    for touch in session.scalars(_DUE, whose).all():
        _settle(session, touch, session.get_one(Teammate, by_id), result=result)


def next_word_by(session: Session, application: Application) -> date:
    """By when whoever joins hears next: the next touch, at the latest a week before the start."""
    usual = ledger.default_date(
        session, application, Status.JOINING, starts_on=known_start(session, application.id)
    )
    today, days = _today(session, application), calendar(session)
    ahead = session.scalar(_NEXT, {"application": application.id, "today": today})
    if ahead is None:
        return usual
    # its day may have become a day off since it was planned, and nothing is promised for one
    return min(usual, max(days.before(ahead), days.after(today, 1)))


def _promise(session: Session, application: Application) -> None:
    """The next touch may be sooner than what was promised in this transaction."""
    due = next_word_by(session, application)
    if application.next_word_by is not None and due < application.next_word_by:
        ledger.come_sooner(session, application, due)


def _held(
    session: Session, touch: Touch, by: Teammate, *, result: TouchResult
) -> Application | None:
    """The application; None where the same person did the same this moment."""
    application = touch.application
    applications.hold(session, application)
    if touch.settled_at is not None:
        is_twice = (touch.settled_by_id, touch.result) == (by.id, result)
        if is_twice and clock.is_just_now(touch.settled_at):
            return None
        raise Refusal(_("That is settled already. Look at what is new."))
    if not application.is_open() or application.status is not Status.JOINING:
        raise Refusal(_("They are not joining at the moment."))
    return application


def _settle(session: Session, touch: Touch, by: Teammate, *, result: TouchResult) -> None:
    touch.settled_at, touch.settled_by_id, touch.result = clock.now(), by.id, result
    trail.record(session, by.ref, f"touch.{result.value}", subject=touch.ref)
    session.flush()


def _date_anew(session: Session, application: Application) -> bool:
    """Whether any day moved. What was counted from their yes and is over stays late."""
    today, days = _today(session, application), calendar(session)
    starts_on, moved = known_start(session, application.id), False
    for touch in session.scalars(_OPEN, {"application": application.id}):
        if _is_overdue(touch.planned(), touch.due_on, today):
            continue
        due = day_of(touch.planned(), Basis(today, touch.accepted_on, starts_on), days)
        moved = moved or due != touch.due_on
        touch.due_on = due
    session.flush()
    return moved


def _is_overdue(planned: Planned, due: date | None, today: date) -> bool:
    return planned.counted_from is TouchFrom.YES and due is not None and due < today


def _today(session: Session, application: Application) -> date:
    return today_for(clock.now(), ledger.zone_of(session, application))


def manager_of(session: Session, job: Job) -> int | None:
    """The hiring manager on that job, else its lead."""
    found = session.scalar(_MANAGER, {"job": job.id})
    if found is not None:
        return found
    return job.lead_id if job.lead is not None and job.lead.disabled_at is None else None
