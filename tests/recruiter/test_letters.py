"""Settings: letters in the team's own words."""

import pytest

from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.recruiter.desk import unchanged, words_of
from tests.written import letters, trail_of

PATH = "/team/settings/letters/"
EDIT = f"{PATH}introduction/en"
OWN = "Dear {name},\n\nwe have your papers.\n\n{promise}\n\nYour page:\n{link}"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def ada(teammate):
    return teammate(Role.ADMIN)


def sent(**more):
    return {"subject": "About {job}", "text": OWN, "version": "0", **more}


def test_all_letters_are_listed_with_what_became_of_them(ada):
    page = ada.get(PATH).text

    assert "Introduction" in page
    assert "Deutsch" in page
    assert_kept("recruiter/letters/index.html", page)


def test_a_letter_is_reworded(ada, session):
    assert "Thank you for applying for {job}" in ada.get(EDIT).text

    reply = ada.post(EDIT, data=sent())

    assert (reply.status_code, reply.location) == (303, EDIT)
    assert "we have your papers." in ada.get(EDIT).text
    assert "your words" in words_of(ada, PATH)
    assert trail_of(session, "introduction:en") == ["letter.reworded"]


def test_it_is_looked_at_first_with_somebody_real_and_nothing_is_kept(ada, make, session):
    make.application()

    with unchanged(session):
        page = ada.post(f"{EDIT}/preview", data=sent()).text

    assert "As Sam Okafor would read it" in page
    assert "Dear Sam," in page
    assert "(their own link)" in page
    assert "About Backend Engineer" in page


def test_before_anybody_could_get_it_that_is_said(ada, session):
    with unchanged(session):
        page = ada.post(f"{EDIT}/preview", data=sent()).text

    assert "no one to show it with" in page


@pytest.mark.parametrize("part", ["", "/preview"])
def test_bad_words_come_back_with_the_reason_and_as_typed(ada, session, part):
    with unchanged(session):
        reply = ada.post(f"{EDIT}{part}", data=sent(text=OWN.replace("{link}", "{salary}")))

    assert "There is no placeholder {salary} in this letter." in reply.text
    assert "{link} has to stand in it" in reply.text
    assert "we have your papers." in reply.text


def test_who_saves_over_anothers_words_is_told(ada):
    ada.post(EDIT, data=sent())

    reply = ada.post(EDIT, data=sent(subject="Mine"))

    assert reply.status_code == 409
    assert "Somebody changed these words meanwhile" in reply.text


def test_a_test_goes_to_oneself_alone(ada, make, session):
    make.application()

    codes = [ada.post(f"{EDIT}/test").status_code for _press in range(2)]

    assert codes == [303, 303]
    assert letters(session).count(Letter.TEAM_WORDING) == 1


def test_a_test_without_anybody_is_refused_in_words(ada, session):
    with unchanged(session):
        reply = ada.post(f"{EDIT}/test")

    assert (reply.status_code, "no one to show it with" in reply.text) == (409, True)


def test_back_to_the_shipped_words(ada):
    ada.post(EDIT, data=sent())

    codes = [ada.post(f"{EDIT}/shipped").status_code for _press in range(2)]

    assert codes == [303, 303]
    assert "Thank you for applying for {job}" in ada.get(EDIT).text


def test_what_something_else_sends_is_switched_off_and_on(ada):
    ada.post(f"{PATH}step_set/off")
    assert "not by us" in words_of(ada, PATH)

    ada.post(f"{PATH}step_set/on")

    assert "not by us" not in words_of(ada, PATH)
    assert ada.post(f"{PATH}ending/off").status_code == 409


@pytest.mark.parametrize("path", ["code/en", "introduction/fr", "nothing/en"])
def test_what_is_no_letter_of_these_is_not_there(ada, path):
    assert ada.get(PATH + path).status_code == 404


def test_looking_changes_nothing_and_takes_the_right(ada, teammate, session):
    with unchanged(session):
        assert ada.get(EDIT).status_code == 200
    assert teammate().get(EDIT).status_code == 403
    assert teammate().post(EDIT, data=sent()).status_code == 403
