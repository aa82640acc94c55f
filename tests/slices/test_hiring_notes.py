"""The personal part of an ending: it says something, to this person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.hiring.notes import check_words
from portal.plumbing.errors import Refusal
from tests.make import NOTE
from tests.proof import examples


@pytest.mark.parametrize("words", [NOTE, "Merci pour tout.", "ありがとうございました", "Спасибо"])
def test_a_note_in_any_language_is_a_note(words):
    check_words(words)


@pytest.mark.parametrize(
    "words",
    ["", " ", "\n\t", "N/A", "n/a ", "NONE", "tbd", "ToDo", "test", "x", "XXX", "-", "…", "42"],
)
def test_a_note_that_says_nothing_is_refused(words):
    with pytest.raises(Refusal, match="a line of your own"):
        check_words(words)


@pytest.mark.parametrize("gap", ["{{ name }}", "{{", "}}", "[NAME]", "[name]", "[Name]"])
def test_an_unfilled_placeholder_is_refused(gap):
    with pytest.raises(Refusal, match="placeholder"):
        check_words(f"Dear {gap}, thank you for coming.")


@given(st.text())
@settings(max_examples=examples(100, 2000), deadline=None)
def test_whatever_is_typed_is_taken_or_refused(words):
    try:
        check_words(words)
    except Refusal:
        return

    assert any(character.isalpha() for character in words)
