"""The team's list of offers: how far each has come, how long it has been quiet, what is due."""

from datetime import date, timedelta

import pytest

from portal.engagement.actions import touches
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.recruiter.desk import counted, manager, words_of

DAY = timedelta(days=1)
START = date(2027, 1, 11)
OFFERS = "/team/offers/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def offer(make, name="Sam Okafor", **more):
    application = make.application(candidate=make.candidate(name), stage="Decision", **more)
    return make.offer(application, starts_on=START)


def on(day: int):
    return clock.held_at(MONDAY + day * DAY)


def test_an_empty_list_says_who_will_stand_here(teammate, make):
    make.application()

    words = words_of(teammate(), OFFERS)

    assert "0 people" in words
    assert "Whoever is told that they have the job" in words


def test_an_unanswered_offer_says_by_when_and_for_how_long_it_is_quiet(teammate, make):
    offer(make)

    assert "today" in words_of(teammate(), OFFERS)
    with on(2):
        words = words_of(teammate(), OFFERS)
        assert "sent, waits for an answer (1)" in words
        assert "2 working days ago" in words
        assert "1 December 2026" in words
    with on(3):
        assert "quiet for 3 working days" in words_of(teammate(), OFFERS)


def test_whoever_accepted_may_undo_it_for_a_day_then_joins(teammate, make):
    make.accepted(offer(make))

    words = words_of(teammate(), OFFERS)
    assert "accepted, may be undone (1)" in words
    assert "11 January 2027" in words
    with on(1):
        words = words_of(teammate(), OFFERS)
    assert "joining (1)" in words
    assert "accepted, may be undone (0)" in words


def test_touches_are_counted(teammate, make, session):
    application = make.accepted(offer(make)).application
    with on(1):
        browser = teammate()
        assert "0 done, 1 due, 3 ahead" in words_of(browser, OFFERS)
        with transaction(session):
            touches.say_hello(session, make.touch(application), make.robin(), words="Thanks!")
        words = words_of(browser, OFFERS)
    assert "1 done, 3 ahead" in words


def test_a_verbal_offer_stands_by_itself(teammate, make):
    make.verbal()

    assert "told, not in writing yet (1)" in words_of(teammate(), OFFERS)


def test_another_group_is_an_address_of_its_own(teammate, make):
    offer(make)
    make.accepted(offer(make, "Ken Ito"))
    browser = teammate()

    assert "Sam Okafor" in words_of(browser, OFFERS)
    words = words_of(browser, f"{OFFERS}?show=accepted")
    assert "Ken Ito" in words
    assert "Sam Okafor" not in words
    assert "Nobody stands there" in words_of(browser, f"{OFFERS}?show=verbal")
    assert "Sam Okafor" in words_of(browser, f"{OFFERS}?show=nonsense&page=x")


def test_mine_one_jobs_and_everyones(teammate, make):
    mira, analyst = make.teammate("Mira Holm"), make.job("Data Analyst")
    offer(make)
    offer(make, "Ken Ito", owner=mira, job=analyst)
    browser = teammate()

    assert "Ken Ito" not in words_of(browser, OFFERS)
    assert "Ken Ito" in words_of(browser, f"{OFFERS}?whose=everyone")
    words = words_of(browser, f"{OFFERS}?job={analyst.ref}")
    assert "Ken Ito" in words
    assert "Sam Okafor" not in words


def test_a_manager_sees_those_of_their_own_jobs(teammate, make):
    mine = offer(make)
    make.offer(make.charlie())
    browser = manager(teammate, make, mine.application.job)

    words = words_of(browser, f"{OFFERS}?whose=everyone")

    assert "Sam Okafor" in words
    assert "Charlie Byrne" not in words


def test_whoever_declined_or_withdrew_is_gone(teammate, make):
    make.declined(offer(make))
    make.withdrawn(make.accepted(offer(make, "Ken Ito")).application)

    assert "0 people" in words_of(teammate(), f"{OFFERS}?whose=everyone")


def test_sixty_stand_on_two_pages_and_cost_no_more_than_one(teammate, make, engine):
    job, browser = make.job(), teammate()
    make.accepted(offer(make, "Person0 Quill", job=job))
    browser.get(OFFERS)
    with counted(engine) as one:
        browser.get(OFFERS)
    for number in range(1, 52):
        make.accepted(offer(make, f"Person{number} Quill", job=job))

    with counted(engine) as many:
        page = browser.get(OFFERS).text

    assert page.count("Quill") == 50
    assert "Page 1 of 2" in page
    assert browser.get(f"{OFFERS}?page=2&show=accepted").text.count("Quill") == 2
    assert len(many) == len(one)
