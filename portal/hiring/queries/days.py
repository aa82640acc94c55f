"""Which day it is for whom: a promised day ends at midnight where the candidate is."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import BindParameter, Date, and_, bindparam, case, or_, select

from portal.hiring.models import Application, Candidate
from portal.hiring.promises import today_for

_DAY = timedelta(days=1)


def _day(name: str) -> BindParameter[date]:
    return bindparam(name, type_=Date())


TODAY = case(
    (Candidate.time_zone.in_(bindparam("zones_ahead", expanding=True)), _day("day_after")),
    (Candidate.time_zone.in_(bindparam("zones_behind", expanding=True)), _day("day_before")),
    else_=_day("day"),
)
"""The candidate's day; the statement joins `Candidate` and is given `days(...)`."""
IS_OPEN = Application.outcome.is_(None)
IS_LATE = and_(
    IS_OPEN,
    Application.introduced_at.is_not(None),
    Application.next_word_by < _day("day_after"),  # which an index knows; the next line is the rule
    Application.next_word_by < TODAY,
)

IS_LATE_ALONE = and_(
    IS_OPEN,
    Application.introduced_at.is_not(None),
    Application.next_word_by < _day("day_after"),
    or_(
        Application.next_word_by < _day("day_before"),
        select(Candidate.id)
        .where(Candidate.id == Application.candidate_id, Application.next_word_by < TODAY)
        .correlate(Application)
        .exists(),
    ),
)
"""The same where the statement doesn't join `Candidate`: most are late wherever they are, so that
few people are looked at.
"""


def days(now: datetime, house_zone: str) -> dict[str, object]:
    """What `TODAY` needs: the company's day, and in which zones it is another one now."""
    day = today_for(now, house_zone)
    elsewhere = {name: now.astimezone(zone).date() for name, zone in _zones().items()}
    return {
        "day": day,
        "day_after": day + _DAY,
        "day_before": day - _DAY,
        "zones_ahead": _where(elsewhere, day + _DAY),
        "zones_behind": _where(elsewhere, day - _DAY),
    }


def _where(elsewhere: dict[str, date], day: date) -> list[str]:
    return [zone for zone, theirs in elsewhere.items() if theirs == day]


@cache
def _zones() -> dict[str, ZoneInfo]:
    # Kept, since zoneinfo itself keeps only the last eight and reads the others from disk again.
    return {name: ZoneInfo(name) for name in sorted(available_timezones())}
