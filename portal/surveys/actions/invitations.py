"""Asking a candidate once, and their no."""

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Application
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.surveys import waiting
from portal.surveys.actions import rounds, surveys
from portal.surveys.events import InvitationMade
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round
from portal.surveys.queries import invitation_for, is_spent, today

AT_ONCE = 100
"""So many are asked in one transaction: nobody else should wait long for the database."""

_ASKED = (
    select(Invitation.id)
    .join(Invitation.round)
    .where(
        Invitation.candidate_id == bindparam("candidate"),
        Round.touchpoint == bindparam("touchpoint"),
        or_(
            and_(Invitation.created_at > bindparam("since"), Invitation.unreached_at.is_(None)),
            Invitation.said_no_at.is_not(None),
        ),
    )
    .limit(1)
)


def invite_due(session: Session, *, most: int = AT_ONCE) -> list[Invitation]:
    """Ask up to so many of those for whom it is time, at every touchpoint that is switched on; run
    every hour until it finds nobody.

    Only what the candidate knows counts: what was decided and not told changes nothing here. Those
    who may not be asked, or not yet, are left out.
    """
    asked: list[Invitation] = []
    for touchpoint in Touchpoint:
        if surveys.survey(session, touchpoint).is_on:
            for one in waiting.due(session, touchpoint)[: most - len(asked)]:
                application = session.get_one(Application, one.application_id)
                asked.append(invite(session, application, touchpoint=touchpoint))
    return asked


def invite(session: Session, application: Application, *, touchpoint: Touchpoint) -> Invitation:
    """Ask this candidate once how it was, in the round that invites today.

    Raises Refusal for somebody who was asked in the last six months, or said no.
    """
    asked = {
        "candidate": application.candidate_id,
        "touchpoint": touchpoint,
        "since": clock.now() - waiting.AGAIN_AFTER,
    }
    if session.scalar(_ASKED, asked) is not None:
        raise Refusal(_("They were asked not long ago, or said no."))
    into = rounds.round_at(session, touchpoint, today(session))
    into.delivered = Round.delivered + 1
    invitation = Invitation(
        round_id=into.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        created_at=clock.now(),
    )
    session.add(invitation)
    session.flush()
    trail.record(session, trail.SYSTEM, "survey.invited", subject=invitation.ref)
    events.emit(session, InvitationMade(invitation.id))
    return invitation


def reach(session: Session, invitation: Invitation, *, is_reached: bool) -> None:
    """Note that its letter reached nobody, or did after all. A second time does nothing."""
    if is_reached is (invitation.unreached_at is None):
        return
    invitation.unreached_at = None if is_reached else clock.now()
    invitation.round.delivered = Round.delivered + (1 if is_reached else -1)
    action = "survey.reached" if is_reached else "survey.unreached"
    trail.record(session, trail.SYSTEM, action, subject=invitation.ref)
    session.flush()


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
