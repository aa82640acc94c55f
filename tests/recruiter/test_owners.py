"""Changing who answers for an application, and handing over all that somebody has."""

import pytest

from portal.hiring.queries.theirs import theirs
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


def path(application):
    return f"/team/applications/{application.ref}"


def owner(application, to, **more):
    return {"owner": to.ref, "version": str(application.version), **more}


def test_another_owner_stands_on_both_pages(teammate, candidate, make, session, mira):
    application, browser = make.application(), teammate()

    reply = browser.post(f"{path(application)}/owner", data=owner(application, mira))

    assert (reply.status_code, reply.location) == (303, path(application))
    words = words_of(browser, path(application))
    assert "Mira Holm answers for it now." in words
    assert "Mira Holm answers for this application now" in words
    theirs_too = candidate(application).get(f"/me/applications/{application.ref}").text
    assert "Mira Holm" in theirs_too
    assert "answers for this application now" not in theirs_too
    anew(session)
    assert trail_of(session, application.ref).count("application.owned") == 1


def test_sent_twice_it_changes_once(teammate, make, session, mira):
    application, browser = make.application(), teammate()
    data = owner(application, mira)

    first, second = (browser.post(f"{path(application)}/owner", data=data) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody changed this application meanwhile" in second.text
    anew(session)
    assert trail_of(session, application.ref).count("application.owned") == 1


def test_whoever_is_none_is_sent_back(teammate, make, session, mira):
    application, browser = make.application(), teammate()
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)

    for other in (jonas.ref, "nobody", ""):
        data = owner(application, mira, owner=other)
        reply = browser.post(f"{path(application)}/owner", data=data)
        assert reply.status_code == 200
        assert "Something below needs another look" in reply.text
    anew(session)
    assert application.owner_id == make.robin().id


def test_a_hiring_manager_changes_no_owner_and_strangers_see_nothing(teammate, make, mira):
    application = make.application()
    browser = manager(teammate, make, application.job)

    assert browser.post(f"{path(application)}/owner", data={}).status_code == 403
    assert "Change the owner" not in words_of(browser, path(application))
    charlie = make.charlie()
    assert browser.post(f"{path(charlie)}/owner", data={}).status_code == 404


def test_who_covers_stands_by_the_owner(teammate, make, mira):
    application = make.application()
    make.absence(make.robin(), mira)

    words = words_of(teammate(), path(application))

    assert "Robin Keller Mira Holm covers until Fri 27 Nov" in words


def test_what_is_theirs_stands_on_the_page_and_is_handed_over(teammate, make, session, mira):
    robin = make.robin()
    make.application(job=make.job(lead=robin))
    make.absence(make.teammate("Olga Other"), robin)
    browser, page = teammate(Role.ADMIN), f"/team/people/{robin.ref}"
    words = words_of(browser, page)
    assert "1 open application for Backend Engineer" in words
    assert "Lead of Backend Engineer" in words
    assert "Covers for Olga Other until 27 November 2026" in words
    assert "End their access" not in words

    reply = browser.post(f"{page}/hand-over", data={"to": mira.ref, "sure": "y"})

    assert (reply.status_code, reply.location) == (303, page)
    words = words_of(browser, page)
    assert "Access has ended" in words
    assert "What is theirs" not in words
    anew(session)
    assert not theirs(session, robin.id).is_any
    assert letters(session).count(Letter.TEAM_HAND_OVER) == 1
    assert browser.post(f"{page}/hand-over", data={"to": mira.ref, "sure": "y"}).status_code == 409
    assert letters(session).count(Letter.TEAM_HAND_OVER) == 1


def test_a_hand_over_wants_its_tick_and_somebody(teammate, make, session, mira):
    application = make.application()
    browser, page = teammate(Role.ADMIN), f"/team/people/{make.robin().ref}/hand-over"

    for data in ({"to": mira.ref}, {"sure": "y"}, {"to": "nobody", "sure": "y"}):
        assert browser.post(page, data=data).status_code == 200
    anew(session)
    assert (application.owner_id, make.robin().disabled_at) == (make.robin().id, None)


def test_ending_the_access_alone_is_refused_in_words(teammate, make, session):
    make.application()
    browser, page = teammate(Role.ADMIN), f"/team/people/{make.robin().ref}"

    reply = browser.post(f"{page}/disable", data={"sure": "y"})

    assert reply.status_code == 409
    assert "Robin Keller still answers for candidates or jobs." in Page(reply.text).text()
    anew(session)
    assert make.robin().disabled_at is None


def test_only_an_admin_hands_over_and_reading_does_nothing(teammate, make, session, mira):
    make.application()
    page = f"/team/people/{make.robin().ref}/hand-over"

    assert teammate().post(page, data={"to": mira.ref, "sure": "y"}).status_code == 403
    admin = teammate(Role.ADMIN)
    with unchanged(session):
        assert admin.get(page).status_code == 405
    nobody = "/team/people/nobody/hand-over"
    assert admin.post(nobody, data={"to": mira.ref, "sure": "y"}).status_code == 404


def test_the_words_of_the_form_are_kept(teammate, make, mira):
    make.application(job=make.job(lead=make.robin()))
    page = f"/team/people/{make.robin().ref}"

    assert_kept("recruiter/team/person.html", teammate(Role.ADMIN).get(page).text, case="busy")
