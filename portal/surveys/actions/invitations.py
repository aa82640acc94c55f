"""Asking a candidate once, and their no."""

from datetime import timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application, Step, StepKind
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.surveys.actions import rounds, surveys
from portal.surveys.events import InvitationMade
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round
from portal.surveys.queries import invitation_for, is_spent, today

AGAIN_AFTER = timedelta(days=183)
"""Nobody is asked about the same touchpoint twice within half a year."""
AT_MOST_AFTER = timedelta(days=3)
_LASTS = timedelta(hours=1)
"""What an interview without an end is taken to last."""

_ASKED = (
    select(Invitation.id)
    .join(Invitation.round)
    .where(
        Round.touchpoint == bindparam("touchpoint"),
        or_(Invitation.created_at > bindparam("since"), Invitation.said_no_at.is_not(None)),
    )
)
_ASKED_ONE = _ASKED.where(Invitation.candidate_id == bindparam("candidate")).limit(1)
_TOOK_PLACE = select(Step.application_id).where(
    Step.kind == StepKind.INTERVIEW,
    Step.cancelled_at.is_(None),
    or_(
        and_(Step.ends_at <= bindparam("now"), Step.ends_at > bindparam("oldest")),
        and_(
            Step.ends_at.is_(None),
            Step.starts_at <= bindparam("began"),
            Step.starts_at > bindparam("oldest_began"),
        ),
    ),
)
_DUE = (
    select(Application)
    .where(
        Application.id.in_(_TOOK_PLACE),
        Application.introduced_at.is_not(None),
        ~_ASKED.where(Invitation.candidate_id == Application.candidate_id).exists(),
    )
    .order_by(Application.id)
)


def invite_due(session: Session) -> list[Invitation]:
    """Ask everybody whose interview took place in the last three days; run every hour.

    Only what the candidate knows counts: whether they were told how it went on, whatever was
    decided, changes nothing here. Those who may not be asked again yet are left out.
    """
    if not surveys.survey(session, Touchpoint.INTERVIEWED).is_on:
        return []
    moment = clock.now()
    times = {
        "now": moment,
        "oldest": moment - AT_MOST_AFTER,
        "began": moment - _LASTS,
        "oldest_began": moment - AT_MOST_AFTER - _LASTS,
    }
    due = session.scalars(_DUE, {**times, **_asked_since()}).all()
    one_each = {application.candidate_id: application for application in reversed(due)}
    return [invite(session, application) for application in reversed(one_each.values())]


def invite(session: Session, application: Application) -> Invitation:
    """Ask this candidate how the interview was, once, in the round of this quarter.

    Raises Refusal for somebody who was asked in the last six months, or said no.
    """
    asked = {"candidate": application.candidate_id, **_asked_since()}
    if session.scalar(_ASKED_ONE, asked) is not None:
        raise Refusal(_("They were asked not long ago, or said no."))
    invitation = Invitation(
        round_id=rounds.round_at(session, Touchpoint.INTERVIEWED, today(session)).id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        created_at=clock.now(),
    )
    session.add(invitation)
    session.flush()
    trail.record(session, trail.SYSTEM, "survey.invited", subject=invitation.ref)
    events.emit(session, InvitationMade(invitation.id))
    return invitation


def no_thanks(session: Session, candidate_id: int, ref: str) -> None:
    """The candidate would rather not. A second time does nothing.

    Raises Missing, and Refusal where their answer was received already.
    """
    invitation = invitation_for(session, candidate_id, ref)
    if invitation is None:
        raise Missing
    if is_spent(session, invitation):
        raise Refusal(_("We have received your answer already."))
    session.refresh(invitation, with_for_update=True)
    if invitation.said_no_at is not None:
        return
    invitation.said_no_at = clock.now()
    trail.record(session, trail.CANDIDATE, "survey.refused", subject=invitation.ref)
    session.flush()


def ask_after_all(session: Session, candidate_id: int, ref: str) -> None:
    """The candidate takes their no back. A second time does nothing. Raises Missing."""
    invitation = invitation_for(session, candidate_id, ref)
    if invitation is None:
        raise Missing
    session.refresh(invitation, with_for_update=True)
    if invitation.said_no_at is None:
        return
    invitation.said_no_at = None
    trail.record(session, trail.CANDIDATE, "survey.refusal_undone", subject=invitation.ref)
    session.flush()


def _asked_since() -> dict[str, object]:
    return {"touchpoint": Touchpoint.INTERVIEWED, "since": clock.now() - AGAIN_AFTER}
