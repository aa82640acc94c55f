"""The first day is there, and a person says that they have started: then, and only then, somebody
is hired.
"""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.events import StartConfirmed
from portal.engagement.joining import known_start
from portal.hiring import promises
from portal.hiring.actions import applications, endings, ledger, updates
from portal.hiring.models import Application
from portal.hiring.stages import Outcome, Status
from portal.offers import records
from portal.offers.queries import latest_told_offer
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate


def confirm(
    session: Session, application: Application, by: Teammate, *, seen: int | None = None
) -> None:
    """They have started: the page welcomes them, and its work is done.

    Raises Refusal where nobody is joining, before the first day, or where somebody else changed it
    since `seen`.
    """
    applications.hold(session, application, seen)
    offer = latest_told_offer(session, application.id)
    if not application.is_open() or application.status is not Status.JOINING or offer is None:
        raise Refusal(_("Nobody is joining here."))
    today = promises.today_for(clock.now(), ledger.zone_of(session, application))
    starts_on = known_start(session, application.id)
    if starts_on is not None and starts_on > today:
        raise Refusal(_("The first day is still to come."))
    endings.overtake(session, application)
    ledger.keep(session, application)
    applications.close(session, application, Outcome.HIRED)
    updates.tell(session, application, updates.Word(Status.CLOSED), by=by)
    records.note(session, application, noted("You have started: welcome"), by=by)
    trail.record(session, by.ref, "offer.started", subject=offer.ref)
    session.flush()
    events.emit(session, StartConfirmed(application.id))
