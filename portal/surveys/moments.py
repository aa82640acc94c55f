"""What each survey follows, and after how long: facts that the candidate knows, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.engagement.models import FirstDay
from portal.engagement.planned import IS_PLANNED
from portal.hiring.models import Application, Ending, Step, StepKind, Withdrawal
from portal.hiring.stages import EndingWay, Outcome
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome
from portal.surveys.items import Touchpoint

ENDINGS = frozenset({Touchpoint.NOT_SELECTED, Touchpoint.WITHDREW, Touchpoint.DECLINED})
"""Of those nobody is asked who is still active in another application."""
AFTER_THE_END = ENDINGS | {Touchpoint.NEW_HIRE}
"""What is asked about an application that is closed; the others ask about an open one."""
_LASTS = timedelta(hours=1)
"""What an interview without an end is taken to last."""
_A_DAY = timedelta(days=1)
_REMEMBERED = timedelta(days=14)
"""Somebody who applied longer before we introduced ourselves is not asked how applying was."""


@dataclass(frozen=True)
class Delay:
    """How long after it happened somebody is asked: no sooner, and no later."""

    after: timedelta
    until: timedelta


DELAYS: Mapping[Touchpoint, Delay] = {
    Touchpoint.APPLIED: Delay(_A_DAY, 3 * _A_DAY),
    Touchpoint.INTERVIEWED: Delay(timedelta(), 3 * _A_DAY),
    Touchpoint.NOT_SELECTED: Delay(_A_DAY, 3 * _A_DAY),
    Touchpoint.WITHDREW: Delay(_A_DAY, 2 * _A_DAY),
    Touchpoint.DECLINED: Delay(_A_DAY, 2 * _A_DAY),
    Touchpoint.ACCEPTED: Delay(2 * _A_DAY, 3 * _A_DAY),
    Touchpoint.NEW_HIRE: Delay(14 * _A_DAY, 30 * _A_DAY),
}


def _within(moment: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return and_(moment <= bindparam("latest"), moment > bindparam("oldest"))


_TOOK_PLACE = or_(
    _within(Step.ends_at),
    and_(
        Step.ends_at.is_(None),
        Step.starts_at <= bindparam("latest_began"),
        Step.starts_at > bindparam("oldest_began"),
    ),
)


def _answered(outcome: OfferOutcome, ended: ColumnElement[bool]) -> Select[int, datetime]:
    return (
        select(Application.id, Decision.decided_at.label("at"))
        .join(Offer, Offer.application_id == Application.id)
        .join(Decision, Decision.offer_id == Offer.id)
        .where(
            _within(Decision.decided_at),
            Decision.outcome == outcome,
            Decision.taken_back_at.is_(None),
            ended,
        )
    )


def _started(
    day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
) -> Select[*tuple[Any, ...]]:
    return (
        select(Application.id, day.label("at"))
        .join(Offer, Offer.application_id == Application.id)
        .join(Decision, Decision.offer_id == Offer.id)
        .where(
            day <= bindparam("latest_day"),
            day > bindparam("oldest_day"),
            Decision.outcome == OfferOutcome.ACCEPTED,
            Decision.taken_back_at.is_(None),
            Application.outcome == Outcome.HIRED,
        )
    )


_HAS_A_FIRST_DAY = select(FirstDay.id).where(IS_PLANNED).exists()
_STARTED = union_all(
    _started(FirstDay.starts_on).join(FirstDay, IS_PLANNED),
    _started(Offer.starts_on).where(~_HAS_A_FIRST_DAY),
)
"""The first day as it was planned and moved, where nobody planned it as it was offered; apart, so
that each is found by its index."""


TOLD: Mapping[Touchpoint, Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]] = {
    Touchpoint.APPLIED: select(Application.id, Application.introduced_at.label("at")).where(
        _within(Application.introduced_at),
        Application.outcome.is_(None),
        Application.applied_at > bindparam("remembered"),
    ),
    Touchpoint.INTERVIEWED: select(
        Step.application_id.label("id"), func.coalesce(Step.ends_at, Step.starts_at).label("at")
    ).where(Step.kind == StepKind.INTERVIEW, Step.cancelled_at.is_(None), _TOOK_PLACE),
    Touchpoint.NOT_SELECTED: select(Application.id, Ending.told_at.label("at"))
    .join(Ending, Ending.id == Application.ending_id)
    .where(
        _within(Ending.told_at),
        Ending.way != EndingWay.ELSEWHERE,
        Application.outcome == Outcome.NOT_SELECTED,
    ),
    Touchpoint.WITHDREW: select(Withdrawal.application_id.label("id"), Withdrawal.at).where(
        _within(Withdrawal.at), Withdrawal.taken_back_at.is_(None)
    ),
    Touchpoint.DECLINED: _answered(OfferOutcome.DECLINED, Application.outcome == Outcome.DECLINED),
    Touchpoint.ACCEPTED: _answered(OfferOutcome.ACCEPTED, Application.outcome.is_(None)),
    Touchpoint.NEW_HIRE: _STARTED,
}
"""Of each touchpoint, the applications for which it happened within a time, and when."""


def between(oldest: datetime, latest: datetime) -> dict[str, object]:
    """The values for those statements: after `oldest`, up to `latest`, both aware."""
    return {
        "oldest": oldest,
        "latest": latest,
        "oldest_began": oldest - _LASTS,
        "latest_began": latest - _LASTS,
        "oldest_day": oldest.date(),
        "latest_day": latest.date(),
        "remembered": oldest - _REMEMBERED,
    }
