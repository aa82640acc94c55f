"""Gone quiet: three limits, counted in business days from the last time a person of ours spoke."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.company.calendar import Calendar
from portal.engagement.quiet import quiet
from portal.engagement.silence import is_quiet, limits
from portal.hiring.actions import calls, updates
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.proof import examples

DAY = timedelta(days=1)
CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 25)}))
FAR = date(2027, 6, 1)


def says(status: Status, last: str, today: str, starts_on: date | None = None) -> bool:
    now = limits(date.fromisoformat(today), CALENDAR)
    return is_quiet(status, date.fromisoformat(last), starts_on=starts_on, limits=now)


@pytest.mark.parametrize(
    ("last", "today", "expected"),
    [
        ("2026-11-23", "2026-11-25", False),
        ("2026-11-23", "2026-11-26", True),
        ("2026-11-26", "2026-11-30", False),
        ("2026-11-26", "2026-12-01", True),
        ("2026-11-28", "2026-12-01", False),
        ("2026-11-28", "2026-12-02", True),
        ("2026-12-23", "2026-12-28", False),
        ("2026-12-23", "2026-12-29", True),
    ],
    ids=[
        "two days",
        "three days",
        "a weekend between",
        "three days over a weekend",
        "called on a Saturday",
        "and three days on",
        "a day off between",
        "three days over a day off",
    ],
)
def test_an_unanswered_offer_is_quiet_after_three_business_days(last, today, expected):
    assert says(Status.OFFER, last, today) is expected


@pytest.mark.parametrize("starts_on", [None, FAR], ids=["no first day yet", "far away"])
def test_whoever_is_joining_is_quiet_after_ten(starts_on):
    assert not says(Status.JOINING, "2026-11-23", "2026-12-04", starts_on)
    assert says(Status.JOINING, "2026-11-23", "2026-12-07", starts_on)


def test_in_the_last_three_weeks_it_is_five():
    soon = date(2026, 12, 21)

    assert not says(Status.JOINING, "2026-11-23", "2026-11-27", date(2026, 12, 18))
    assert says(Status.JOINING, "2026-11-23", "2026-11-30", soon)
    assert not says(Status.JOINING, "2026-11-23", "2026-11-30", soon + DAY)


def test_whoever_has_started_and_is_not_confirmed_yet_is_not_forgotten():
    assert says(Status.JOINING, "2026-11-23", "2026-11-30", date(2026, 11, 25))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.OFFER, Status.JOINING}))
def test_nobody_else_is_quiet(status):
    assert not says(status, "2026-01-05", "2026-11-23")


STATUSES = st.sampled_from([Status.OFFER, Status.JOINING])
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(status=STATUSES, last=DAYS, today=DAYS, ahead=st.integers(-40, 80))
@settings(max_examples=examples(100, 3000), deadline=None)
def test_the_limits_are_those_that_the_calendar_counts(status, last, today, ahead):
    starts_on = today + ahead * DAY
    limit = 3 if status is Status.OFFER else 5 if ahead <= 21 else 10

    said = is_quiet(status, last, starts_on=starts_on, limits=limits(today, CALENDAR))

    assert said is (CALENDAR.between(last, today) >= limit)


def after(make, days: int, *, who=None, mine=True):
    """Who is quiet so many days after Monday."""
    make.look_again()
    scope = Scope(Actor((who or make.robin()).id, Role.RECRUITER), mine)
    with clock.held_at(MONDAY + days * DAY):
        return [(one.name, one.days) for one in quiet(make.session, scope)]


@pytest.fixture
def monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def offer(make, monday):
    return make.offer(starts_on=date(2027, 2, 1))


def test_sending_an_offer_is_contact_and_three_days_on_it_is_quiet(make, offer):
    assert after(make, 2) == []
    assert after(make, 3) == [("Sam Okafor", 3)]


def test_the_day_ends_where_the_company_is(make, monday):
    make.offer(make.application(candidate=make.candidate(zone="Asia/Tokyo"), stage="Decision"))
    scope = Scope(Actor(make.robin().id, Role.RECRUITER))

    def at(moment: datetime) -> int:
        make.look_again()
        with clock.held_at(moment):
            return len(quiet(make.session, scope))

    thursday = MONDAY.replace(hour=0) + 3 * DAY
    assert (at(thursday - timedelta(seconds=1)), at(thursday)) == (0, 1)


def test_an_update_and_a_call_break_the_silence(make, session, offer):
    application = offer.application
    with clock.held_at(MONDAY + 3 * DAY), transaction(session):
        spoken = calls.Spoken("We spoke about the first day.")
        calls.log(session, application, make.robin(), spoken=spoken)
    assert after(make, 7) == []
    with clock.held_at(MONDAY + 7 * DAY), transaction(session):
        due = date(2026, 12, 4)
        word = updates.Word(Status.OFFER, "Take your time.", next_word_by=due)
        updates.give(session, application, make.robin(), word=word)

    assert after(make, 9) == []
    assert after(make, 10) == [("Sam Okafor", 3)]


def test_a_call_that_reached_nobody_and_what_they_do_themselves_are_no_contact(
    make, session, offer
):
    with clock.held_at(MONDAY + 2 * DAY):
        make.question(offer.application)
        with transaction(session):
            calls.missed(session, offer.application, make.robin())

    assert after(make, 3) == [("Sam Okafor", 3)]


def test_who_accepted_has_ten_days_and_five_in_the_last_weeks(make, offer):
    make.accepted(offer)

    assert after(make, 11) == []
    assert after(make, 14) == [("Sam Okafor", 10)]


def test_the_last_weeks_begin_three_weeks_before_the_first_day(make, monday):
    make.accepted(make.offer(starts_on=(MONDAY + 28 * DAY).date()))

    assert after(make, 4) == []
    assert after(make, 7) == [("Sam Okafor", 5)]


def test_a_planned_first_day_counts_before_the_offered_one(make, monday):
    application = make.accepted(make.offer(starts_on=date(2027, 6, 1))).application
    make.first_day(application, starts_on=(MONDAY + 28 * DAY).date())

    assert after(make, 7) == [("Sam Okafor", 5)]


def test_whoever_declined_or_withdrew_is_left_in_peace(make, monday):
    make.declined()
    other = make.application(candidate=make.candidate("Ken Ito"), stage="Decision")
    make.withdrawn(make.accepted(make.offer(other)).application)

    assert after(make, 30) == []


def test_it_stands_with_whoever_answers_for_it(make, offer):
    mira = make.teammate("Mira Holm")

    assert after(make, 3, who=mira) == []
    assert after(make, 3, who=mira, mine=False) == [("Sam Okafor", 3)]


def test_the_longest_silence_comes_first(make, offer):
    with clock.held_at(MONDAY - 3 * DAY):
        make.offer(make.application(candidate=make.candidate("Ken Ito"), stage="Decision"))

    assert after(make, 4) == [("Ken Ito", 5), ("Sam Okafor", 4)]
