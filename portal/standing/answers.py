"""How an application ended or an offer stands, and what the candidate answered to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from portal.hiring.promises import today_for
from portal.hiring.stages import EndingWay, Outcome
from portal.hiring.undoing import is_undoable, undo_until
from portal.offers.outcomes import OfferOutcome, is_still_theirs, may_undo
from portal.standing import sentences
from portal.standing.views import EndingView, OfferNotice, WithdrawalNotice

AnyRow = Row[*tuple[Any, ...]]


def ending_view(row: AnyRow) -> EndingView | None:
    """What was said at the end; nothing where it was said elsewhere."""
    if not row.ending_words:
        return None
    return EndingView(
        words=row.ending_words,
        by=row.teller or "",
        told_at=row.told_at,
        opening=sentences.opening(row.ending_way, row.outcome, tried_to_call=row.tried_to_call),
        farewell=sentences.farewell(),
        was_called=row.ending_way is EndingWay.CALL,
        is_helpful=row.is_helpful,
        comment=row.comment or "",
        stay_in_touch=bool(row.stay_in_touch),
    )


def offer_notice(row: AnyRow, zone: str, now: datetime) -> OfferNotice | None:
    """That there is an offer, if one was sent; `zone` is the candidate's."""
    if row.offer_ref is None:
        return None
    is_theirs = row.decision is not None and is_still_theirs(
        row.outcome,
        is_job_closed=row.job_closed_at is not None,
        is_told_since=row.told_since,
        is_thanked=row.thanked_at is not None,
    )
    own = is_theirs and may_undo(row.decision, row.decided_at, now)
    return OfferNotice(
        ref=row.offer_ref,
        said_by=row.said_by,
        said_on=row.said_on,
        answer_by=row.answer_by,
        days_left=days_left(row.answer_by, today_for(now, zone)),
        is_answered=row.decision is not None,
        undo_until=undo_until(row.decided_at) if own else None,
        starts_on=row.starts_on if row.decision is OfferOutcome.ACCEPTED else None,
    )


def days_left(answer_by: date | None, today: date) -> int:
    """Until the answer-by date; none while there is nothing to answer."""
    return (answer_by - today).days if answer_by else 0


def withdrawal_notice(row: AnyRow, now: datetime) -> WithdrawalNotice | None:
    """That they withdrew, if that is how it ended."""
    if row.outcome is not Outcome.WITHDRAWN or row.withdrawn_at is None:
        return None
    is_late = not is_undoable(row.withdrawn_at, now) or row.job_closed_at is not None
    return WithdrawalNotice(
        undo_until=None if is_late else undo_until(row.withdrawn_at),
        after_acceptance=row.after_acceptance,
        is_explained=row.reasons_given_at is not None,
    )
