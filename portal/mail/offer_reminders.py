"""The word before an offer may lapse: on a working morning two days or more before its answer-by
date, where the candidate is. Found by that date, put once for each offer.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar, local_day
from portal.company.queries import calendar, company
from portal.hiring.models import Application, Candidate
from portal.hiring.queries.real import IS_REAL
from portal.mail.due import not_put, putting
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage
from portal.mail.wordings import is_off
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock

JOB = "offer-reminders"
_BEFORE = timedelta(days=2)
_AT = time(9)
_A_DAY = timedelta(days=1)
_AHEAD = timedelta(days=14)
"""No reminder leaves earlier than that before its date, however many holidays there are."""
_IS_DECIDED = (
    select(Decision.id)
    .where(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None))
    .correlate(Offer)
    .exists()
)
_SOON = (
    select(
        Offer.ref,
        Offer.answer_by,
        Offer.sent_at,
        Offer.application_id,
        Application.candidate_id,
        Candidate.time_zone,
    )
    .join(Application, Application.id == Offer.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(
        Offer.answer_by >= bindparam("first"),
        Offer.answer_by <= bindparam("last"),
        Offer.state == OfferState.SENT,
        ~_IS_DECIDED,
        Application.next_word_by.is_not(None),
        Candidate.email.is_not(None),
        IS_REAL,
    )
    .order_by(Offer.answer_by, Offer.id)
)


def due(session: Session) -> list[NewMessage]:
    """The reminders that are due now and were not put yet."""
    if is_off(session, Letter.OFFER_REMINDER):
        return []
    house, days = company(session).time_zone, calendar(session)
    today = local_day(clock.now(), house)
    asked = {"first": today - _A_DAY, "last": today + _AHEAD}
    wanted = [
        _message(row)
        for row in session.execute(_SOON, asked)
        if _is_due(row.answer_by, row.sent_at, row.time_zone or house, days=days)
    ]
    return not_put(session, wanted)


def _is_due(answer_by: date, sent_at: datetime, zone: str, *, days: Calendar) -> bool:
    """Whether the morning has come, and the date not yet; not where they have just read it."""
    now, there = clock.now(), ZoneInfo(zone)
    morning = datetime.combine(days.before(answer_by - _BEFORE), _AT, there)
    return sent_at <= morning - _A_DAY and morning <= now and local_day(now, zone) < answer_by


def _message(row: Any) -> NewMessage:
    return NewMessage(
        letter=Letter.OFFER_REMINDER,
        purpose=f"{Letter.OFFER_REMINDER.value}:{row.ref}:0",
        candidate_id=row.candidate_id,
        application_id=row.application_id,
        subject=row.ref,
    )


work = putting(due)
