"""A candidate can't make it: Today and their page show it, and it is answered there."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.hiring.actions import proposals
from portal.hiring.models import Application
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.markup import Page
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.robot import as_sent, forms
from tests.written import letters

WEDNESDAY = MONDAY + timedelta(days=2)
TIMES = (MONDAY + timedelta(days=3), MONDAY + timedelta(days=4, hours=5))


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def cant_make_it(make, application=None, words="School starts that day."):
    step = make.step(application, starts_at=WEDNESDAY)
    whose = make.session.get_one(Application, step.application_id)
    with transaction(make.session):
        times = proposals.OtherTimes(*TIMES, words)
        proposals.propose(make.session, whose.candidate_id, step.ref, times=times)
    return make.session.get_one(Application, whose.id), step


def test_it_stands_in_today_with_both_times(teammate, make):
    application, step = cant_make_it(make)

    page = teammate().get("/team/").text

    words = Page(page).text()
    assert "Meet the team, Wed 25 Nov 09:00 Lisbon. Could come: Thu 26 Nov 09:00" in words
    assert "School starts that day." in words
    assert f"/team/applications/{application.ref}/steps/{step.ref}?to=" in page


def test_one_click_opens_the_form_filled_with_that_time(teammate, make, session):
    application, step = cant_make_it(make)
    browser = teammate()
    links = [one.get("href") for one in Page(browser.get("/team/").text).every("a")]

    with unchanged(session):
        page = Page(browser.get(next(link for link in links if "?to=" in link)).text)

    path = f"/team/applications/{application.ref}/steps/{step.ref}"
    sent = next(fields for _method, target, fields in forms(page, path) if target == path)
    assert {("day", "2026-11-26"), ("time", "09:00")} <= set(sent)
    reply = browser.post(path, data=as_sent(sent))
    assert reply.status_code == 303
    anew(session)
    assert step.starts_at == TIMES[0]
    assert letters(session)[-1] is Letter.STEP_SET
    assert "Can’t make it" not in words_of(browser, "/team/")


@pytest.mark.parametrize("to", ["", "soon", "2026-11-26", "9999-12-31T23:59:59+00:00", "\0"])
def test_a_made_up_time_leaves_the_form_as_it_was(teammate, make, to):
    application, step = cant_make_it(make)

    reply = teammate().get(
        f"/team/applications/{application.ref}/steps/{step.ref}", query_string={"to": to}
    )

    assert (reply.status_code, 'value="2026-11-25"' in reply.text) == (200, True)


def test_the_old_time_is_kept_with_words(teammate, make, session):
    application, step = cant_make_it(make)
    browser = teammate()
    assert "stays on Wednesday 25 November at 09:00" in browser.get("/team/").text

    reply = browser.post(
        f"/team/applications/{application.ref}/update",
        data={
            "words": "The old time stays.",
            "next_word": "2026-11-27",
            "stage": "",
            "from": "today",
            "version": str(application.version),
        },
    )

    assert (reply.status_code, reply.location) == (303, "/team/")
    anew(session)
    assert step.starts_at == WEDNESDAY
    assert "Can’t make it" not in words_of(browser, "/team/")


def test_it_stands_on_the_page_of_the_application(teammate, make):
    application, _step = cant_make_it(make)

    words = words_of(teammate(), f"/team/applications/{application.ref}")

    assert "can’t make it Other times: Thu 26 Nov 09:00 · Fri 27 Nov 14:00" in words


def test_only_what_is_mine_or_on_my_jobs_is_shown(teammate, make):
    mine, _step = cant_make_it(make)
    cant_make_it(make, make.charlie())
    jonas = manager(teammate, make, mine.job)

    words = words_of(jonas, "/team/?whose=everyone")

    assert "Sam Okafor" in words
    assert "Charlie Byrne" not in words
    assert "Keep the old time" not in words


def test_a_time_that_is_over_opens_nothing(teammate, make):
    cant_make_it(make)

    with clock.held_at(TIMES[0] + timedelta(minutes=1)):
        page = teammate().get("/team/").text

    assert page.count("?to=") == 1


def test_ten_cost_no_more_statements_than_one(teammate, make, session, engine):
    cant_make_it(make)
    browser = teammate()
    with counted(engine) as one:
        browser.get("/team/")
    for number in range(9):
        candidate = make.candidate(f"Person{number} Ahead")
        cant_make_it(make, make.application(candidate=candidate, stage="Interviews"))

    with counted(engine) as ten:
        page = browser.get("/team/").text

    assert page.count("?to=") == 20
    assert len(ten) == len(one)
    if engine.dialect.name == "sqlite":
        (asked,) = [said for said in ten if "FROM step_proposals" in said]
        plan = str(session.execute(text(f"EXPLAIN QUERY PLAN {asked.replace('?', '1')}")).all())
        assert "uq_step_proposals_waiting" in plan
