"""The team reads who is asked next how it was, why somebody waits, and never who answered."""

import pytest

from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys.actions import surveys
from portal.surveys.items import Touchpoint
from portal.team.rights import Role
from tests.asked import AUTUMN, answer, asked, happened
from tests.kept import assert_kept
from tests.recruiter.desk import unchanged, words_of

PATH = "/team/invitations/"


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


def test_the_page_says_of_each_survey_whether_and_when_people_are_asked(robin, session):
    with unchanged(session):
        page = robin.get(PATH).text

    assert_kept("recruiter/invitations/coming.html", page)


def test_a_hiring_manager_is_not_shown_whom_others_ask(teammate):
    assert teammate(Role.HIRING_MANAGER).get(PATH).status_code == 403


def test_whoever_comes_next_stands_there_with_the_reason_why_they_wait(robin, make):
    told = happened(make, Touchpoint.NOT_SELECTED)
    busy = happened(make, Touchpoint.NOT_SELECTED, "Mo Busy")
    make.application(candidate=busy.candidate, job=make.job("Data Analyst"))

    words = words_of(robin, PATH)

    assert f"{told.candidate.full_name} Backend Engineer from Tuesday 24 November" in words
    assert "Mo Busy Backend Engineer still active in another application" in words


def test_whoever_waits_for_a_round_without_its_key_stands_there_with_that(robin, make, config):
    asked(make, make.charlie())
    happened(make, Touchpoint.INTERVIEWED)
    before = words_of(robin, PATH)
    for file in (config.folder / "round-keys").iterdir():
        file.unlink()

    words = words_of(robin, PATH)

    assert "Sam Okafor Backend Engineer asked within the hour" in before
    assert "Sam Okafor Backend Engineer waits: the open round can take no answers" in words
    assert "asked within the hour" not in words


def test_a_verdict_that_nobody_told_stands_nowhere(robin, make):
    make.verdict(make.application(candidate=make.candidate("Mo Untold")))

    assert "Mo Untold" not in words_of(robin, PATH)


def test_a_letter_that_waits_stands_there_with_its_days_and_nothing_of_who_answered(
    robin, make, session
):
    invitation = asked(make)
    before = words_of(robin, PATH)

    answer(session, invitation)

    assert "Sam Okafor Invitation from Monday 23 November Monday 7 December" in before
    assert words_of(robin, PATH) == before


def test_a_small_team_is_told_what_it_may_expect(robin, make):
    happened(make, Touchpoint.NOT_SELECTED)

    words = words_of(robin, PATH)

    assert (
        "After we said no 1 to 3 days after they were told 1 person in three months too few"
        in words
    )
    assert "What people say with their name you read at once" in words


def test_a_long_list_ends_and_says_how_many_more(robin, make, session, monkeypatch):
    monkeypatch.setattr("portal.web.recruiter.invitations.SHOWN", 2)
    for number in range(4):
        happened(make, Touchpoint.NOT_SELECTED, f"Person{number} Example")

    words = words_of(robin, PATH)

    assert "and 2 more" in words
    assert "Person3 Example" not in words


def test_of_a_survey_that_is_switched_off_nobody_comes_next(robin, make, session):
    happened(make, Touchpoint.NOT_SELECTED)
    with transaction(session):
        surveys.survey(session, Touchpoint.NOT_SELECTED).is_on = False

    words = words_of(robin, PATH)

    assert "Next: After an interview" in words
    assert "Next: After we said no" not in words
    assert "After we said no 1 to 3 days after they were told 1 person in three months no" in words


def test_whoever_was_asked_before_it_was_switched_off_may_still_answer(candidate, make, session):
    invitation = asked(make)
    with transaction(session):
        surveys.survey(session, Touchpoint.INTERVIEWED).is_on = False

    page = candidate(invitation.application).get(f"/me/surveys/{invitation.ref}").text

    assert "How likely are you to recommend" in page
