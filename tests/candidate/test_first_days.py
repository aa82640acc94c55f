"""The first day on the page: when and who, where behind the code, and something changed."""

from datetime import date

import icalendar
import pytest
from sqlalchemy import select

from portal.engagement.models import StartChange
from portal.plumbing import clock
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import unchanged
from tests.written import letters


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act=""):
    return f"/me/applications/{application.ref}{act}"


def words_of(browser, address):
    return Page(browser.get(address).text).text()


def test_the_page_says_when_and_who_and_keeps_where_behind_the_code(candidate, make):
    application = make.first_day().application

    without = words_of(candidate(application), path(application))
    behind = words_of(candidate(application, code=True), path(application))

    assert "Monday 4 January 2027, 09:30 · 42 days to go" in without
    assert "Lina Haddad, at the front desk" in without
    assert "Havnegade" not in without
    assert "Havnegade 12, Copenhagen · Map" in behind


def test_the_clock_of_the_place_is_said_to_whoever_lives_by_another(candidate, make):
    application = make.first_day(time_zone="Europe/Copenhagen").application

    assert "09:30 (Copenhagen time)" in words_of(candidate(application), path(application))


def test_it_goes_into_the_calendar(candidate, make):
    application = make.first_day().application

    without, behind = (
        candidate(application, code=code).get(path(application, "/first-day.ics"))
        for code in (False, True)
    )

    first, second = (
        icalendar.Calendar.from_ical(reply.data).walk("VEVENT")[0] for reply in (without, behind)
    )
    assert without.mimetype == "text/calendar"
    assert str(first["summary"]) == "Your first day · Northwind"
    assert ("location" in first, str(second["location"])) == (False, "Havnegade 12, Copenhagen")
    assert first["uid"] == second["uid"]


def test_there_is_no_calendar_file_before_it_is_planned(candidate, make):
    application = make.accepted().application

    assert candidate(application).get(path(application, "/first-day.ics")).status_code == 404


def test_something_changed_is_asked_once_and_moves_nothing(candidate, make, session):
    application = make.first_day().application
    browser, sent = candidate(application), {"starts_on": "2027-01-18", "words": "My lease."}

    replies = [browser.post(path(application, "/start"), data=sent) for _ in range(2)]

    make.look_again()
    changes = session.scalars(select(StartChange)).all()
    assert [reply.status_code for reply in replies] == [303, 303]
    assert [(one.starts_on, one.words) for one in changes] == [(date(2027, 1, 18), "My lease.")]
    words = words_of(browser, path(application))
    assert "Monday 4 January 2027" in words
    assert "You asked to start on 18 January 2027" in words


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-01", "a first day lies ahead"),
        ("2027-01-04", "your first day already"),
        ("soon", "Not a valid date value."),
        ("", "Say which day."),
    ],
)
def test_a_day_that_is_none_comes_back_with_what_was_typed(candidate, make, session, day, said):
    application = make.first_day().application
    browser = candidate(application)

    with unchanged(session):
        sent = {"starts_on": day, "words": "My lease."}
        reply = browser.post(path(application, "/start"), data=sent)

    assert said in Page(reply.text).text()
    assert "My lease." in reply.text


def test_whoever_is_not_joining_has_nothing_to_change(candidate, make):
    application = make.offer().application

    assert candidate(application).get(path(application, "/start")).status_code == 404


def test_charlies_first_day_is_nobody_elses(candidate, make, session):
    sam, before = make.first_day().application, letters(session)
    browser = candidate(make.charlie())

    for act in ("/first-day.ics", "/start"):
        assert browser.get(path(sam, act)).status_code == 404
    assert browser.post(path(sam, "/start"), data={"starts_on": "2027-02-01"}).status_code == 404
    assert letters(session)[: len(before)] == before


def test_reading_changes_nothing(candidate, make, session):
    application = make.first_day().application
    browser = candidate(application)

    with unchanged(session):
        browser.get(path(application, "/start"))
        browser.get(path(application, "/first-day.ics"))


def test_who_joins_may_say_that_they_cannot_after_all(candidate, make):
    application = make.first_day().application
    make.post()

    words = words_of(candidate(application), path(application))

    assert "I can’t join after all · At most two extras a week" in words
    assert "Withdraw this application" not in words
