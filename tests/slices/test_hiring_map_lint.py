"""What a team should look at in the stages of a job."""

import pytest

from portal.hiring.map_lint import Remark, lint
from portal.hiring.stage_plans import USUAL, Shipped, StagePlan, shipped
from portal.hiring.stages import Status, sentence

TEAM = ["Robin Keller", "Will Smith", "Bo Ek"]


def said(words, *, name="Phone screen", status=Status.INTERVIEWING, days=None):
    """What is said of one stage with that sentence, among stages in which nothing is wrong."""
    plans = [*USUAL[:2], StagePlan(name, status, words, days), USUAL[3]]
    return [remark.words for remark in lint(plans, team=TEAM)]


@pytest.mark.parametrize("which", Shipped)
def test_nothing_is_wrong_with_what_comes_with_candor(which):
    assert lint(shipped(which), team=TEAM) == []


def test_a_stage_that_is_not_mapped_is_named():
    assert lint([*USUAL, StagePlan("Talk")]) == [
        Remark("Talk", "Not mapped: whoever is in it reads nothing new.")
    ]


def test_somewhere_the_application_is_received():
    assert lint(USUAL[1:]) == [Remark("", "No stage says that the application was received.")]


def test_nobody_goes_back():
    remarks = lint([USUAL[0], USUAL[2], USUAL[4], USUAL[1], USUAL[3]])

    assert [(remark.stage, remark.words[:26]) for remark in remarks] == [
        ("Review", "Candidates would go back: ")
    ]


@pytest.mark.parametrize(("days", "found"), [(None, 0), (20, 0), (21, 1), (90, 1)])
def test_a_long_wait_is_named(days, found):
    assert len(said("You will meet us", days=days)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The phone screen is next", "tells the stage’s name"),
        ("You were rejected", "“rejected” is for the team only"),
        ("REJECT", "“REJECT” is for the team only"),
        ("A no-hire", "“no-hire” is for the team only"),
        ("No hire", "“No hire” is for the team only"),
        ("Your score is in", "“score” is for the team only"),
        ("The scorecards are in", "“scorecards” is for the team only"),
        ("We discuss the salary band", "“salary band” is for the team only"),
        ("For requisition 12", "“requisition” is for the team only"),
        ("For REQ-2024", "“REQ-2024” is for the team only"),
        ("For R-1234", "“R-1234” is for the team only"),
        ("Write to hr@northwind.example", "tells a mail address"),
        ("You will meet robin keller", "names Robin Keller"),
        ("Robin reads your papers", "names Robin Keller"),
        ("Frau Keller reads your papers", "names Robin Keller"),
        ("We will decide soon", "promises a decision"),
        ("You’ll get an offer", "promises a decision"),
        ("Decision by our board", "promises a decision"),
        ("You will hear from us on Monday", "“Monday” is a date"),
        ("Interviews are next week", "“next week” is a date"),
        ("Interviews begin on 3 May", "“3 May” is a date"),
        ("Interviews begin in March", "“March” is a date"),
        ("Interviews until 24.12.", "“24.12” is a date"),
        ("We read it within five working days", "“within five working days” is a date"),
    ],
)
def test_words_that_are_not_for_candidates_are_named(words, found):
    (only,) = said(words)

    assert found in only


@pytest.mark.parametrize(
    "words",
    [
        "",
        "You are in interviews",
        "You may meet us soon, and will hear how it goes",
        "We march on, and mark what we read",
        "The top 10 go on",
        "We want to get to know you: a talk of 45 minutes",
        "Boats and wills",
    ],
)
def test_words_that_are_fine_are_left_alone(words):
    assert said(words) == []


@pytest.mark.parametrize("plan", USUAL, ids=lambda plan: plan.name)
def test_a_name_that_candidates_read_anyway_is_no_secret(plan):
    spelled = StagePlan(plan.name, plan.status, sentence(plan.status))

    assert [one for one in lint([spelled]) if one.stage] == []


def test_a_name_that_is_all_signs_breaks_nothing():
    assert said("You are (*)[ here", name="(*)[")[0].startswith("The sentence tells")
