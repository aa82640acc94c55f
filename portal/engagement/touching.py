"""How what happens to offers and applications begins, moves and ends the touches."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.actions import days_off, handing_over, touches
from portal.engagement.events import FirstDayTold, StartConfirmed
from portal.engagement.models import FirstDay, TouchResult
from portal.engagement.touches import touches_owned
from portal.hiring.events import (
    CallLogged,
    EndingTold,
    UpdateGiven,
    WithdrawalUndone,
    Withdrawn,
)
from portal.hiring.models import Application, Call, Update, Withdrawal
from portal.offers.events import AnswerUndone, OfferAccepted
from portal.offers.models import Offer
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.events import LeftJobs, StopsAnswering
from portal.team.models import Teammate


def accepted(session: Session, event: OfferAccepted) -> None:
    """The plan begins. What was planned after an earlier yes is not about this one."""
    offer = session.get_one(Offer, event.offer_id)
    if offer.sent_at is not None:
        days_off.forget(session, offer.application_id, before=offer.sent_at)
    days_off.resume(session, offer.application)
    touches.begin(session, offer.application)


def answer_undone(session: Session, event: AnswerUndone) -> None:
    """They think again: nobody greets them as somebody who joins."""
    _does_not_join(session, session.get_one(Offer, event.offer_id).application_id)


def ended(session: Session, event: Withdrawn | EndingTold) -> None:
    """They do not join."""
    _does_not_join(session, event.application_id)


def started(session: Session, event: StartConfirmed) -> None:
    """They are here."""
    touches.call_off(session, event.application_id)


def withdrawal_undone(session: Session, event: WithdrawalUndone) -> None:
    """They join after all."""
    application = session.get_one(Application, event.application_id)
    since = session.get_one(Withdrawal, event.withdrawal_id).at
    days_off.resume(session, application)
    touches.resume(session, application, since=since)


def first_day_told(session: Session, event: FirstDayTold) -> None:
    """What is counted from it moves, and it is a word of somebody's own."""
    application = session.get_one(Application, event.application_id)
    by_id = session.get_one(FirstDay, event.first_day_id).by_id
    if by_id is not None:
        touches.spoke(session, application.id, by_id=by_id, result=TouchResult.SAID)
    touches.move(session, application)


def update_given(session: Session, event: UpdateGiven) -> None:
    """A word of somebody's own is a touch."""
    by_id = session.get_one(Update, event.update_id).by_id
    if by_id is not None:
        touches.spoke(session, event.application_id, by_id=by_id, result=TouchResult.SAID)


def call_logged(session: Session, event: CallLogged) -> None:
    """So is a call."""
    by_id = session.get_one(Call, event.call_id).by_id
    if by_id is not None:
        touches.spoke(session, event.application_id, by_id=by_id, result=TouchResult.CALLED)


def stops_answering(session: Session, event: StopsAnswering) -> None:
    """Nobody leaves while somebody waits to hear from them. Raises Refusal."""
    if touches_owned(session, event.teammate_id):
        teammate = session.get_one(Teammate, event.teammate_id)
        raise Refusal(
            _("%(name)s still keeps in touch with somebody. Hand that over.", name=teammate.name)
        )


def _does_not_join(session: Session, application_id: int) -> None:
    touches.call_off(session, application_id)
    days_off.call_off(session, application_id)


def left_jobs(session: Session, event: LeftJobs) -> None:
    """What they had to do there somebody else does."""
    teammate = session.get_one(Teammate, event.teammate_id)
    by = session.get_one(Teammate, event.by_id)
    handing_over.leave_jobs(session, teammate, event.job_ids, by=by)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (OfferAccepted, accepted),
    (AnswerUndone, answer_undone),
    (Withdrawn, ended),
    (EndingTold, ended),
    (StartConfirmed, started),
    (WithdrawalUndone, withdrawal_undone),
    (FirstDayTold, first_day_told),
    (UpdateGiven, update_given),
    (CallLogged, call_logged),
    (LeftJobs, left_jobs),
    (StopsAnswering, stops_answering),
)
