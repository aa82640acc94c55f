"""The one place that knows what time it is."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plumbing import clock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_it_is_now_and_in_utc():
    before = datetime.now(UTC)  # noqa: TID251

    assert before <= clock.now() <= before + timedelta(minutes=1)
    assert clock.now().tzinfo is UTC


def test_it_stands_still_while_it_is_held_and_runs_on_after():
    with clock.held_at(NOON):
        assert clock.now() == clock.now() == NOON

    assert clock.now() != NOON


def test_the_inner_hold_counts_and_the_outer_comes_back():
    with clock.held_at(NOON):
        with clock.held_at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON


def stumble_while_held():
    with clock.held_at(NOON):
        raise RuntimeError


def test_what_goes_wrong_inside_lets_it_go():
    with pytest.raises(RuntimeError):
        stumble_while_held()

    assert clock.now() != NOON


@given(st.datetimes(), st.timezones())
def test_it_answers_in_utc_whatever_zone_it_is_held_in(moment, zone):
    try:
        aware = moment.replace(tzinfo=zone)
        same = aware.astimezone(UTC)
    except OverflowError:
        return

    with clock.held_at(aware):
        assert clock.now() == same
        assert clock.now().tzinfo is UTC


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="in which zone"), clock.held_at(NOON.replace(tzinfo=None)):
        pass


def test_another_thread_has_its_own_time():
    seen = []
    with clock.held_at(NOON.astimezone(ZoneInfo("Asia/Tokyo"))):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()

    assert seen[0] != NOON
