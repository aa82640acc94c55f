"""A first day is off where they do not join, and on again where they do after all: calendars that
hold it follow.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.events import FirstDayCalledOff, FirstDayOnAgain
from portal.engagement.joining import ever_planned, first_day_of, waiting_change
from portal.engagement.models import ChangeResult
from portal.hiring.models import Application
from portal.hiring.stages import Status
from portal.offers.queries import latest_told_offer
from portal.plumbing import clock, events


def call_off(session: Session, application_id: int) -> None:
    """They do not join, or not any more. A second time does nothing. The caller holds the
    application.
    """
    day = first_day_of(session, application_id)
    if day is None:
        return
    day.called_off_at = clock.now()
    day.sequence += 1
    trail.record(session, trail.SYSTEM, "first_day.called_off", subject=day.ref)
    session.flush()
    events.emit(session, FirstDayCalledOff(application_id, day.id))


def resume(session: Session, application: Application) -> None:
    """They join after all: what was planned since their offer holds again."""
    day, offer = ever_planned(session, application.id), latest_told_offer(session, application.id)
    if day is None or day.called_off_at is None or application.status is not Status.JOINING:
        return
    if offer is None or offer.sent_at is None or day.set_at < offer.sent_at:
        return
    day.called_off_at = None
    day.sequence += 1
    trail.record(session, trail.SYSTEM, "first_day.resumed", subject=day.ref)
    session.flush()
    events.emit(session, FirstDayOnAgain(application.id, day.id))


def forget(session: Session, application_id: int, *, before: datetime) -> None:
    """Let go what was planned, and wished, before that moment (aware): it was about another
    offer.
    """
    day, wish = first_day_of(session, application_id), waiting_change(session, application_id)
    if day is not None and day.set_at < before:
        call_off(session, application_id)
    if wish is not None and wish.made_at < before:
        wish.settled_at, wish.result = clock.now(), ChangeResult.REPLACED
    session.flush()
