"""The team sends a candidate their link again."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application
from portal.links.events import FreshLinkDue
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


def send_again(session: Session, application: Application, by: Teammate) -> None:
    """Mail the candidate a link to their page, once a minute at most. The ones before stay good.

    Raises Refusal without an address, or before the introduction, which brings the first link.
    """
    if not application.candidate.email:
        raise Refusal(_("There is no mail address to write to."))
    if application.introduced_at is None:
        raise Refusal(_("Introduce them first: that mail brings their link."))
    trail.record(session, by.ref, "links.sent", subject=application.candidate.ref)
    session.flush()
    request = f"team-{clock.now():%Y%m%dT%H%M}"
    events.emit(session, FreshLinkDue(application.candidate_id, request))
