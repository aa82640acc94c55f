"""From a first day, and the wish for another one, to the letters that tell of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.events import (
    FirstDayCalledOff,
    FirstDayOnAgain,
    FirstDayTold,
    StartChangeAsked,
)
from portal.engagement.models import FirstDay, StartChange
from portal.hiring.models import Application
from portal.mail.kinds import Letter
from portal.mail.outbox import cancel
from portal.mail.whom import tell, tell_owner

_ABOUT_IT = (Letter.FIRST_DAY, Letter.FIRST_DAY_CANCELLED)
_FIRST_CHANGE = 1
"""The `sequence` of a first day that was told once and then changed."""


def told(session: Session, event: FirstDayTold) -> None:
    """When, and who meets them. What waits to be said of it is not said any more."""
    application = session.get_one(Application, event.application_id)
    day = session.get_one(FirstDay, event.first_day_id)
    cancel(session, day.ref, _ABOUT_IT, problem="It changed again before this left.")
    tell(session, application, Letter.FIRST_DAY, subject=day.ref, nth=day.sequence)


def called_off(session: Session, event: FirstDayCalledOff) -> None:
    """It will not take place; nothing is said to whoever never heard of it."""
    application = session.get_one(Application, event.application_id)
    day = session.get_one(FirstDay, event.first_day_id)
    unsaid = cancel(session, day.ref, [Letter.FIRST_DAY], problem="It is off before this left.")
    if day.sequence > _FIRST_CHANGE or not unsaid:
        tell(session, application, Letter.FIRST_DAY_CANCELLED, subject=day.ref, nth=day.sequence)


def on_again(session: Session, event: FirstDayOnAgain) -> None:
    """When, and who meets them; nothing is said to whoever never heard that it was off."""
    application = session.get_one(Application, event.application_id)
    day = session.get_one(FirstDay, event.first_day_id)
    letters = [Letter.FIRST_DAY_CANCELLED]
    if not cancel(session, day.ref, letters, problem="It is on again."):
        tell(session, application, Letter.FIRST_DAY, subject=day.ref, nth=day.sequence)


def change_asked(session: Session, event: StartChangeAsked) -> None:
    """Whoever answers for the application reads it at once."""
    application = session.get_one(Application, event.application_id)
    change = session.get_one(StartChange, event.change_id)
    tell_owner(session, application, Letter.TEAM_START_CHANGE, subject=change.ref)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (FirstDayTold, told),
    (FirstDayCalledOff, called_off),
    (FirstDayOnAgain, on_again),
    (StartChangeAsked, change_asked),
)
