"""Closed rounds on the Feedback page: one touchpoint at a time, a round beside the one before."""

import re
from datetime import date, timedelta

import pytest

from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import jobs
from portal.surveys.actions import surveys
from portal.surveys.items import Item, ItemKind, Touchpoint
from portal.surveys.models import Round, Snapshot, Survey
from portal.team.rights import Role
from portal.web.recruiter import feedback
from tests.asked import AFTER, AUTUMN, answer, crowd
from tests.pages import Page

PAGE = "/team/feedback/"
A_QUARTER = timedelta(days=90)


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


def rated(make, session, given):
    for invitation in crowd(make, 12):
        answer(session, invitation, given)


def text(browser, path=PAGE):
    reply = browser.get(path)
    assert reply.status_code == 200
    return Page(reply.text).text()


def test_a_touchpoint_that_was_asked_about_has_a_tab_of_its_own(robin, session):
    with transaction(session):
        session.add(Survey(touchpoint=Touchpoint.DECLINED))
        session.add(Survey(touchpoint=Touchpoint.APPLIED, is_on=False))

    reply = robin.get(f"{PAGE}?touchpoint=declined")

    tabs = Page(reply.text).text()
    assert "After an interview After declining" in tabs
    assert "After applying" not in tabs
    assert 'aria-current="page">After declining</a>' in reply.text


def test_figures_of_two_touchpoints_never_meet(robin, make, session):
    rated(make, session, {"recommend": "9"})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    assert "Q4 2026" in text(robin)
    assert "Q4 2026" not in text(robin, f"{PAGE}?touchpoint=not_selected")


def test_the_page_says_when_a_round_joins_the_next_with_the_limit_it_has(robin, make, session):
    with transaction(session):
        surveys.survey(session, Touchpoint.INTERVIEWED).k = 7
    for invitation in crowd(make, 10):
        answer(session, invitation)
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    words = text(robin)

    assert "fewer than 8 people asked, or fewer than 7 answers, joins the next one." in words


@pytest.mark.parametrize("asked", ["hired", "", "INTERVIEWED", "interviewed'"])
def test_a_made_up_touchpoint_is_not_there(robin, asked):
    assert robin.get(PAGE, query_string={"touchpoint": asked}).status_code == 404


def test_a_round_stands_beside_the_one_before(robin, make, session):
    rated(make, session, {"recommend": "9", "prepared": "3"})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)
        rated(make, session, {"recommend": "9", "prepared": "5"})
    with clock.held_at(AFTER + A_QUARTER):
        jobs.close_rounds(session)

    words = text(robin).replace("\N{NO-BREAK SPACE}", " ")

    assert "Question Mean Q4 2026 Satisfied Answers" in words
    assert (
        "The interviewers were prepared about 5 of 5 about 3 of 5 91 % or more said 4 or 5" in words
    )


def test_every_round_there_ever_was_is_reached_some_at_a_time(robin, make, session):
    with transaction(session):
        survey = surveys.survey(session, Touchpoint.INTERVIEWED)
        kept = {"version": survey.versions[-1], "touchpoint": Touchpoint.INTERVIEWED}
        for number in range(19):
            starts = date(2020 + number // 4, number % 4 * 3 + 1, 1)
            closed = Round(
                **kept, opens_on=starts, invites_until=starts + timedelta(days=80),
                closes_on=starts, closed_at=AUTUMN, k=5, comment_limit=10,
            )  # fmt: skip
            figures = {"from": starts.isoformat(), "until": closed.invites_until.isoformat()}
            figures |= {"answered": 5 + number, "response": None, "items": []}
            closed.snapshot = Snapshot(figures=figures, parts=[], comments={})
            session.add(closed)

    pages, seen = [PAGE], []
    while pages:
        html = robin.get(pages.pop()).text
        page = Page(html)
        seen += re.findall(r"Q\d 20\d\d(?= – too few)", page.text())
        pages = re.findall(r'<a href="([^"#]+)[^>]*>Earlier rounds', html.replace("&amp;", "&"))

    assert len(seen) == len(set(seen)) == 19
    assert ("The latest rounds" in html, seen[-1]) == (True, "Q1 2020")
    assert "The latest rounds" not in text(robin)


def test_answers_to_a_choice_spread_over_what_could_be_chosen(robin, make, session):
    choice = Item("when", ItemKind.CHOICE, "When did you hear?", choices=("At once", "Later"))
    invited = crowd(make, 12)
    with transaction(session):
        version = session.query(Round).one().version
        version.items = [*version.items, choice.to_json()]
    for number, invitation in enumerate(invited):
        answer(session, invitation, {"when": "Later" if number % 3 else "At once"})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    words = text(robin).replace("\N{NO-BREAK SPACE}", " ")

    assert "When did you hear? 12 answers Said Share At once 33 % Later 67 %" in words


def test_many_comments_are_read_page_by_page(robin, make, session, monkeypatch):
    monkeypatch.setattr(feedback, "COMMENTS_AT_ONCE", 7)
    for number, invitation in enumerate(crowd(make, 12)):
        answer(session, invitation, {"change": f"Comment <{number}>"})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    first, second = (text(robin, f"{PAGE}?comments={page}") for page in (1, 2))

    assert (first.count("“Comment"), second.count("“Comment")) == (7, 5)
    assert all(f"“Comment <{number}>”" in first + second for number in range(12))
    assert "12 comments, in no order" in second
