"""What counts as an answer."""

import pytest

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext, spoken
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


@pytest.mark.parametrize("touchpoint", Touchpoint)
def test_every_touchpoint_has_a_survey_that_is_short_and_ends_with_an_open_question(touchpoint):
    items = shipped.items(touchpoint)

    assert 4 <= len(items) <= 7
    assert len({item.key for item in items}) == len(items)
    assert (items[0].key, items[0].kind) == (shipped.RECOMMEND, ItemKind.NPS)
    assert (items[-1].key, items[-1].kind) == (shipped.CHANGE, ItemKind.TEXT)
    assert shipped.title(touchpoint).endswith("?")


@pytest.mark.parametrize("touchpoint", Touchpoint)
def test_a_survey_reads_german_to_whoever_reads_german(touchpoint):
    with spoken("en"):
        items = shipped.items(touchpoint)

    with spoken("de"):
        for item in items:
            for words in (item.words, item.low, item.high):
                assert not words or gettext(words) != words


def test_the_scale_of_effort_is_easy_at_its_upper_end():
    easy = next(one for one in shipped.items(Touchpoint.APPLIED) if one.kind is ItemKind.EFFORT)

    assert (easy.low, easy.high) == ("Very hard", "Very easy")
