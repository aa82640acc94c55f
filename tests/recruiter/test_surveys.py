"""The survey editor: questions of every kind, looked at on a phone first, and never under anybody's
answers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.plumbing import clock
from portal.surveys.editions import edition
from portal.surveys.items import ItemKind, Touchpoint
from portal.surveys.models import Survey, Version
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, asked, happened, interviewed
from tests.kept import assert_kept
from tests.pages import Page

INDEX = "/team/settings/surveys/"
PAGE = f"{INDEX}interviewed"
INTERVIEWED = Touchpoint.INTERVIEWED


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def ada(teammate):
    return teammate(Role.ADMIN)


def kept(session):
    session.rollback()
    return edition(session, INTERVIEWED)


def typed(session, **more):
    """The form as the page has it, with what somebody typed over it."""
    now = kept(session)
    data = {"version": str(now.number), "new_kind": "", "on_new": "y", "place_new": "99"}
    for number, item in enumerate(now.items, start=1):
        its = {"words": item.words, "low": item.low, "high": item.high, "place": str(number)}
        its |= {"choices": "\n".join(item.choices), "where": item.where}
        ticks = {"on": item.is_on, "required": item.is_required}
        its |= {name: "y" for name, is_ticked in ticks.items() if is_ticked}
        data |= {f"{name}_{item.key}": value for name, value in its.items()}
    data["place_new"] = str(len(now.items) + 1)
    return {name: value for name, value in (data | more).items() if value is not None}


def reworded(session, words):
    """The same with one question in other words."""
    return typed(session, words_prepared=words, same_prepared="y")


def versions(session):
    session.rollback()
    return len(session.scalars(select(Version)).all())


def lines(session):
    session.rollback()
    asked_for = select(AuditEntry.action).where(AuditEntry.action.startswith("survey."))
    return [one for one in session.scalars(asked_for) if one != "survey.invited"]


def test_an_admin_words_orders_and_switches_questions(ada, session):
    change = {
        "words_prepared": "My interviewers knew my CV",
        "same_prepared": "y",
        "place_change": "1",
        "place_recommend": "2",
        "on_strengths": None,
        "required_recommend": "y",
    }

    reply = ada.post(PAGE, data=typed(session, **change))

    assert (reply.status_code, reply.location) == (303, PAGE)
    found = {item.key: item for item in kept(session).items}
    assert next(iter(found)) == "change"
    assert found["prepared"].words == "My interviewers knew my CV"
    assert not found["strengths"].is_on
    assert found["recommend"].is_required
    assert lines(session) == ["survey.edited"]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({5: 2}, [1, 5, 2, 3, 4, 6, 7]),
        ({2: 5}, [1, 3, 4, 5, 2, 6, 7]),
        ({1: 2, 7: 1}, [7, 1, 2, 3, 4, 5, 6]),
        ({6: 2, 7: 2}, [1, 6, 7, 2, 3, 4, 5]),
        ({3: ""}, [1, 2, 4, 5, 6, 7, 3]),
        ({1: 7, 7: 1}, [7, 2, 3, 4, 5, 6, 1]),
    ],
)
def test_a_question_lands_at_the_very_place_it_was_given(ada, session, places, order):
    keys = [item.key for item in kept(session).items]
    given = {f"place_{keys[number - 1]}": str(place) for number, place in places.items()}

    ada.post(PAGE, data=typed(session, **given))

    assert [item.key for item in kept(session).items] == [keys[number - 1] for number in order]


def test_a_new_question_lands_there_too_and_is_not_lost_without_a_kind(ada, session):
    new = {"words_new": "Typed with care", "place_new": "2"}

    lost = ada.post(PAGE, data=typed(session, **new))
    ada.post(PAGE, data=typed(session, new_kind="rating", is_sure="y", **new))

    assert 'value="Typed with care"' in lost.text
    assert kept(session).items[1].words == "Typed with care"


def test_a_question_worded_anew_asks_whether_it_still_asks_the_same(ada, session):
    change = {"low_prepared": "Fully", "high_prepared": "Not at all"}

    asked_first = ada.post(PAGE, data=typed(session, **change))
    ada.post(PAGE, data=typed(session, **change, same_prepared="y"))

    assert asked_first.status_code == 409
    assert "begins anew as another question" in Page(asked_first.text).text()
    assert 'name="same_prepared"' in asked_first.text
    assert 'name="same_prepared"' not in ada.get(PAGE).text
    assert {item.key: item.low for item in kept(session).items}["prepared"] == "Fully"


def test_the_ends_of_the_score_are_no_ones_to_change(ada, session):
    ends = kept(session).items[0].low

    reply = ada.post(PAGE, data=typed(session, low_recommend="Very likely", place_change="1"))

    assert reply.status_code == 303
    assert 'name="low_recommend"' not in ada.get(PAGE).text
    assert kept(session).items[1].low == ends


def test_a_question_that_is_off_can_be_taken_off_the_list(ada, make, session):
    """Not one that is asked: the box is not there, and a post that has it all the same changes
    nothing."""
    answer(session, asked(make))
    ada.post(PAGE, data=typed(session, gone_strengths="y"))
    assert "Off this list" not in Page(ada.get(PAGE).text).text()
    ada.post(PAGE, data=typed(session, on_strengths=None))
    shown = Page(ada.get(PAGE).text).text()

    again = ada.post(PAGE, data=typed(session, gone_strengths="y", on_strengths="y"))
    assert "strengths" in {item.key for item in kept(session).items}
    ada.post(PAGE, data=typed(session, on_strengths=None))
    reply = ada.post(PAGE, data=typed(session, gone_strengths="y"))

    assert shown.count("Off this list: what was published stays") == 1
    assert (again.status_code, reply.status_code) == (303, 303)
    assert [item.key for item in kept(session).items] == [
        "recommend",
        "on_time",
        "role_clear",
        "prepared",
        "courtesy",
        "change",
    ]
    session.rollback()
    opened = session.scalars(select(Version).order_by(Version.number)).first()
    assert "strengths" in {item.key for item in opened.every_item()}


def test_thirty_questions_are_no_dead_end(ada, session):
    while len(kept(session).items) < 30:
        new = {"new_kind": "yes_no", "words_new": "Was it fine?", "on_new": None}
        assert ada.post(PAGE, data=typed(session, **new)).status_code == 303
    more = {"new_kind": "yes_no", "words_new": "One more?", "on_new": None}

    full = ada.post(PAGE, data=typed(session, **more))
    gone = {f"gone_{kept(session).items[-1].key}": "y"}
    reply = ada.post(PAGE, data=typed(session, **more, **gone))

    assert "At most 30 questions fit in a survey" in Page(full.text).text()
    assert reply.status_code == 303
    assert kept(session).items[-1].words == "One more?"


@pytest.mark.parametrize("kind", ItemKind)
def test_a_question_of_every_kind_can_be_added_and_looked_at_first(ada, session, kind):
    new = {
        "new_kind": kind.value,
        "words_new": "The building was easy to find",
        "low_new": "Not at all",
        "high_new": "At once",
        "choices_new": "At once\nAfter a while",
        "is_sure": "y",
    }

    looked_at = ada.post(f"{PAGE}/preview", data=typed(session, **new))

    assert looked_at.status_code == 200
    assert "The building was easy to find" in looked_at.text.partition('class="phone"')[2]
    assert versions(session) == 0
    assert ada.post(PAGE, data=typed(session, **new)).status_code == 303
    added = kept(session).items[-1]
    assert (added.kind, added.words) == (kind, "The building was easy to find")
    assert bool(added.low) is (kind in {ItemKind.NPS, ItemKind.RATING, ItemKind.EFFORT})
    assert len(added.choices) == (2 if kind is ItemKind.CHOICE else 0)


def test_a_question_of_a_department_that_is_gone_is_not_asked_of_everybody(ada, session):
    ada.post(PAGE, data=reworded(session, "My interviewers knew my CV"))
    session.rollback()
    version = session.scalars(select(Version).order_by(Version.number.desc())).first()
    version.items = [
        {**item, "where": "department 9"} if item["key"] == "prepared" else item
        for item in version.items
    ]
    session.commit()

    page = ada.get(PAGE).text
    ada.post(PAGE, data=typed(session, words_on_time="It began on time", same_on_time="y"))

    chosen = '<option selected value="department 9">nobody: that department or job is gone'
    assert chosen in page
    found = {item.key: item.where for item in kept(session).items}
    assert (found["prepared"], kept(session).items[1].words) == ("department 9", "It began on time")


def test_a_warning_comes_back_with_everything_typed_and_a_box_to_tick(ada, session):
    change = {"words_prepared": "How old were your interviewers?"}

    reply = ada.post(PAGE, data=typed(session, **change))

    assert reply.status_code == 409
    assert "protected trait" in reply.text
    assert "How old were your interviewers?" in reply.text
    assert "I have read this" in reply.text
    assert versions(session) in {0, 1}
    assert ada.post(PAGE, data=typed(session, **change, is_sure="y")).status_code == 303


def test_the_second_of_two_sees_what_the_first_did_and_loses_nothing(ada, session):
    mine = reworded(session, "Mine")
    ada.post(PAGE, data=reworded(session, "Theirs"))

    reply = ada.post(PAGE, data=mine)

    words = Page(reply.text).text()
    assert reply.status_code == 409
    assert "changed this survey meanwhile" in words
    assert "As it is kept now: Question 4 Theirs" in words
    assert 'value="Mine"' in reply.text
    mine["version"] = str(kept(session).number)
    assert ada.post(PAGE, data=mine).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"words_prepared": " "}, "needs words"),
        ({"words_prepared": "x" * 201}, "201 characters"),
        ({"place_prepared": "0"}, "between 1"),
        ({"where_prepared": "job 999"}, "Not a valid choice"),
        ({"words_new": "Typed with care"}, "what kind of answer"),
        ({"choices_new": "Tea"}, "what kind of answer"),
        ({"words_recommend": "Would you warn a friend?", "is_sure": "y"}, "still asks the same"),
        ({"new_kind": "gender"}, "Not a valid choice"),
        ({"new_kind": "rating"}, "needs words"),
        ({"on_recommend": None}, "first question stays"),
    ],
)
def test_what_can_not_be_comes_back_with_words(ada, session, change, words):
    reply = ada.post(PAGE, data=typed(session, **change))

    assert words in Page(reply.text).text()
    assert reply.status_code in {200, 409}
    assert versions(session) == 0


def test_candidates_are_asked_what_the_team_wrote(ada, candidate, make, session):
    new = {"new_kind": "choice", "words_new": "Which was best?", "choices_new": "Tea\nTalk"}
    ada.post(PAGE, data=typed(session, required_recommend="y", on_strengths=None, **new))
    invitation = asked(make)
    sam = candidate(invitation.application)
    address = f"/me/surveys/{invitation.ref}"

    page = sam.get(address).text
    refused = sam.post(address, data={"answer_prepared": "4"})

    assert "Which was best?" in page
    assert "I could show my strengths" not in page
    assert "(needs an answer)" in page
    assert "Leave out what needs no answer" in page
    assert "This needs an answer." in refused.text
    assert sam.post(address, data={"answer_recommend": "9"}).status_code == 303


def test_whoever_was_asked_answers_what_was_asked(ada, candidate, make, session):
    invitation = asked(make)
    answer(session, invitation)
    other = asked(make, make.charlie())

    ada.post(PAGE, data=reworded(session, "Something new"))

    page = candidate(other.application).get(f"/me/surveys/{other.ref}").text
    assert "The interviewers were prepared" in page
    assert "The round that is open keeps its questions" in ada.get(PAGE).text
    with clock.held_at(AFTER):
        late = asked(make, make.application(candidate=make.candidate("Ida Next")))
        assert "Something new" in candidate(late.application).get(f"/me/surveys/{late.ref}").text


def test_a_touchpoint_is_switched_on_and_off_in_one_click(ada, session):
    for way in ("off", "off", "on"):
        reply = ada.post(f"{PAGE}/{way}")
        assert (reply.status_code, reply.location) == (303, INDEX)

    assert kept(session).is_on
    assert lines(session) == ["survey.switched_off", "survey.switched_on"]


def test_switching_off_says_what_stays_here_and_what_goes_on(ada, make):
    ada.post(f"{INDEX}declined/off")
    nobody = Page(ada.get(INDEX).text).text()
    asked(make, interviewed(make))

    ada.post(f"{PAGE}/off")

    words = Page(ada.get(INDEX).text).text()
    assert "letters that have not left stay here." in nobody
    assert "may answer until the open round closes" not in nobody
    assert "letters that have not left stay here." in words
    assert "Whoever was asked may answer until the open round closes" in words


def test_a_small_team_is_told_what_to_expect_where_it_switches_on(ada, make):
    happened(make, Touchpoint.APPLIED)

    few = ada.post(f"{INDEX}applied/on")

    assert few.status_code == 303
    words = Page(ada.get(INDEX).text).text()
    assert "about 15 have to be asked for 5 to answer." in words
    assert "Whoever ticks “Share this with my name” in it is read at once." in words
    few = "1 person in three months too few for most rounds: about 15 yes"
    assert f"After applying 4 a quarter {few}" in words


def test_where_people_enough_come_nobody_is_warned(ada, make):
    for number in range(15):
        happened(make, Touchpoint.APPLIED, f"Person{number} Example")

    ada.post(f"{INDEX}applied/on")

    words = Page(ada.get(INDEX).text).text()
    assert "People are asked there from now on." in words
    assert "Whoever ticks “Share this with my name” in it" not in words
    assert "After applying 4 a quarter 15 people in three months yes" in words


def test_what_is_enough_follows_from_how_rounds_are_held(ada, make):
    with clock.held_at(AUTUMN - timedelta(days=40)):
        happened(make, Touchpoint.APPLIED, "Ken Ito")
    happened(make, Touchpoint.APPLIED)
    ada.post(f"{INDEX}applied/on")
    ada.post(f"{INDEX}applied/rounds", data={"months": "1", "k": "9", "comment_limit": "12"})

    words = Page(ada.get(INDEX).text).text()
    page = Page(ada.get(f"{INDEX}applied").text).text()

    few = "1 person in a month too few for most rounds: about 27 yes"
    assert f"After applying 4 a month {few}" in words
    assert "fewer than 8 people asked, or fewer than 9 answers, joins the next one" in page
    assert "it takes about 27 people. 1 got that far in the last month." in page


def test_rounds_by_month_with_limits_that_protect(ada, session):
    well = ada.post(f"{PAGE}/rounds", data={"months": "1", "k": "6", "comment_limit": "12"})
    low = ada.post(f"{PAGE}/rounds", data={"months": "1", "k": "4", "comment_limit": "9"})

    assert well.status_code == 303
    assert "between 5 and" in Page(low.text).text()
    survey = session.scalars(select(Survey)).one()
    assert (survey.months, survey.k, survey.comment_limit) == (1, 6, 12)
    assert lines(session) == ["survey.rounds_set"]


def test_looking_changes_nothing(ada, session):
    ada.get(INDEX)
    ada.get(PAGE)

    session.rollback()
    assert session.scalars(select(Survey)).all() == []
    assert ada.get(f"{PAGE}/preview").status_code == 405


@pytest.mark.parametrize("path", [f"{INDEX}hired", f"{INDEX}INTERVIEWED", f"{INDEX}x/preview"])
def test_a_made_up_touchpoint_is_not_there(ada, path):
    assert ada.post(path).status_code == 404


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER])
def test_it_is_for_admins(teammate, role, session):
    other = teammate(role)

    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, data=typed(session)).status_code == 403
    assert versions(session) == 0


def test_hostile_words_stay_words(ada, session):
    reply = ada.post(
        PAGE, data=typed(session, words_prepared="<script>alert(1)</script>", is_sure="y")
    )

    assert reply.status_code == 303
    page = ada.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_pages_read_as_they_were_reviewed(ada):
    assert_kept("recruiter/surveys/index.html", ada.get(INDEX).text)
    assert_kept("recruiter/surveys/edit.html", ada.get(PAGE).text)
