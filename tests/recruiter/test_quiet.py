"""Who has gone quiet, in Today."""

from datetime import date, timedelta

import pytest

from portal.plumbing import clock
from tests.make import MONDAY
from tests.recruiter.desk import counted, manager, words_of

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def offer(make):
    with clock.held_at(MONDAY):
        return make.offer(starts_on=date(2027, 2, 1))


@pytest.fixture(autouse=True)
def _thursday(offer):
    with clock.held_at(THURSDAY):
        yield


def test_today_says_for_how_long_and_since_when(teammate, offer):
    words = words_of(teammate(), "/team/")

    assert "No word from a person of ours for 3 working days, since Mon 23 Nov." in words
    assert "They answer by Tue 1 Dec." in words
    assert "3 days quiet" in words
    assert "Nobody is waiting" not in words


def test_a_manager_sees_those_of_their_own_jobs(teammate, make, offer):
    make.offer(make.charlie())
    browser = manager(teammate, make, offer.application.job)

    words = words_of(browser, "/team/?whose=everyone")

    assert "Sam Okafor" in words
    assert "Charlie Byrne" not in words


def test_ten_cost_no_more_statements_than_one(teammate, make, engine):
    browser = teammate()
    browser.get("/team/")
    with counted(engine) as one:
        browser.get("/team/")
    with clock.held_at(MONDAY):
        for number in range(9):
            person = make.candidate(f"Person{number} Ahead")
            make.offer(make.application(candidate=person, stage="Decision"))

    with counted(engine) as ten:
        page = browser.get("/team/").text

    assert page.count("days quiet") == 10
    assert len(ten) == len(one)
