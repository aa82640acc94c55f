"""Deciding not to go on: internal, and taken back without a trace outside."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, endings
from portal.hiring.events import VerdictReached
from portal.hiring.models import Application, Verdict
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


def decide(
    session: Session,
    application: Application,
    by: Teammate | None,
    *,
    reason: str = "",
    seen: int | None = None,
) -> Verdict:
    """Decide not to go on; `reason` is for the team only. Cancels no step, moves no promise,
    stops no reminder.

    Raises Refusal where it is closed or decided already, or somebody else changed it since
    `seen`.
    """
    applications.hold(session, application, seen)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if application.verdict() is not None:
        raise Refusal(_("That is decided already. Tell the candidate, or take it back."))
    verdict = Verdict(
        application_id=application.id,
        reason=reason,
        decided_at=clock.now(),
        by_id=by.id if by else None,
    )
    session.add(verdict)
    application.version += 1
    actor = by.ref if by else trail.SYSTEM
    trail.record(session, actor, "verdict.reached", subject=application.ref)
    session.flush()
    events.emit(session, VerdictReached(application.id))
    return verdict


def take_back(session: Session, application: Application, by: Teammate) -> None:
    """Undo an untold decision, and with it the words that wait to tell it. Raises Refusal where
    there is none, or where it was told.
    """
    applications.hold(session, application)
    verdict = application.verdict()
    if verdict is None or not application.is_open():
        raise Refusal(_("There is no untold decision to take back."))
    endings.stop(session, application, by)
    verdict.taken_back_at = clock.now()
    application.version += 1
    trail.record(session, by.ref, "verdict.taken_back", subject=application.ref)
    session.flush()
