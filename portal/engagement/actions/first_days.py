"""The first day of whoever joins: planned, moved when they ask and we agree."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import company
from portal.engagement.actions import touches
from portal.engagement.actions.start_changes import check_day, check_joining
from portal.engagement.events import FirstDayTold
from portal.engagement.joining import (
    ever_planned,
    first_day_of,
    known_start,
    waiting_change,
)
from portal.engagement.models import ChangeResult, FirstDay, StartChange
from portal.hiring.actions import applications, ledger, updates
from portal.hiring.actions.steps import REACHES_SOMEBODY, local_moment
from portal.hiring.models import Application, TimelineEntry, TimelineKind
from portal.hiring.stages import Status
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate


@dataclass(frozen=True)
class Plan:
    """What the first day looks like: `starts_at` is on a clock in `time_zone`, an IANA zone."""

    starts_on: date
    starts_at: time | None
    time_zone: str
    who: str = ""
    place: str = ""
    map_url: str = ""
    words: str = ""


def plan(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    plan: Plan,
    seen: int | None = None,
) -> FirstDay:
    """Tell a joiner what their first day looks like; calendars that hold it move it. The same once
    more changes nothing.

    Raises Refusal for whoever isn't joining, a day that is over or too far ahead, a time that
    doesn't exist, or where somebody else changed the application since `seen`.
    """
    day = first_day_of(session, application.id)
    if day is not None and _as_planned(day) == plan:
        return day
    applications.hold(session, application, seen)
    check_joining(application)
    check_day(session, application, plan.starts_on)
    _check_plan(plan)
    wish = waiting_change(session, application.id)
    if wish is not None and wish.starts_on == plan.starts_on:
        _settle(session, wish, by, result=ChangeResult.MOVED)
    return _tell(session, application, by, plan=plan)


def confirm_change(
    session: Session, change: StartChange, by: Teammate, *, seen: int | None = None
) -> None:
    """The first day is the one they asked for: it moves, with what is counted from it. A second
    time does nothing. Raises Refusal.
    """
    if change.result is ChangeResult.MOVED:
        return
    application = _held(session, change, seen)
    check_day(session, application, change.starts_on)
    day = first_day_of(session, application.id)
    house = company(session).time_zone
    before = _as_planned(day) if day else Plan(change.starts_on, None, house)
    moved = Plan(**{**asdict(before), "starts_on": change.starts_on})
    _check_plan(moved)
    _settle(session, change, by, result=ChangeResult.MOVED)
    _tell(session, application, by, plan=moved)


def keep_start(
    session: Session,
    change: StartChange,
    by: Teammate,
    *,
    words: str,
    seen: int | None = None,
) -> None:
    """The first day stays where it is, and they read why. A second time does nothing. Raises
    Refusal, also without words.
    """
    if change.result is ChangeResult.KEPT:
        return
    application = _held(session, change, seen)
    due = touches.next_word_by(session, application)
    _settle(session, change, by, result=ChangeResult.KEPT)
    word = updates.Word(Status.JOINING, words, next_word_by=due)
    updates.give_held(session, application, by, word=word)


def _check_plan(plan: Plan) -> None:
    if plan.starts_at is not None:
        local_moment(datetime.combine(plan.starts_on, plan.starts_at), plan.time_zone)
    if REACHES_SOMEBODY.search(plan.who):
        raise Refusal(
            _("Names only, who meets them: mail addresses and telephone numbers stay inside.")
        )
    if plan.map_url and not plan.map_url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))


def _tell(session: Session, application: Application, by: Teammate, *, plan: Plan) -> FirstDay:
    day = ever_planned(session, application.id)
    if day is None:
        day = FirstDay(application_id=application.id, sequence=-1)
    for name, value in asdict(plan).items():
        setattr(day, name, value)
    day.called_off_at = None
    day.sequence, day.set_at, day.by_id = day.sequence + 1, clock.now(), by.id
    session.add(day)
    session.flush()
    _give_word(session, application, by)
    trail.record(session, by.ref, "first_day.planned", subject=day.ref)
    session.flush()
    events.emit(session, FirstDayTold(application.id, day.id))
    return day


def _give_word(session: Session, application: Application, by: Teammate) -> None:
    """What they read of it keeps the promise, and the next one is counted from the first day."""
    ledger.keep(session, application)
    starts_on = known_start(session, application.id)
    due = ledger.default_date(session, application, Status.JOINING, starts_on=starts_on)
    application.next_word_by = due
    application.version += 1
    ledger.promise(session, application, due)
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN,
            **kept(noted("We told you about your first day")),
            at=clock.now(),
            by_id=by.id,
        )
    )


def _held(session: Session, change: StartChange, seen: int | None) -> Application:
    application = change.application
    applications.hold(session, application, seen)
    check_joining(application)
    if change.settled_at is not None:
        raise Refusal(_("That is answered already."))
    return application


def _settle(session: Session, change: StartChange, by: Teammate, *, result: ChangeResult) -> None:
    change.settled_at, change.result, change.by_id = clock.now(), result, by.id
    action = "start.moved" if result is ChangeResult.MOVED else "start.kept"
    trail.record(session, by.ref, action, subject=change.ref)
    session.flush()


def _as_planned(day: FirstDay) -> Plan:
    return Plan(
        day.starts_on,
        day.starts_at,
        day.time_zone,
        day.who,
        day.place,
        day.map_url,
        day.words,
    )
