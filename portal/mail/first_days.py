"""From a first day, and the wish for another one, to the letters that tell of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.events import FirstDayTold, StartChangeAsked
from portal.engagement.models import FirstDay, StartChange
from portal.hiring.models import Application
from portal.mail.kinds import Letter
from portal.mail.outbox import cancel
from portal.mail.whom import tell, tell_owner


def told(session: Session, event: FirstDayTold) -> None:
    """When, and who meets them. What waits to be said of it is not said any more."""
    application = session.get_one(Application, event.application_id)
    day = session.get_one(FirstDay, event.first_day_id)
    cancel(session, day.ref, [Letter.FIRST_DAY], problem="It changed again before this left.")
    tell(session, application, Letter.FIRST_DAY, subject=day.ref, nth=day.sequence)


def change_asked(session: Session, event: StartChangeAsked) -> None:
    """Whoever answers for the application reads it at once."""
    application = session.get_one(Application, event.application_id)
    change = session.get_one(StartChange, event.change_id)
    tell_owner(session, application, Letter.TEAM_START_CHANGE, subject=change.ref)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (FirstDayTold, told),
    (StartChangeAsked, change_asked),
)
