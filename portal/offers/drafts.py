"""An offer that is being written: the team's alone, until it is sent."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.models import Application
from portal.hiring.stages import Status
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.offers.terms import Terms, fill
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_DRAFT = (
    select(Offer)
    .where(Offer.application_id == bindparam("application"), Offer.state == OfferState.DRAFT)
    .options(selectinload(Offer.items))
)


def draft_of(session: Session, application: Application) -> Offer | None:
    """What is being written for that application, if anything is."""
    return session.scalar(_DRAFT, {"application": application.id})


def keep(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    terms: Terms,
    seen: int | None = None,
) -> Offer:
    """Keep what is written so far; whoever opens the form next goes on from there. Nothing outside
    changes.

    Raises Refusal for a closed application, somebody who is joining already, or where somebody
    else changed it since `seen`.
    """
    applications.hold(session, application, seen)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.status is Status.JOINING:
        raise Refusal(_("They are joining already."))
    draft = draft_of(session, application) or _new(application)
    draft.by_id = by.id
    session.add(draft)
    fill(session, draft, terms)
    application.version += 1
    session.flush()
    trail.record(session, by.ref, "offer.drafted", subject=draft.ref)
    return draft


def drop(
    session: Session, application: Application, by: Teammate, *, seen: int | None = None
) -> None:
    """Throw the draft away. A second time does nothing. Raises Refusal where somebody else changed
    it since `seen`.
    """
    applications.hold(session, application)
    draft = draft_of(session, application)
    if draft is None:
        return
    applications.check_unchanged(application, seen)
    trail.record(session, by.ref, "offer.draft_dropped", subject=draft.ref)
    session.delete(draft)
    application.version += 1
    session.flush()


def use_up(session: Session, application: Application, sent: Offer) -> None:
    """It was sent, as it is or otherwise, with the PDF beside it; the caller holds the
    application.
    """
    draft = draft_of(session, application)
    if draft is None:
        return
    if draft.file is not None:
        draft.file.offer = sent
        session.flush()
    session.delete(draft)
    session.flush()


def _new(application: Application) -> Offer:
    return Offer(
        application_id=application.id, state=OfferState.DRAFT, words="", created_at=clock.now()
    )
