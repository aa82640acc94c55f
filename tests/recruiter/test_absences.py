"""When somebody is away, and who covers: one's own page, and an admin's for anybody."""

import pytest

from portal.plumbing import clock
from portal.team.covers import absences_of
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, unchanged, words_of
from tests.written import trail_of

ROOT = "/team/absences/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


def days(cover, first="2026-11-30", last="2026-12-04"):
    return {"first_day": first, "last_day": last, "cover": cover.ref}


def test_one_says_when_and_who(teammate, make, session, mira):
    browser = teammate()

    reply = browser.post(ROOT, data=days(mira))

    assert (reply.status_code, reply.location) == (303, ROOT)
    words = words_of(browser, ROOT)
    assert "From 30 November 2026 to 4 December 2026: Mira Holm covers." in words
    assert trail_of(session, make.robin().ref)[-1] == "absence.set"


def test_an_admin_says_it_for_another(teammate, make, session, mira):
    robin, browser = make.robin(), teammate(Role.ADMIN)
    page = f"{ROOT}of/{robin.ref}"

    reply = browser.post(page, data=days(mira))

    assert (reply.status_code, reply.location) == (303, page)
    anew(session)
    assert [one.cover_id for one in absences_of(session, robin.id)] == [mira.id]
    assert "Mira Holm covers" in words_of(browser, page)


def test_nobody_else_does(teammate, make, session, mira):
    browser = teammate()

    assert browser.get(f"{ROOT}of/{mira.ref}").status_code == 403
    assert browser.post(f"{ROOT}of/{mira.ref}", data=days(make.robin())).status_code == 403
    assert teammate(Role.ADMIN).get(f"{ROOT}of/nobody").status_code == 404
    anew(session)
    assert absences_of(session, mira.id) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_day": ""}, "Say from when."),
        ({"last_day": "soon"}, "Not a valid date value."),
        ({"cover": "nobody"}, "Not a valid choice."),
        ({"last_day": "2026-11-29"}, "That ends before it begins."),
        ({"first_day": "2026-11-02", "last_day": "2026-11-20"}, "Those days are over."),
    ],
)
def test_what_can_not_be_comes_back_as_typed(teammate, make, session, mira, change, words):
    typed = days(mira) | change

    reply = teammate().post(ROOT, data=typed)

    assert reply.status_code in {200, 409}
    assert words in Page(reply.text).text()
    assert f'value="{typed["first_day"]}"' in reply.text
    anew(session)
    assert absences_of(session, make.robin().id) == []


def test_sent_twice_it_is_noted_once(teammate, make, session, mira):
    browser = teammate()

    first, second = (browser.post(ROOT, data=days(mira)) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "is noted already" in second.text
    anew(session)
    assert len(absences_of(session, make.robin().id)) == 1


def test_who_is_back_says_so(teammate, make, session, mira):
    robin = make.robin()
    absence = make.absence(robin, mira)
    browser = teammate()

    for _time in range(2):
        reply = browser.post(f"{ROOT}{absence.ref}/end")
        assert (reply.status_code, reply.location) == (303, ROOT)

    anew(session)
    assert absences_of(session, robin.id) == []
    assert trail_of(session, robin.ref).count("absence.ended") == 1


def test_somebody_elses_is_not_there_but_for_an_admin(teammate, make, session, mira):
    absence = make.absence(mira, make.robin())

    assert teammate().post(f"{ROOT}{absence.ref}/end").status_code == 404
    reply = teammate(Role.ADMIN).post(f"{ROOT}{absence.ref}/end")

    assert (reply.status_code, reply.location) == (303, f"{ROOT}of/{mira.ref}")


def test_reading_changes_nothing(teammate, make, session, mira):
    absence, browser = make.absence(make.robin(), mira), teammate(Role.ADMIN)

    with unchanged(session):
        browser.get(ROOT)
        browser.get(f"{ROOT}of/{mira.ref}")
        assert browser.get(f"{ROOT}{absence.ref}/end").status_code == 405


def test_alone_there_is_nobody_to_cover(teammate):
    assert "Whoever could cover will stand here" in words_of(teammate(), ROOT)


def test_the_words_of_the_pages_are_kept(teammate, make, mira):
    make.absence(make.robin(), mira)
    make.absence(make.ada(), make.robin(), first=MONDAY.date().replace(month=12))

    assert_kept("recruiter/absences/mine.html", teammate().get(ROOT).text)
    page = f"{ROOT}of/{make.robin().ref}"
    assert_kept("recruiter/absences/of.html", teammate(Role.ADMIN).get(page).text)
