"""The personal part of an ending: it says something, to this person."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.hiring.notes import (
    Doubt,
    Reader,
    check_reader,
    check_words,
    doubts,
    mark,
    names_in,
)
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


SAM = Reader("Sam", "Sam Okafor")


@pytest.mark.parametrize(
    "words",
    [
        NOTE,
        "Sam, thank you for coming.",
        "Dear Sam, thank you.",
        "hi SAM! Thank you.",
        "Dear Mr Okafor, thank you.",
        "Dear Mr. Okafor,\nthank you.",
        "Hello again, and thank you.",
        "Hi there, thank you.",
        "Dear all this time we wondered, and so did Jonas: it was close.",
        "Good morning Sam, thank you.",
        "Sehr geehrter Herr Okafor, vielen Dank.",
        "Sehr geehrte Frau Dr. Okafor,\nvielen Dank.",
        "Guten Morgen Sam, vielen Dank.",
        "https://northwind.example/jobs/42 may be worth a look.",
    ],
)
def test_a_note_to_its_reader_is_fine(words):
    check_reader(words, SAM, others=["Sam Okafor"])


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Dear Anna, thank you.", "Anna"),
        ("Hi Omar! Thank you.", "Omar"),
        ("Hello Ms Haddad,\nthank you.", "Haddad"),
        ("\n  Liebe Lina, danke.", "Lina"),
        ("Dear Candidate, thank you.", "Candidate"),
        ("Good afternoon Ken Ito: thank you.", "Ken Ito"),
        ("Dear 伊藤, thank you.", "伊藤"),
        ("Sehr geehrte Frau Haddad, vielen Dank.", "Frau Haddad"),
        ("Sehr geehrter Herr Dr. Ito,\nvielen Dank.", "Herr Dr. Ito"),
        ("Dear Mr. Ito, thank you.", "Mr. Ito"),
        ("Sehr geehrte Damen und Herren, vielen Dank.", "Damen und Herren"),
        ("Lieber Kandidat, vielen Dank.", "Kandidat"),
    ],
)
def test_a_greeting_to_somebody_else_is_refused(words, whom):
    with pytest.raises(Refusal, match=f"{whom}.*is for Sam Okafor"):
        check_reader(words, SAM, others=[])


def test_the_name_of_another_candidate_is_refused():
    with pytest.raises(Refusal, match="names another candidate: Lina Haddad"):
        check_reader("Lina Haddad had more years.", SAM, others=["Lina Haddad"])


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost/l/Im5vdGhpbmctaGVyZS1hdC1hbGwi.x-Yz",
        "https://hr.example/u/Im5vdGhpbmctaGVyZS1hdC1hbGwi",
        "https://hr.example/me/applications/2b3c4d5e6f7g8h9j",
    ],
)
def test_a_link_to_somebodys_page_is_refused(link):
    with pytest.raises(Refusal, match="link of a candidate"):
        check_reader(f"See {link} for more.", SAM, others=[])


def test_what_may_be_a_name_is_found_however_it_is_spelled():
    said = "It was close; María-José López’s talk, and (Ken Ito) too. Ada van der Berg, as well."

    found = names_in(said)

    assert {"maria-jose lopez", "ken ito", "ada van der berg"} <= found
    assert not any(name.startswith("it ") for name in names_in("it was close"))


@given(st.text(max_size=300))
@settings(max_examples=examples(100, 2000), deadline=None)
def test_whatever_is_typed_can_be_looked_at(words):
    with suppress(Refusal):
        check_reader(words, SAM, others=[])
    assert all(" " in name for name in names_in(words))
    assert mark(words, SAM) == mark(f" {words}\n", SAM)
    assert doubts(words, was_sent=True).count(Doubt.SAME_WORDS) == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (NOTE, []),
        ("Thank you, Sam.", [Doubt.SHORT]),
        (f"He did well. {'So close. ' * 20}", [Doubt.THIRD_PERSON]),
        (f"The candidate did well, thank you. {'So close. ' * 20}", [Doubt.THIRD_PERSON]),
        (f"Jonas says that he liked your talk. {'So close. ' * 20}", []),
    ],
)
def test_what_is_worth_a_second_look(words, found):
    assert doubts(words, was_sent=False) == found


@pytest.mark.parametrize(
    "words",
    [
        "Er hat uns im Gespräch überzeugt.",
        "Sie hat uns im Gespräch überzeugt.",
        "Das Gespräch war gut. Sie war sehr gut vorbereitet.",
        "Er/Sie hat uns im Gespräch überzeugt.",
        "Im Gespräch hat er uns überzeugt, und wir danken ihm.",
        "Leider konnte sie die Aufgabe nicht lösen.",
        "Der Kandidat hat uns überzeugt.",
        "Wir danken Ihnen: die Kandidatin war gut.",
        "Wir haben uns für einen anderen entschieden; der Bewerber war gut.",
        "Leider passt die Bewerberin nicht.",
    ],
)
def test_german_words_about_them_are_worth_a_second_look(words):
    assert Doubt.THIRD_PERSON in doubts(words, was_sent=False)


@pytest.mark.parametrize(
    "words",
    [
        "Sie haben uns im Gespräch überzeugt.",
        "Ihr Gespräch mit Jonas war gut, und er hat viel davon erzählt.",
        "Mira hat mit Ihnen gesprochen. Sie hat sich gefreut, Sie kennenzulernen.",
        "Für Sie war das ein langer Tag.",
        "Du hast uns überzeugt; Jonas sagt, dass ihm dein Vortrag gefiel.",
        "Wir danken Ihnen für das Hin und Her mit den Terminen.",
        "Vi er glade for samtalen.",
    ],
)
def test_german_words_to_them_are_fine(words):
    assert Doubt.THIRD_PERSON not in doubts(words, was_sent=False)


def test_the_same_words_to_another_name_are_the_same_words():
    lina = Reader("Lina", "Lina Haddad")

    assert mark("Thank you, Sam: it was close.", SAM) == mark(
        "Thank you, LINA: it was  close", lina
    )
    assert mark("Thank you, Sam.", SAM) != mark("It was close, Sam.", SAM)
