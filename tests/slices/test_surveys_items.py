"""What counts as an answer."""

import pytest

from portal.plumbing.errors import Refusal
from portal.surveys import shipped
from portal.surveys.items import LONGEST, Item, ItemKind, Touchpoint, checked

ITEMS = shipped.items(Touchpoint.INTERVIEWED)


def test_skipped_questions_are_left_out():
    assert checked(ITEMS, {"recommend": "0", "on_time": "", "change": ""}) == {"recommend": "0"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"recommend": "11"}, "no such answer"),
        ({"recommend": "-1"}, "no such answer"),
        ({"on_time": "5.0"}, "no such answer"),
        ({"on_time": "٣"}, "no such answer"),
        ({"salary": "5"}, "no question here"),
        ({"*": "1"}, "no question here"),
        ({"change": "x" * (LONGEST + 1)}, "characters"),
        ({"recommend": ""}, "no answer yet"),
        ({}, "no answer yet"),
    ],
)
def test_an_answer_that_can_not_be_is_sent_back_with_words(given, words):
    with pytest.raises(Refusal, match=words):
        checked(ITEMS, given)


def test_an_item_comes_back_from_the_database_as_it_went_in():
    choice = Item("size", ItemKind.CHOICE, "How large?", choices=("small", "large"))

    assert Item.from_json(choice.to_json()) == choice
    assert choice.values() == ("small", "large")
    assert [Item.from_json(item.to_json()) for item in ITEMS] == ITEMS


def test_a_survey_is_shipped_for_after_the_interview_alone():
    assert {item.kind for item in ITEMS} == {ItemKind.NPS, ItemKind.RATING, ItemKind.TEXT}
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    assert shipped.items(Touchpoint.ACCEPTED) == []
