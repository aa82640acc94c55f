"""What whoever edits a survey is warned of."""

import pytest

from portal.surveys import shipped
from portal.surveys.advice import warnings
from portal.surveys.items import Item, ItemKind, Touchpoint


def rating(words, **more):
    return Item("q1", ItemKind.RATING, words, **more)


@pytest.mark.parametrize(
    "words",
    [
        "What is your gender?",
        "How old are you?",
        "Your AGE group",
        "I was treated fairly whatever my race",
        "Which ethnicity do you identify with?",
        "Do you have a disability?",
        "Sind Sie schwerbehindert?",
        "Ihr Geschlecht",
        "Do you have children?",
        "Are you over 50?",
        "Are you younger than thirty?",
        "Your year of birth",
        "In which year were you born?",
        "Ihre ethnische Zugehörigkeit",
        "Welche sexuelle Orientierung haben Sie?",
        "In welchem Jahr sind Sie geboren?",
        "Ihr Lebensalter",
        "Sind Sie über 50?",
        "Altersgruppe",
        "Sind Sie jünger als 30?",
        "Your age group: 50 or older",
    ],
)
def test_protected_traits_are_pointed_out(words):
    assert "protected trait" in warnings([rating(words)], [])[0]


def test_they_are_found_among_answers_too():
    item = Item("q1", ItemKind.CHOICE, "Which one are you?", choices=("Male", "Female"))

    assert "“Male”" in warnings([item], [])[0]


@pytest.mark.parametrize(
    "words",
    [
        "The package was explained",
        "At this stage I knew what comes next",
        "I could embrace the language of the team",
        "The manager was prepared",
        "The page loaded at once",
        "The average wait was short",
        "Die Stage war kurz",
        "Das Gehalt war klar",
        "Es gab Alternativen",
        "Did it take over 50 days?",
        "Wir hörten über 30 Tage nichts",
        "The old page was better",
        "Es wurde verwaltet",
        "Ich wurde stets gesiezt",
        "My interview was over 60 minutes",
        "The advert was older than I thought",
        "Are you over the worst of it?",
    ],
)
def test_words_that_only_contain_such_a_word_are_not(words):
    assert warnings([rating(words)], []) == []


@pytest.mark.parametrize(
    "words", ["I was kept informed and treated well", "Kind or quick?", "Freundlich und pünktlich"]
)
def test_two_questions_in_one_are_pointed_out(words):
    assert "two things at once" in warnings([rating(words)], [])[0]


def test_an_open_question_may_join_words_but_not_ask_twice():
    joined = Item("q1", ItemKind.TEXT, "What went well, and what did not?")
    twice = Item("q2", ItemKind.TEXT, "What went well? What did not?")

    assert warnings([joined], []) == []
    assert "two things at once" in warnings([twice], [])[0]


def test_more_than_seven_are_pointed_out_and_switched_off_ones_do_not_count():
    items = [Item(f"q{number}", ItemKind.TEXT, f"Question {number}") for number in range(7)]
    one_more = Item("q7", ItemKind.TEXT, "One more")
    off = Item("q8", ItemKind.RATING, "What is your gender?", is_on=False)

    assert warnings([*items, off], []) == []
    assert warnings([*items, one_more], []) == [
        "8 questions: more than 7, and many people leave in the middle."
    ]


def test_changed_ends_are_looked_through_too():
    before = rating("Which are you?", low="One", high="Two")
    after = rating("Which are you?", low="Male", high="Female")

    assert "“Male”" in warnings([after], [before])[0]


def test_words_that_stood_there_before_were_looked_at_then():
    item = rating("I was kept informed and treated well")

    assert warnings([item], [item]) == []


@pytest.mark.parametrize("touchpoint", Touchpoint)
def test_shipped_surveys_are_short_and_ask_for_nothing_protected(touchpoint):
    found = warnings(shipped.items(touchpoint), [])

    assert [words for words in found if "protected" in words or "more than" in words] == []
