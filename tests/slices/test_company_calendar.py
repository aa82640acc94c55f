"""Business days, and when a day ends for somebody; and what the team sets of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.company import queries
from portal.company.actions import check_zone, set_holidays
from portal.company.calendar import Calendar, day_ends, local_day
from portal.company.models import Company
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from tests.proof import examples
from tests.written import trail_of

PLAIN = Calendar()
FRIDAY = date(2026, 11, 27)
DATES = st.dates(date(2024, 1, 1), date(2032, 12, 31))
ZONES = st.timezone_keys(allow_prefix=False)
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.dates(date(2025, 6, 1), date(2025, 9, 30)), max_size=40),
)
COUNTS = st.integers(1, 60)
thorough = settings(max_examples=examples(100, 3000), deadline=None)


def test_a_weekend_is_left_out():
    assert PLAIN.after(FRIDAY, 1) == date(2026, 11, 30)
    assert PLAIN.after(FRIDAY, 0) == FRIDAY
    assert PLAIN.after(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert PLAIN.after(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_a_weekend_is_what_the_team_says():
    cairo = Calendar(frozenset({4, 5}), [date(2026, 11, 29)])

    assert cairo.after(date(2026, 11, 26), 1) == date(2026, 11, 30)
    assert not cairo.is_business_day(FRIDAY)


@given(CALENDARS, DATES, st.integers(0, 60))
@thorough
def test_counting_never_lands_on_a_day_off(calendar, day, count):
    assert calendar.is_business_day(calendar.after(day, count))
    assert calendar.is_business_day(calendar.before(day))


@given(CALENDARS, DATES, COUNTS)
@thorough
def test_after_and_between_undo_one_another(calendar, day, count):
    assert calendar.between(day, calendar.after(day, count)) == count


@given(CALENDARS, DATES, st.integers(1, 200))
@thorough
def test_and_the_other_way_round(calendar, day, days):
    later = calendar.before(day + timedelta(days=days))

    if later > day:
        assert calendar.after(day, calendar.between(day, later)) == later


@given(CALENDARS, DATES, st.integers(-30, 400))
@thorough
def test_between_is_what_counting_one_by_one_gives(calendar, day, days):
    one_by_one = sum(calendar.is_business_day(day + timedelta(days=n)) for n in range(1, days + 1))

    assert calendar.between(day, day + timedelta(days=days)) == one_by_one


@given(CALENDARS, DATES, COUNTS)
@thorough
def test_one_day_more_is_the_next_that_counts(calendar, day, count):
    counted = [calendar.after(day, n) for n in range(1, count + 1)]

    assert all(one < other for one, other in pairwise(counted))
    assert all(
        not calendar.is_business_day(one + timedelta(days=n))
        for one, other in pairwise(counted)
        for n in range(1, (other - one).days)
    )


@given(CALENDARS, DATES)
@thorough
def test_before_is_that_day_or_the_last_that_counted(calendar, day):
    found = calendar.before(day)

    assert found <= day
    assert calendar.between(found, day) == 0


def test_counting_to_the_end_of_time_costs_nothing():
    calendar = Calendar(holidays=frozenset({date(2026, 12, 25)}))

    for _often in range(1000):
        assert calendar.between(date(2026, 11, 23), date.max) == 2_080_083


@given(DATES, ZONES)
@thorough
def test_a_day_ends_where_the_next_begins(day, zone):
    end = day_ends(day, zone)

    assert local_day(end, zone) == day + timedelta(days=1)
    assert local_day(end - timedelta(microseconds=1), zone) == day
    assert end.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2026, 3, 28), "Europe/Lisbon", datetime(2026, 3, 29, 0, tzinfo=UTC)),
        (date(2026, 3, 29), "Europe/Lisbon", datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Lisbon", datetime(2026, 10, 26, 0, tzinfo=UTC)),
        (date(2024, 2, 29), "Pacific/Kiritimati", datetime(2024, 2, 29, 10, tzinfo=UTC)),
        # where the clocks go forward at midnight, the next day begins at one
        (date(2026, 9, 5), "America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
        # and where they go back at midnight, the day has 25 hours
        (date(2026, 4, 4), "America/Santiago", datetime(2026, 4, 5, 4, tzinfo=UTC)),
    ],
)
def test_days_end_as_the_clocks_there_say(day, zone, end):
    assert day_ends(day, zone) == end


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "UTC", "Asia/Kolkata", "America/New_York"])
def test_a_zone_is_known(zone):
    check_zone(zone)


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Mars/Base",
        "Europe",
        "europe/lisbon",
        "Europe/Lisbon\0",
        "../../etc/passwd",
        "/etc/localtime",
        "x" * 5000,
        "\ud800",
        "right/Europe/Lisbon",
        "posix/Europe/Lisbon",
        "posixrules",
        "localtime",
        "Factory",
    ],
)
def test_what_is_no_zone_is_refused(zone):
    """Those with `right/` count leap seconds, `localtime` is whatever this machine is set to."""
    with pytest.raises(Refusal, match="time zone"):
        check_zone(zone)


@given(st.text())
@thorough
def test_nothing_typed_as_a_zone_breaks(name):
    try:
        check_zone(name)
    except Refusal:
        return

    day_ends(FRIDAY, name)


def test_there_is_one_company(make, session):
    session.add(Company(id=2, name="Another"))

    with pytest.raises(IntegrityError, match="only_one"):
        session.commit()


def test_before_anybody_set_it_up_there_is_a_plain_one(session):
    assert (queries.company(session).name, queries.company(session).time_zone) == ("Candor", "UTC")
    assert queries.calendar(session) == PLAIN


def test_a_company_read_in_one_session_is_not_kept_for_the_next(make, session, sessions):
    with sessions() as other:
        assert queries.company(other).name == "Northwind"
    session.execute(text("UPDATE company SET name = 'Southwind'"))
    session.commit()

    with sessions() as other:
        assert queries.company(other).name == "Southwind"


def test_holidays_count_until_they_are_none(make, session):
    monday = date(2026, 11, 30)
    for days, first in (({monday: "A feast"}, date(2026, 12, 1)), ({}, monday)):
        with transaction(session):
            set_holidays(session, days, by="ada")

        assert queries.calendar(session).after(FRIDAY, 1) == first
        assert queries.holidays(session) == days
    assert trail_of(session, "company") == ["company.holidays_set"] * 2


def test_the_weekend_is_read_from_the_company(make, session):
    session.get(Company, 1).weekend = "45"
    session.commit()

    assert queries.calendar(session).weekend == frozenset({4, 5})
