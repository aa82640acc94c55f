"""Who a candidate is: corrected, or made one with the same person."""

import pytest
from sqlalchemy import select

from portal.hiring.models import Candidate
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.posted import messages
from tests.robot import defaults
from tests.written import everything


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setattr("portal.web.recruiter.zones._places", lambda: ["Asia/Tokyo"])
    with clock.held_at(MONDAY):
        yield


def typed(html):
    """What the page's own form would send, untouched."""
    page = Page(html)
    form = page.every("form")[-1]
    return dict(defaults(page, [one for one in page.elements if form in one.inside]))


@pytest.fixture
def both(make):
    one = make.application(candidate=make.candidate("Sam Okafor"))
    other = make.application(
        candidate=make.candidate("Samuel Okafor", email="sam@example.org", zone="Asia/Tokyo"),
        job=one.job,
    )
    return one, other


def test_the_team_says_which_language_somebody_reads(teammate, candidate, make):
    application = make.application()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    data = typed(browser.get(path).text)

    unknown = browser.post(path, data=data | {"language": "tlh"})
    reply = browser.post(path, data=data | {"language": "de"})

    make.look_again()
    assert (unknown.status_code, reply.status_code) == (200, 303)
    assert "Not a valid choice." in unknown.text
    assert application.candidate.locale == "de"
    page = candidate(application).get(f"/me/applications/{application.ref}").text
    assert '<html lang="de">' in page


def test_a_language_that_we_do_not_speak_is_kept_for_later(teammate, make):
    application = make.application()
    application.candidate.locale = "pt-BR"
    make.session.commit()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    data = typed(browser.get(path).text) | {"phone": "+351 1"}

    reply = browser.post(path, data=data)

    make.look_again()
    assert (reply.status_code, data["language"]) == (303, "en")
    assert (application.candidate.locale, application.candidate.phone) == ("pt-BR", "+351 1")


def test_a_candidate_is_corrected(teammate, make, session):
    application = make.application()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    page = browser.get(path).text
    assert_kept("recruiter/people/correct.html", page)

    data = typed(page) | {"full_name": "Samuel Okafor", "email": "new@example.org"}
    refused = browser.post(path, data=data)
    reply = browser.post(path, data=data | {"has_spoken": "y"})

    make.look_again()
    assert refused.status_code == 409
    assert "Speak with them first" in refused.text
    assert "new@example.org" in refused.text
    assert reply.status_code == 303
    assert application.candidate.full_name == "Samuel Okafor"
    assert messages(session, Letter.ADDRESS_CHANGED)[0].secret == "sam@example.org"


def test_bad_facts_hide_nothing_that_a_teammate_corrected(teammate, make):
    application = make.application()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    data = typed(browser.get(path).text)
    browser.post(path, data=data | {"phone": "1"})

    reply = browser.post(path, data=data | {"email": "nobody"})

    said = Page(reply.text).text()
    assert "As it is kept now:" in said
    assert "Telephone 1" in said
    assert "has_spoken" not in said


@pytest.mark.parametrize(
    "bad", [{"full_name": ""}, {"email": "nobody"}, {"time_zone": "Mars"}, {"phone": "1" * 51}]
)
def test_bad_facts_come_back_as_they_were_typed(teammate, make, session, bad):
    application = make.application()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    data = typed(browser.get(path).text) | {"called": "kept"} | bad
    before = everything(session)

    reply = browser.post(path, data=data)

    assert reply.status_code == 200
    assert "Something below needs another look" in reply.text
    assert "kept" in reply.text
    assert everything(session) == before


def test_of_two_who_correct_the_second_is_told(teammate, make):
    application = make.application()
    browser, path = teammate(), f"/team/applications/{application.ref}/person"
    data = typed(browser.get(path).text)
    browser.post(path, data=data | {"phone": "1"})

    reply = browser.post(path, data=data | {"phone": "2"})
    again = browser.post(path, data=typed(reply.text))

    make.look_again()
    assert reply.status_code == 409
    assert "Somebody corrected this meanwhile." in reply.text
    assert "As it is kept now: Telephone 1" in Page(reply.text).text()
    assert (again.status_code, application.candidate.phone) == (303, "2")


def test_whoever_may_be_the_same_stands_beside_the_application(teammate, make, both):
    one, other = both
    page = teammate().get(f"/team/applications/{one.ref}").text

    assert "Perhaps the same person" in page
    assert f"/team/applications/{one.ref}/same/{other.candidate.ref}" in page
    charlie = make.charlie()
    assert "Perhaps" not in teammate().get(f"/team/applications/{charlie.ref}").text


def test_a_hiring_manager_is_not_shown_who_else_is_here(teammate, make, both):
    make.member(both[0].job, make.teammate("Jonas Berg", role=Role.HIRING_MANAGER))

    page = teammate(Role.HIRING_MANAGER).get(f"/team/applications/{both[0].ref}")

    assert "Perhaps the same person" not in page.text


def test_both_sides_are_shown_first(teammate, both):
    one, other = both

    page = teammate().get(f"/team/applications/{one.ref}/same/{other.candidate.ref}").text

    assert_kept("recruiter/people/merge.html", page)
    assert "Both have an open application for Backend Engineer. They stay two" in page


def test_two_are_made_one(teammate, make, session, both):
    one, other = both
    browser, path = teammate(), f"/team/applications/{one.ref}/same/{other.candidate.ref}"
    data = typed(browser.get(path).text) | {"full_name": "other", "sure": "y"}

    reply = browser.post(path, data=data)
    again = browser.post(path, data=data)

    make.look_again()
    assert (reply.status_code, reply.location) == (303, f"/team/applications/{one.ref}")
    assert again.status_code == 404
    assert other.candidate_id == one.candidate_id
    assert one.candidate.full_name == "Samuel Okafor"
    assert len(session.scalars(select(Candidate)).all()) == 1


@pytest.mark.parametrize("more", [{}, {"sure": "y", "full_name": "third"}])
def test_without_the_box_or_with_a_third_side_they_stay_two(teammate, make, session, both, more):
    one, other = both
    browser, path = teammate(), f"/team/applications/{one.ref}/same/{other.candidate.ref}"
    data = typed(browser.get(path).text) | more
    before = everything(session)

    reply = browser.post(path, data=data)

    assert reply.status_code == 200
    assert everything(session) == before


def test_what_changed_meanwhile_is_shown_first(teammate, make, both):
    one, other = both
    browser, path = teammate(), f"/team/applications/{one.ref}/same/{other.candidate.ref}"
    data = typed(browser.get(path).text) | {"sure": "y"}
    make.application(candidate=other.candidate, job=make.job("Data Analyst"))

    reply = browser.post(path, data=data)
    again = browser.post(path, data=typed(reply.text) | {"sure": "y"})

    assert reply.status_code == 409
    assert "Somebody changed one of the two meanwhile." in reply.text
    assert "Data Analyst" in reply.text
    assert again.status_code == 303


def test_two_who_have_nothing_in_common_can_not_be_made_one(teammate, make):
    application, charlie = make.application(), make.charlie()

    reply = teammate().post(
        f"/team/applications/{application.ref}/same/{charlie.candidate.ref}", data={"sure": "y"}
    )

    assert reply.status_code == 404
