"""What people said with their name waits for somebody to get back to them, until one says so."""

from datetime import timedelta

import pytest

from portal.hiring.queries.scope import Scope
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import named
from portal.surveys.actions.getting_back import got_back
from portal.surveys.items import Item, ItemKind, Touchpoint
from portal.team import actions as team
from portal.team.covers import covered_ids
from portal.team.rights import Actor, Role
from tests.asked import AUTUMN, HAPPY, answer, asked
from tests.written import trail_of


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def said(make, name="Sam Okafor", touchpoint=Touchpoint.INTERVIEWED, given=HAPPY, **more):
    """Somebody who answered with their name."""
    application = make.application(candidate=make.candidate(name), stage="Interviews", **more)
    answer(make.session, asked(make, application, touchpoint), given, is_named=True)
    return application


def who_waits(session, teammate, *, mine=True):
    actor = Actor(teammate.id, teammate.role, covers=covered_ids(session, teammate.id))
    return [one.name for one in named.waiting(session, Scope(actor, mine))]


def response(session, application):
    (one,) = named.named_of(session, application)
    return named.response_of(session, application, one.response_ref)


def test_it_is_kept_question_by_question_in_words(make, session):
    application = said(make, given={**HAPPY, "prepared": "4"})

    (one,) = named.named_page(session).rows

    assert (one.ref, one.name, one.job_title) == (application.ref, "Sam Okafor", "Backend Engineer")
    assert (one.touchpoint, one.at) == (Touchpoint.INTERVIEWED, AUTUMN)
    assert [words for _question, words in one.answers] == [
        "10 of 10",
        "5 of 5",
        "4 of 5",
        HAPPY["change"],
    ]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (ItemKind.NPS, "9", "9 of 10"),
        (ItemKind.RATING, "4", "4 of 5"),
        (ItemKind.EFFORT, "6", "6 of 7"),
        (ItemKind.YES_NO, "1", "Yes"),
        (ItemKind.YES_NO, "0", "No"),
        (ItemKind.CHOICE, "By mail", "By mail"),
        (ItemKind.TEXT, "1", "1"),
    ],
)
def test_a_value_is_said_in_words(kind, value, words):
    item = Item("q", kind, "A question", choices=("By mail", "By telephone"))

    assert named.in_words(item, value) == words


def test_it_waits_for_the_owner_until_somebody_got_back_to_them(make, session):
    robin, mira = make.robin(), make.teammate("Mira Holm")
    application = said(make, owner=robin)

    assert who_waits(session, robin) == ["Sam Okafor"]
    assert who_waits(session, mira) == []
    assert who_waits(session, mira, mine=False) == ["Sam Okafor"]

    for by in (robin, mira):
        with transaction(session):
            got_back(session, response(session, application), by)

    assert who_waits(session, mira, mine=False) == []
    kept = response(session, application)
    assert (kept.answered_at, kept.answered_by_id) == (AUTUMN, robin.id)
    assert trail_of(session, kept.ref) == ["survey.got_back"]


def test_whoever_covers_and_whoever_is_left_sees_to_it(make, session):
    robin, mira, ada = make.robin(), make.teammate("Mira Holm"), make.ada()
    said(make, owner=robin)
    make.absence(robin, mira)
    assert who_waits(session, mira) == ["Sam Okafor"]

    make.absence(robin, ada, first=clock.now().date() + timedelta(days=30))
    ken = make.teammate("Ken Ito")
    make.withdrawn(said(make, "Zoë Byrne", owner=ken))
    with transaction(session):
        team.disable(session, ken.ref, by=ada)

    assert "Zoë Byrne" in who_waits(session, ada)


def test_a_hiring_manager_is_shown_none_of_it(make, session):
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    application = said(make, given={"change": "Jonas was rude."})
    make.member(application.job, jonas)

    assert who_waits(session, jonas, mine=False) == []


def test_all_of_them_are_reached_page_by_page_the_newest_first(make, session):
    for number in range(named.AT_ONCE + 1):
        with clock.held_at(AUTUMN + timedelta(minutes=number)):
            said(make, f"Person{number} Example")

    first, second, third = (named.named_page(session, page) for page in (1, 2, 3))

    assert (len(first.rows), first.has_more) == (named.AT_ONCE, True)
    assert first.rows[0].name == f"Person{named.AT_ONCE} Example"
    assert ([one.name for one in second.rows], second.has_more) == (["Person0 Example"], False)
    assert third.rows == ()
