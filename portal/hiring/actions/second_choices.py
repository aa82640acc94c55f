"""Whom we would ask if the first one says no: a mark for the team, and nobody else notices."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.models import Application, SecondChoice
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_STANDING = select(SecondChoice).where(
    SecondChoice.application_id == bindparam("application"), SecondChoice.taken_off_at.is_(None)
)


def mark(session: Session, application: Application, by: Teammate) -> SecondChoice:
    """Mark them as the second choice. Raises Refusal where they are closed, decided, marked
    already, or have an offer themselves.
    """
    applications.hold(session, application)
    _check(application)
    if standing(session, application) is not None:
        raise Refusal(_("They are marked already."))
    choice = SecondChoice(application_id=application.id, marked_at=clock.now(), by_id=by.id)
    session.add(choice)
    trail.record(session, by.ref, "second_choice.marked", subject=application.ref)
    session.flush()
    return choice


def take_off(session: Session, application: Application, by: Teammate) -> None:
    """Take the mark off again. Raises Refusal where there is none."""
    applications.hold(session, application)
    choice = standing(session, application)
    if choice is None:
        raise Refusal(_("They are not marked any more."))
    choice.taken_off_at = clock.now()
    trail.record(session, by.ref, "second_choice.taken_off", subject=application.ref)
    session.flush()


def standing(session: Session, application: Application) -> SecondChoice | None:
    """The mark that stands, while the application is open."""
    if not application.is_open():
        return None
    return session.scalar(_STANDING, {"application": application.id})


def _check(application: Application) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.verdict() is not None:
        raise Refusal(_("It is decided not to go on with them. Take that back first."))
    if application.status in (Status.OFFER, Status.JOINING):
        raise Refusal(_("They have an offer themselves."))
