"""Keeping in touch: in Today, on a page of its own, on the application, and the plans of it."""

from datetime import date, timedelta

import pytest

from portal.company import departments
from portal.engagement.models import TouchResult
from portal.engagement.touch_days import SHIPPED
from portal.engagement.touch_plans import PlanFor, plan_of
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.make import MONDAY
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.written import letters, trail_of

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def joiner(make):
    """Somebody who accepted on Monday."""
    with clock.held_at(MONDAY):
        return make.accepted(make.offer(starts_on=date(2027, 1, 11))).application


@pytest.fixture(autouse=True)
def _tuesday(joiner):
    with clock.held_at(TUESDAY):
        yield


def path(touch, act):
    return f"/team/touches/{touch.ref}/{act}"


def test_what_is_due_stands_in_today_and_is_done_there(teammate, make, joiner, session):
    browser, touch = teammate(), make.touch(joiner)
    words = words_of(browser, "/team/")
    assert "Keep in touch" in words
    assert "Say thank you" in words

    reply = browser.post(path(touch, "hello"), data={"words": "Thank you!", "from": "today"})

    assert (reply.status_code, reply.location) == (303, "/team/")
    words = words_of(browser, "/team/")
    assert "Said: it stands on their page" in words
    assert "Say thank you" not in words
    assert letters(session)[-1] is Letter.UPDATE


def test_a_late_one_says_for_how_long(teammate):
    with clock.held_at(TUESDAY + timedelta(days=2)):
        assert "2 days late" in words_of(teammate(), "/team/")


def test_the_application_shows_who_did_what_and_what_is_ahead(teammate, make, joiner):
    browser, touch = teammate(), make.touch(joiner)
    browser.post(path(touch, "call"), data={"words": "We spoke.", "memo": ""})
    hello = make.touch(joiner, title="Say hello")
    browser.post(path(hello, "dismiss"), data={"why": "They had lunch."})

    words = words_of(browser, f"/team/applications/{joiner.ref}")

    assert "Robin Keller spoke with them on Tue 24 Nov" in words
    assert "Robin Keller dismissed it on Tue 24 Nov: They had lunch." in words
    assert "by Friday 8 January" in words


@pytest.mark.parametrize(
    ("act", "field", "because"),
    [
        ("hello", "words", "Write what they will read."),
        ("call", "words", "Write a line about it"),
        ("dismiss", "why", "Say why, for the team."),
    ],
)
def test_bad_input_comes_back_with_words_and_as_typed(
    teammate, make, joiner, session, act, field, because
):
    browser, touch = teammate(), make.touch(joiner)
    long = "x" * 5001

    with unchanged(session):
        empty = browser.post(path(touch, act), data={field: " "})
        too_long = browser.post(path(touch, act), data={field: long})

    assert because in empty.text
    assert long in too_long.text


def test_who_comes_second_reads_who_was_first_and_keeps_their_words(
    teammate, make, joiner, session
):
    browser, touch = teammate(), make.touch(joiner)
    teammate(Role.ADMIN).post(path(touch, "hello"), data={"words": "Thank you from Ada!"})

    with unchanged(session):
        reply = browser.post(
            path(touch, "hello"), data={"words": "Thank you so much, from all of us!"}
        )

    assert reply.status_code == 409
    assert "That is settled already" in reply.text
    assert "Ada Lind wrote on Tue 24 Nov" in reply.text
    assert "Thank you so much, from all of us!" in reply.text


def test_a_hiring_manager_says_hello_to_whoever_joins_them(teammate, make, joiner, session):
    browser = manager(teammate, make, joiner.job)
    touch = make.touch(joiner, title="Say hello")
    assert "Say thank you" in words_of(browser, "/team/?whose=everyone")

    reply = browser.post(path(touch, "hello"), data={"words": "See you soon!"})

    assert reply.status_code == 303
    anew(session)
    assert (touch.result, touch.settled_by.name) == (TouchResult.SAID, "Jonas Berg")


def test_somebody_elses_job_is_not_there(teammate, make, joiner, session):
    browser, touch = manager(teammate, make, make.job("Data Analyst")), make.touch(joiner)

    with unchanged(session):
        codes = [
            browser.post(path(touch, act), data={"words": "Hello", "why": "Hello"}).status_code
            for act in ("hello", "call", "dismiss")
        ]

    assert codes == [404, 404, 404]
    assert browser.get(f"/team/touches/{touch.ref}").status_code == 404


def test_looking_changes_nothing(teammate, make, joiner, session):
    browser, touch = teammate(), make.touch(joiner)

    with unchanged(session):
        assert browser.get(f"/team/touches/{touch.ref}").status_code == 200
        assert browser.get(path(touch, "hello")).status_code == 405


def test_ten_cost_no_more_statements_than_one(teammate, make, joiner, engine):
    browser = teammate()
    browser.get("/team/")
    with counted(engine) as one:
        browser.get("/team/")
    with clock.held_at(MONDAY):
        for number in range(9):
            person = make.candidate(f"Person{number} Ahead")
            make.accepted(make.offer(make.application(candidate=person, stage="Decision")))

    with counted(engine) as ten:
        page = browser.get("/team/").text

    assert page.count("Say thank you</bdi>") == 10
    assert len(ten) == len(one)


def plan_data(session, whose, *lines, **more):
    """What the form of a plan sends."""
    session.rollback()
    data = {"seen": plan_of(session, whose).mark, **more}
    for n, (title, by, days, start) in enumerate(lines):
        data |= {f"title_{n}": title, f"by_{n}": by, f"days_{n}": days, f"from_{n}": start}
    return data


def test_an_admin_plans_for_the_company(teammate, session):
    browser = teammate(Role.ADMIN)
    page = browser.get("/team/settings/touches").text
    assert all(one.title in page for one in SHIPPED)

    data = plan_data(session, PlanFor(), ("Send a book", "manager", "3", "start"))
    reply = browser.post("/team/settings/touches", data=data)

    assert (reply.status_code, reply.location) == (303, "/team/settings/touches")
    session.rollback()
    assert [one.title for one in plan_of(session, PlanFor()).touches] == ["Send a book"]
    again = plan_data(session, PlanFor(), above="y")
    assert browser.post("/team/settings/touches", data=again).status_code == 303
    session.rollback()
    assert plan_of(session, PlanFor()).touches == SHIPPED
    assert trail_of(session, "company")[-2:] == ["touch_plan.kept", "touch_plan.forgotten"]


def test_a_department_and_a_job_have_plans_of_their_own(teammate, session, joiner):
    with transaction(session):
        part = departments.add(session, name="Engineering", by="ada")
    line = ("Send a book", "recruiter", "3", "yes")
    of_part, of_job = PlanFor(department=part), PlanFor(job=joiner.job)
    paths = {
        f"/team/settings/departments/{part.id}/touches": of_part,
        f"/team/jobs/{joiner.job.ref}/touches": of_job,
    }
    browser = teammate(Role.ADMIN)

    for address, whose in paths.items():
        assert "Say thank you" in browser.get(address).text
        assert browser.post(address, data=plan_data(session, whose, line)).status_code == 303
        assert "own plan" in words_of(browser, address)


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (("", "recruiter", "", "yes"), "A plan without a touch is silence"),
        (("Call", "recruiter", "", "yes"), "both what it is and in how many days"),
        (("", "recruiter", "3", "yes"), "both what it is and in how many days"),
        (("Call", "recruiter", "0", "yes"), "between 1 and 250"),
        (("Call", "the king", "3", "yes"), "Invalid Choice"),
    ],
)
def test_what_is_no_plan_comes_back_as_typed(teammate, session, line, because):
    browser = teammate(Role.ADMIN)

    with unchanged(session):
        reply = browser.post("/team/settings/touches", data=plan_data(session, PlanFor(), line))

    assert because in reply.text
    assert line[0] in reply.text


def test_whoever_did_not_see_the_last_plan_reads_it_beside_theirs(teammate, session):
    browser = teammate(Role.ADMIN)
    mine = plan_data(session, PlanFor(), ("Mine", "recruiter", "3", "yes"))
    theirs = plan_data(session, PlanFor(), ("Theirs", "recruiter", "3", "yes"))
    browser.post("/team/settings/touches", data=theirs)

    reply = browser.post("/team/settings/touches", data=mine)

    assert reply.status_code == 409
    assert "Somebody changed this plan meanwhile" in reply.text
    assert "Theirs" in reply.text
    assert "Mine" in reply.text


def test_a_recruiter_does_not_plan_for_the_company(teammate, session):
    browser = teammate()

    with unchanged(session):
        assert browser.get("/team/settings/touches").status_code == 403
        assert browser.post("/team/settings/touches", data={}).status_code == 403


def test_a_leavers_touches_stand_in_the_form_that_hands_them_over(teammate, make, session):
    with clock.held_at(MONDAY):
        application = make.application(
            candidate=make.candidate("Ken Ito"), job=make.job("Data Analyst"), stage="Decision"
        )
        jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
        make.member(application.job, jonas)
        make.accepted(make.offer(application))
    browser = teammate(Role.ADMIN)
    address = f"/team/people/{jonas.ref}"
    assert "2 touches with people who join" in words_of(browser, address)

    reply = browser.post(f"{address}/hand-over", data={"to": make.robin().ref, "sure": "y"})

    assert reply.status_code == 303
    anew(session)
    assert make.touch(application, title="Say hello").owner.name == "Robin Keller"
