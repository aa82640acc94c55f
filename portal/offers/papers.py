"""The one PDF of an offer: attached while it is drafted, sent with it, read by its candidate."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, undefer

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.models import Application
from portal.offers import drafts, pdf
from portal.offers.models import Offer, OfferFile
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_WITH_CONTENT = select(OfferFile).options(undefer(OfferFile.content))
_OF_DRAFT = _WITH_CONTENT.join(Offer, Offer.id == OfferFile.offer_id).where(
    Offer.application_id == bindparam("application"), Offer.state == OfferState.DRAFT
)


def attach(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    content: bytes,
    seen: int | None = None,
) -> None:
    """Put that PDF beside the draft, in the place of one that was there; it is sent with it. The
    same once more changes nothing.

    Raises Refusal for what is no PDF that a candidate should open, without a draft, or where
    somebody else changed it since `seen`.
    """
    pdf.check(content)
    applications.hold(session, application)
    draft = drafts.draft_of(session, application)
    if draft is None:
        raise Refusal(_("Keep the draft first, then add the PDF to it."))
    if draft.file is not None and draft.file.content == content:
        return
    applications.check_unchanged(application, seen)
    if draft.file is not None:
        session.delete(draft.file)
        session.flush()
    draft.file = OfferFile(content=content, size=len(content), added_at=clock.now())
    application.version += 1
    session.flush()
    trail.record(session, by.ref, "offer.file_added", subject=draft.ref)


def remove(
    session: Session, application: Application, by: Teammate, *, seen: int | None = None
) -> None:
    """Take the PDF away from the draft. A second time does nothing. Raises Refusal where somebody
    else changed it since `seen`.
    """
    applications.hold(session, application)
    draft = drafts.draft_of(session, application)
    if draft is None or draft.file is None:
        return
    applications.check_unchanged(application, seen)
    draft.file = None
    application.version += 1
    session.flush()
    trail.record(session, by.ref, "offer.file_removed", subject=draft.ref)


def file_of_draft(session: Session, application: Application) -> bytes | None:
    """The PDF beside the draft, for the team."""
    found = session.scalar(_OF_DRAFT, {"application": application.id})
    return found.content if found else None
