"""When a written ending leaves: late enough for Undo, in working hours, before the promise is
missed.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.company.calendar import Calendar, day_ends, local_day
from portal.hiring.holding import OPENS, SHUTS, UNDO, hold_of, leaves_at

LISBON = "Europe/Lisbon"
CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 8)}))


def at(day, hour, minute=0, zone=LISBON):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("written", "due", "leaves"),
    [
        (at(23, 9), None, at(23, 9, 10)),
        (at(23, 16, 49), None, at(23, 16, 59)),
        (at(23, 16, 55), None, at(24, 9)),
        (at(23, 20), None, at(24, 9)),
        (at(23, 4), None, at(23, 9)),
        (at(23, 8, 55), None, at(23, 9, 5)),
        (at(27, 18), None, at(30, 9)),
        (at(28, 12), None, at(30, 9)),
        (at(23, 20), date(2026, 11, 24), at(24, 9)),
        (at(23, 20), date(2026, 11, 23), at(23, 20, 10)),
        (at(27, 23), date(2026, 11, 27), at(27, 23, 10)),
        (at(23, 4), date(2026, 11, 23), at(23, 9)),
        (at(23, 20), date(2026, 11, 20), at(24, 9)),
        (at(23, 23, 55), date(2026, 11, 23), at(24, 9)),
    ],
)
def test_it_leaves_in_the_next_working_hour_or_on_the_day_that_was_promised(written, due, leaves):
    assert leaves_at(written, LISBON, CALENDAR, due=due) == leaves


def test_the_hours_are_those_of_the_candidate():
    morning_here = at(23, 9)

    assert leaves_at(morning_here, "America/Los_Angeles", CALENDAR) == at(
        23, 9, zone="America/Los_Angeles"
    )
    assert leaves_at(morning_here, "Pacific/Auckland", CALENDAR) == at(
        24, 9, zone="Pacific/Auckland"
    )


def test_nobody_is_told_on_a_holiday():
    monday_evening = datetime(2026, 12, 7, 19, tzinfo=UTC)

    assert leaves_at(monday_evening, LISBON, CALENDAR) == datetime(2026, 12, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "is_confirmed", "minutes"),
    [(1, False, 10), (200, False, 10), (201, False, 60), (201, True, 10), (2000, False, 60)],
)
def test_a_large_batch_that_nobody_confirmed_waits_longer(size, is_confirmed, minutes):
    hold = hold_of(size, is_confirmed=is_confirmed)

    assert leaves_at(at(23, 9), LISBON, CALENDAR, hold=hold) == at(23, 9) + timedelta(
        minutes=minutes
    )


@given(
    minutes=st.integers(0, 60 * 24 * 400),
    zone=st.sampled_from([LISBON, "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"]),
    days=st.none() | st.integers(-3, 5),
)
def test_it_never_leaves_early_at_night_without_need_or_after_the_promise(minutes, zone, days):
    written = at(1, 0) + timedelta(minutes=minutes)
    today = local_day(written, zone)
    due = None if days is None else today + timedelta(days=days)

    leaves = leaves_at(written, zone, CALENDAR, due=due)

    assert leaves >= written + UNDO
    local = leaves.astimezone(ZoneInfo(zone))
    is_at_work = OPENS <= local.time() < SHUTS and CALENDAR.is_business_day(local.date())
    assert is_at_work or due is not None
    if due is not None and written + UNDO < day_ends(due, zone):
        assert leaves < day_ends(due, zone)
