"""What candidates said with their name: in Today, on the application's page and in Feedback."""

import pytest

from portal.plumbing import clock
from portal.team.rights import Role
from tests.asked import AUTUMN, answer, asked
from tests.pages import Page
from tests.recruiter.desk import counted, manager, unchanged, words_of

GIVEN = {"recommend": "2", "change": "You were late. <b>Please</b> call me."}


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def application(make):
    application = make.application(stage="Interviews")
    answer(make.session, asked(make, application), GIVEN, is_named=True)
    return application


def form_in(page):
    """The form with which somebody says that they got back to them."""
    (form,) = (one for one in Page(page).every("form") if "/named/" in str(one.get("action")))
    fields = [one for one in Page(page).every("input") if any(a is form for a in one.inside)]
    return form.get("action"), {one.get("name"): one.get("value") for one in fields}


@pytest.mark.parametrize("where", ["/team/", "/team/applications/{ref}", "/team/feedback/"])
def test_it_stands_there_in_words_until_somebody_got_back_to_them(teammate, application, where):
    browser, path = teammate(), where.format(ref=application.ref)
    before = words_of(browser, path)
    action, _sent = form_in(browser.get("/team/").text)

    browser.post(action)

    after = words_of(browser, path)
    assert "2 of 10" in before
    assert "You were late. <b>Please</b> call me." in before
    assert ("We got back to them" in before) is (where != "/team/feedback/")
    assert ("waits for a word" in before) is (where != "/team/")
    assert "waits for a word" not in after
    assert ("You were late." in after) is (where != "/team/")


def test_it_is_said_from_today_and_leads_back_there_and_twice_does_it_once(
    teammate, make, application, session
):
    browser = teammate()
    action, _sent = form_in(browser.get("/team/?whose=everyone").text)

    reply = browser.post(action, data={"from": "today", "whose": "everyone"})
    with unchanged(session):
        again = browser.post(action)

    assert (reply.status_code, reply.location) == (303, "/team/?whose=everyone")
    assert again.location == f"/team/applications/{application.ref}"


def test_a_mail_to_them_is_one_press_away(teammate, application):
    page = teammate().get("/team/").text

    assert "mailto:sam" in page


def test_nobody_says_so_of_another_application_or_without_the_right(
    teammate, make, application, session
):
    action, _sent = form_in(teammate().get("/team/").text)
    other = action.replace(application.ref, make.charlie().ref)

    assert teammate().post(other).status_code == 404
    jonas = manager(teammate, make, application.job)
    with unchanged(session):
        assert jonas.post(action).status_code == 403
    assert "You were late." not in words_of(jonas, f"/team/applications/{application.ref}")
    assert "You were late." not in words_of(jonas, "/team/?whose=everyone")
    assert "You were late." not in words_of(jonas, "/team/feedback/")


def test_twenty_cost_today_no_more_than_one(teammate, make, application, engine):
    browser = teammate(Role.RECRUITER)
    browser.get("/team/")
    with counted(engine) as one:
        browser.get("/team/")
    for number in range(20):
        person = make.application(candidate=make.candidate(f"P{number} Example"))
        answer(make.session, asked(make, person), GIVEN, is_named=True)

    with counted(engine) as many:
        browser.get("/team/")

    assert len(many) == len(one)
