"""First days at the desk: planned, asked about, answered."""

from datetime import date, time

import pytest

from portal.engagement.joining import first_day_of
from portal.engagement.models import ChangeResult
from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act="first-day"):
    return f"/team/applications/{application.ref}/{act}"


def plan_of(application, **more):
    return {
        "starts_on": "2027-01-04",
        "starts_at": "09:30",
        "zone": "Europe/Copenhagen",
        "who": "Lina Haddad",
        "place": "Havnegade 12",
        "map_url": "https://maps.example/1",
        "words": "Bring your passport.",
        "version": str(application.version),
        **more,
    }


def test_the_first_day_is_planned_and_mailed(teammate, make, session):
    application, browser = make.accepted().application, teammate()

    reply = browser.post(path(application), data=plan_of(application))

    assert (reply.status_code, reply.location) == (303, f"/team/applications/{application.ref}")
    anew(session)
    day = first_day_of(session, application.id)
    assert (day.starts_on, day.starts_at, day.who) == (
        date(2027, 1, 4),
        time(9, 30),
        "Lina Haddad",
    )
    assert trail_of(session, day.ref) == ["first_day.planned"]
    assert letters(session)[-1] is Letter.FIRST_DAY
    assert "4 January 2027, 09:30" in words_of(browser, f"/team/applications/{application.ref}")


def test_the_form_begins_with_what_is_known(teammate, make):
    application = make.first_day().application

    fields = {f.get("name"): f for f in Page(teammate().get(path(application)).text).fields()}

    assert fields["starts_on"].get("value") == "2027-01-04"
    assert fields["who"].get("value") == "Lina Haddad, at the front desk"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_on": "2026-11-20"}, "a first day lies ahead"),
        ({"starts_on": ""}, "Say which day."),
        ({"who": "lina@example.org"}, "Names only"),
        ({"map_url": "javascript:alert(1)"}, "starts with https"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_planned_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.accepted().application, teammate()

    with unchanged(session):
        reply = browser.post(path(application), data=plan_of(application, **typed))

    assert said in Page(reply.text).text()
    assert "Bring your passport." in reply.text


def test_nobody_else_has_a_first_day(teammate, make, session):
    application, browser = make.offer().application, teammate()

    with unchanged(session):
        reply = browser.post(path(application), data=plan_of(application))

    assert (reply.status_code, "no first day" in reply.text) == (409, True)


def test_who_asks_for_another_day_stands_in_today(teammate, make):
    change = make.start_change(words="My lease ends later.")

    words = words_of(teammate(), "/team/")

    assert "Another first day?" in words
    assert "asks for 18 January 2027" in words
    assert "My lease ends later." in words
    assert change.ref in teammate().get("/team/").text


def test_a_yes_moves_it(teammate, make, session):
    change, browser = make.start_change(), teammate()
    application = change.application
    address = path(application, f"start-changes/{change.ref}")
    sent = {"answer": "move", "version": str(application.version)}

    replies = [browser.post(address, data=sent) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert change.result is ChangeResult.MOVED
    assert first_day_of(session, application.id).starts_on == date(2027, 1, 18)


def test_a_no_needs_words(teammate, make, session):
    change, browser = make.start_change(), teammate()
    application = change.application
    address = path(application, f"start-changes/{change.ref}")
    sent = {"answer": "keep", "version": str(application.version)}
    with unchanged(session):
        reply = browser.post(address, data=sent)
    assert "Write what the candidate will read." in reply.text

    assert browser.post(address, data={**sent, "words": "We need you."}).status_code == 303

    anew(session)
    assert change.result is ChangeResult.KEPT


def test_an_answer_is_chosen(teammate, make, session):
    change, browser = make.start_change(), teammate()

    with unchanged(session):
        reply = browser.post(
            path(change.application, f"start-changes/{change.ref}"), data={"version": "1"}
        )

    assert "Choose one of the two." in reply.text


def test_a_hiring_manager_plans_nothing(teammate, make, session):
    change = make.start_change()
    jonas = manager(teammate, make, change.application.job)

    with unchanged(session):
        for address in (
            path(change.application),
            path(change.application, f"start-changes/{change.ref}"),
        ):
            assert jonas.get(address).status_code == 403
            assert jonas.post(address, data={"answer": "move"}).status_code == 403


def test_somebody_elses_wish_is_not_found(teammate, make):
    change, charlie = make.start_change(), make.charlie()

    address = path(charlie, f"start-changes/{change.ref}")

    assert teammate().get(address).status_code == 404
    assert teammate().post(address, data={"answer": "move"}).status_code == 404


def test_reading_changes_nothing(teammate, make, session):
    change, browser = make.start_change(), teammate()

    with unchanged(session):
        browser.get(path(change.application))
        browser.get(path(change.application, f"start-changes/{change.ref}"))
