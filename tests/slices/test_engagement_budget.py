from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.company.calendar import Calendar, local_day
from portal.engagement.budget import CLOSES, OPENS, next_allowed
from tests.proof import examples

CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 25)}))
LISBON = "Europe/Lisbon"
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def allowed(moment: datetime, *sent: datetime, zone: str = LISBON) -> datetime:
    return next_allowed(moment, sent, zone=zone, calendar=CALENDAR)


def test_an_extra_leaves_at_once_by_day():
    assert allowed(MONDAY_NOON) == MONDAY_NOON


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-11-23T06:00", "2026-11-23T08:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-27T23:30", "2026-11-30T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),
        ("2026-12-24T21:00", "2026-12-28T08:00"),
    ],
    ids=["too early", "too late", "friday night", "saturday", "before a holiday"],
)
def test_nights_and_days_off_are_left_in_peace(moment, then):
    start = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert allowed(start) == datetime.fromisoformat(then).replace(tzinfo=UTC)


def test_the_day_is_the_candidates_own():
    evening_in_tokyo = allowed(MONDAY_NOON, zone="Asia/Tokyo")

    assert evening_in_tokyo == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert evening_in_tokyo.astimezone(ZoneInfo("Asia/Tokyo")).hour == 8


def test_one_a_day():
    assert allowed(MONDAY_NOON, MONDAY_NOON - timedelta(hours=2)) == datetime(
        2026, 11, 24, 8, 0, tzinfo=UTC
    )


def test_two_in_seven_days():
    sent = (MONDAY_NOON - timedelta(days=6), MONDAY_NOON - timedelta(days=3))

    assert allowed(MONDAY_NOON, *sent) == sent[0] + timedelta(days=7)


def test_what_was_sent_seven_days_ago_counts_no_more():
    sent = (MONDAY_NOON - timedelta(days=7), MONDAY_NOON - timedelta(days=3))

    assert allowed(MONDAY_NOON, *sent) == MONDAY_NOON


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working day"):
        next_allowed(MONDAY_NOON, (), zone=LISBON, calendar=Calendar(frozenset(range(7))))


@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 3 * 365 * 24 * 60),
    waits=st.lists(st.integers(0, 60 * 24 * 4), min_size=1, max_size=12),
)
@settings(max_examples=examples(60, 3000), deadline=None)
def test_the_budget_holds_for_any_weeks_in_any_zone(zone, start, waits):
    sent: list[datetime] = []
    moment = NEW_YEAR + timedelta(minutes=start)
    for minutes in waits:
        moment += timedelta(minutes=minutes)
        found = next_allowed(moment, sent, zone=zone, calendar=CALENDAR)
        assert found >= moment
        assert next_allowed(found, sent, zone=zone, calendar=CALENDAR) == found
        sent.append(found)
        moment = found
    for one in sent:
        local = one.astimezone(ZoneInfo(zone))
        assert OPENS <= local.time() < CLOSES
        assert CALENDAR.is_business_day(local.date())
        assert sum(one - timedelta(days=7) < other <= one for other in sent) <= 2
    assert len({local_day(one, zone) for one in sent}) == len(sent)
