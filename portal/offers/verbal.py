"""Writing down that somebody of ours said "you have the job": from then on the candidate reads it,
and by when the written offer follows.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring import promises
from portal.hiring.actions import applications, ledger, updates
from portal.hiring.models import Application
from portal.hiring.stages import Status
from portal.offers import records
from portal.offers.events import OfferSaid
from portal.offers.models import Offer
from portal.offers.outcomes import WE_WOULD_LIKE_YOU, OfferState
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import Day
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate

NAME_AT_MOST = 120
LONG_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Said:
    """Who said it, as the candidate calls them, and on which day."""

    by: str
    on: date


def say(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    said: Said,
    seen: int | None = None,
) -> Offer:
    """Write a verbal offer down. It promises the written one within three business days.

    Raises Refusal for a closed application, where there is an offer already, without a name or
    for a day that is still to come, or where somebody else changed it since `seen`.
    """
    applications.hold(session, application, seen)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.status in (Status.OFFER, Status.JOINING):
        raise Refusal(_("There is an offer already."))
    check(said, today=promises.today_for(clock.now(), ledger.zone_of(session, application)))
    offer = Offer(
        application_id=application.id,
        state=OfferState.VERBAL,
        said_by=said.by,
        said_on=said.on,
        created_at=clock.now(),
        by_id=by.id,
    )
    session.add(offer)
    ledger.keep(session, application)
    due = ledger.default_date(session, application, Status.OFFER)
    word = updates.Word(Status.OFFER, sentence=WE_WOULD_LIKE_YOU, next_word_by=due)
    updates.tell(session, application, word, by=by)
    line = noted("%(who)s told you on %(day)s that we would like you to join")
    records.note(session, application, line, by=by, who=said.by, day=Day(said.on))
    trail.record(session, by.ref, "offer.said", subject=offer.ref)
    session.flush()
    events.emit(session, OfferSaid(offer.id))
    return offer


def check(said: Said, *, today: date) -> None:
    """Raise Refusal without a name, for a day that is still to come, or one long ago."""
    if not said.by:
        raise Refusal(_("Write who said it."))
    if len(said.by) > NAME_AT_MOST:
        raise Refusal(_("That is too long for a name."))
    if said.on > today:
        raise Refusal(_("That day is still to come."))
    if said.on < today - LONG_AGO:
        raise Refusal(_("That is longer than a year ago."))
