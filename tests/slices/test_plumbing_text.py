"""What typed text goes through before it is kept."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plumbing.text import folded, one_line, tidy, words
from tests.proof import examples

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))
NASTY = st.text(
    st.sampled_from(
        "a Z\t\n\r\0\x07\x1b\x7f\x85\u200b\u2028\u2029\u202e\ufeff\ud800\udc00e\u0301ﬁK "
    )
)
TYPED = ANYTHING | NASTY | st.text()
thorough = settings(max_examples=examples(300, 10_000), deadline=None)


@given(TYPED)
@thorough
def test_tidy_twice_is_tidy_once(text):
    assert tidy(tidy(text)) == tidy(text)
    assert one_line(one_line(text)) == one_line(text)


@given(TYPED)
@thorough
def test_what_is_kept_can_be_written_anywhere(text):
    for kept in (tidy(text), one_line(text)):
        kept.encode()
        assert "\0" not in kept
        assert not any(
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
            for character in kept
        )
        assert not set(kept) & set("\r\u2028\u2029\u0085")
        assert kept == kept.strip()
        assert unicodedata.is_normalized("NFC", kept)


@given(TYPED)
@thorough
def test_one_line_is_one_line(text):
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line.split() == tidy(text).split()


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"])))
@thorough
def test_what_can_be_read_is_kept_as_it_was_typed(text):
    assert tidy(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("", ""),
        ("  Sam \n", "Sam"),
        ("a\r\nb\rc\u2028d\u2029e\u0085f", "a\nb\nc\nd\ne\nf"),
        ("e\u0301", "é"),
        ("e\0\u0301", "é"),
        ("nul\0 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("half \ud83d of an emoji", "half  of an emoji"),
        ("👩‍💻 שלום اردو", "👩‍💻 שלום اردو"),
        ("tab\there", "tab\there"),
    ],
)
def test_tidy_keeps_the_words(typed, kept):
    assert tidy(typed) == kept


def test_a_subject_grows_no_second_header():
    assert one_line("Hello\r\nBcc: everybody@example.org") == "Hello Bcc: everybody@example.org"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoë Nuñez", "zoe nunez"), ("ÅSE", "ase"), ("Straße", "STRASSE"), ("ﬁona", "Fiona")],
)
def test_spellings_of_a_name_are_found_alike(one, other):
    assert folded(one) == folded(other)


@given(st.text())
@thorough
def test_case_and_composition_never_hide_a_name(text):
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == folded(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sam Okafor sam.o@example.org", ["sam", "okafor", "sam", "o", "example", "org"]),
        ("Zoë O’Neil-Ångström", ["zo", "o", "neil", "angstrom"]),
        ("Jürgen Mueller", ["jurgen", "muller"]),
        ("山田 太郎 김민준", ["山", "田", "太", "郎", "김", "민", "준"]),
        ("שלום 🙂ok", ["שלום", "🙂", "ok"]),
        ("\"sam\" AND 'x':* -- ^`$_%\x00\\", ["sam", "and", "x"]),
        ("x" * 500, ["x" * 100]),
        (" \n", []),
    ],
)
def test_words_are_letters_and_digits_alone(text, found):
    assert words(text) == found


@given(st.text())
@thorough
def test_what_is_said_in_words_says_the_same_words_again(text):
    assert words(" ".join(words(text))) == words(text)
