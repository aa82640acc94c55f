"""Somebody who answered with their name was promised that we get back to them."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.plumbing import clock
from portal.surveys.models import NamedResponse
from portal.team.models import Teammate


def got_back(session: Session, response: NamedResponse, by: Teammate) -> None:
    """We did. A second time does nothing, and the first one stands."""
    applications.hold(session, response.invitation.application)
    session.refresh(response)
    if response.answered_at is not None:
        return
    response.answered_at, response.answered_by_id = clock.now(), by.id
    trail.record(session, by.ref, "survey.got_back", subject=response.ref)
    session.flush()
