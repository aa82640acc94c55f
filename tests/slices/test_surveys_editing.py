"""The team's own questions: a version is never edited, only followed by rounds to come."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.company.models import Department
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.surveys import jobs, queries
from portal.surveys.actions import editing
from portal.surveys.actions.editing import Draft, Holding
from portal.surveys.analytics import rounds_shown
from portal.surveys.editions import edition, editions
from portal.surveys.items import Item, ItemKind, Touchpoint, at_department, at_job
from portal.surveys.models import Round, Version
from tests.asked import AFTER, AUTUMN, answer, asked, crowd

INTERVIEWED = Touchpoint.INTERVIEWED
EXTRA = Item("", ItemKind.RATING, "The room was easy to find", low="Not at all", high="Fully")


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def items(session):
    session.rollback()
    return list(edition(session, INTERVIEWED).items)


def edit(make, session, changed, *, seen=None, is_sure=True, same=()):
    ada = make.ada()
    number = edition(session, INTERVIEWED).number if seen is None else seen
    with transaction(session):
        draft = Draft(changed, number, is_sure=is_sure, same=same)
        editing.edit(session, ada, INTERVIEWED, draft=draft)
    return items(session)


def lines(session):
    session.rollback()
    asked_for = select(AuditEntry.action).where(AuditEntry.action.startswith("survey."))
    return [one for one in session.scalars(asked_for) if one != "survey.invited"]


def test_before_anybody_touched_it_a_survey_is_the_shipped_one(session):
    found = {one.touchpoint: one for one in editions(session)}

    assert found[INTERVIEWED].is_on
    assert not found[Touchpoint.NEW_HIRE].is_on
    assert found[INTERVIEWED].items[0].key == "recommend"
    assert not session.new


def test_questions_are_reworded_ordered_switched_off_and_added(make, session):
    first, late, *rest = items(session)
    changed = [first, *rest[::-1], replace(late, is_on=False), EXTRA]

    found = edit(make, session, changed)

    assert [item.words for item in found] == [item.words for item in changed]
    assert found[-1].key.startswith("q")
    asked_for = asked(make).asked()
    assert [item.words for item in asked_for] == [item.words for item in changed if item.is_on]
    assert lines(session) == ["survey.edited"]


def test_a_round_keeps_the_questions_it_opened_with(make, session):
    invitation = asked(make)
    answer(session, invitation)
    before = invitation.asked()

    edit(make, session, [*items(session), EXTRA])

    session.expire_all()
    assert invitation.asked() == before
    assert edition(session, INTERVIEWED).number == 2
    with clock.held_at(AFTER):
        assert asked(make, make.charlie()).asked()[-1].words == EXTRA.words


def test_the_same_questions_again_change_nothing(make, session):
    edit(make, session, [*items(session), EXTRA])
    edit(make, session, items(session))

    assert len(session.scalars(select(Version)).all()) == 2
    assert lines(session) == ["survey.edited"]


def test_the_second_of_two_is_told(make, session):
    mine = [*items(session), EXTRA]
    edit(make, session, mine)

    with pytest.raises(Refusal, match="changed this survey meanwhile"):
        edit(make, session, mine, seen=1)
    assert len(items(session)) == len(mine)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda found: found[1:], "first question stays"),
        (lambda found: [replace(found[0], is_on=False), *found[1:]], "first question stays"),
        (lambda found: [replace(found[0], where="job 1"), *found[1:]], "first question stays"),
        (lambda found: [*found[:-1], replace(found[-1], kind=ItemKind.NPS)], "keeps its kind"),
        (lambda found: [replace(found[0], low="Very likely"), *found[1:]], "ends of the score"),
        (lambda found: [replace(found[0], words="Warn a friend?"), *found[1:]], "asks the same"),
        (lambda found: [*found, replace(EXTRA, words="")], "needs words"),
        (lambda found: [*found, Item("", ItemKind.CHOICE, "Which?", choices=("A", "A"))], "two"),
        (lambda found: [*found, *[EXTRA] * 30], "At most 30"),
    ],
)
def test_questions_that_can_not_be_are_refused(make, session, change, words):
    before = items(session)

    with pytest.raises(Refusal, match=words):
        edit(make, session, change(before))
    assert items(session) == before


def test_a_warning_is_read_before_it_is_overruled(make, session):
    changed = [*items(session), replace(EXTRA, words="How old are you?")]

    with pytest.raises(Refusal, match="protected trait"):
        edit(make, session, changed, is_sure=False)
    assert edit(make, session, changed)[-1].words == "How old are you?"


def test_a_question_goes_on_in_other_words_where_somebody_says_so_and_else_begins_anew(
    make, session
):
    choice = Item("", ItemKind.CHOICE, "When did you hear?", choices=("At once", "Later"))
    *others, kept = edit(make, session, [*items(session), choice])
    other_words = replace(kept, words="When was it that you heard?")

    worded = edit(make, session, [*others, other_words], same={kept.key})[-1]
    other = edit(make, session, [*others, replace(worded, choices=("Today", "Later"))])[-1]
    unsaid = edit(make, session, [*others, replace(other, words="When did nobody call?")])[-1]

    assert worded.key == kept.key
    assert len({kept.key, other.key, unsaid.key}) == 3


@pytest.mark.parametrize(
    "change", [{"low": "Fully", "high": "Not at all"}, {"words": "The interviewers knew nothing"}]
)
def test_the_opposite_is_compared_with_nothing_unless_somebody_says_it_is_the_same(
    make, session, change
):
    before = items(session)
    changed = [replace(one, **change) if one.key == "prepared" else one for one in before]

    with pytest.raises(Refusal, match="begins anew as another question"):
        edit(make, session, changed, is_sure=False)
    found = edit(make, session, changed)

    assert "prepared" not in {item.key for item in found}
    assert [item.words for item in found] == [item.words for item in changed]


def test_words_of_ones_own_have_no_figures_and_are_asked_as_one_likes(make, session):
    *others, last = items(session)
    assert last.kind is ItemKind.TEXT

    found = edit(make, session, [*others, replace(last, words="What else?")], is_sure=False)

    assert found[-1].key == last.key


def test_a_question_needs_an_answer_where_the_team_says_so(make, session):
    first, *rest = items(session)
    edit(make, session, [replace(first, is_required=True), *rest])
    invitation = asked(make)

    with pytest.raises(Refusal, match="needs an answer"):
        answer(session, invitation, {"change": "Nothing."})
    session.rollback()
    answer(session, invitation, {"recommend": "9"})


def test_a_question_is_asked_in_one_department_or_for_one_job_alone(make, session):
    cook = make.job("Cook", department=Department(name="Kitchen"))
    driver = make.job("Driver")
    kitchen = replace(EXTRA, words="The kitchen was clean", where=at_department(cook.department_id))
    driving = replace(EXTRA, words="The van was clean", where=at_job(driver.id))
    edit(make, session, [*items(session), kitchen, driving])

    for job, words in ((cook, kitchen.words), (driver, driving.words)):
        person = make.candidate(f"{job.title} Example")
        invitation = asked(make, make.application(candidate=person, job=job))
        assert invitation.asked()[-1].words == words
        others = {kitchen.words, driving.words} - {words}
        assert others.isdisjoint(item.words for item in invitation.asked())


def test_its_figures_are_of_those_who_were_asked(make, session):
    cook, driver = make.job("Cook"), make.job("Driver")
    key = edit(make, session, [*items(session), replace(EXTRA, where=at_job(cook.id))])[-1].key
    cooks, drivers = crowd(make, 7, job=cook), crowd(make, 7, job=driver)
    for invitation in cooks:
        answer(session, invitation, {"recommend": "9", key: "5"})
    for invitation in drivers:
        answer(session, invitation, {"recommend": "9"})
        other = queries.survey_view(session, invitation.candidate_id, invitation.ref)
        assert key not in {item.key for item in other.items}
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    chosen = rounds_shown(session, INTERVIEWED, jobs=None).chosen

    assert chosen.item(key)["n"] == 7
    assert chosen.item("recommend")["n"] == 14


def test_a_survey_is_switched_on_and_off_once(make, session):
    for on in (False, False, True):
        with transaction(session):
            editing.switch(session, make.ada(), INTERVIEWED, on=on)

    assert edition(session, INTERVIEWED).is_on
    assert lines(session) == ["survey.switched_off", "survey.switched_on"]


def test_rounds_are_held_another_way_from_the_next_one_on(make, session):
    asked(make)
    how = Holding(months=1, k=7, comment_limit=12)
    for _each in range(2):
        with transaction(session):
            editing.hold(session, make.ada(), INTERVIEWED, how=how)
    with clock.held_at(AFTER):
        asked(make, make.charlie())

    held = [(one.k, one.comment_limit) for one in session.scalars(select(Round).order_by("id"))]
    assert held == [(5, 10), (7, 12)]
    assert lines(session) == ["survey.rounds_set"]
    with pytest.raises(Refusal, match="at least as many"), transaction(session):
        editing.hold(session, make.ada(), INTERVIEWED, how=Holding(1, 20, 12))
