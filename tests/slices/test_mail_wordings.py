"""The team's own wording of letters: plain words with a closed list of placeholders."""

import pytest

from portal.hiring.models import Candidate
from portal.mail import wordings
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.mail.placeholders import SLOTS, faults, fill
from portal.mail.wordings import Words
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.words import languages
from tests import corpus
from tests.make import MONDAY
from tests.posted import messages
from tests.slices.test_mail_letters import SITUATIONS
from tests.written import everything, letters, refused, trail_of

OWN = "Dear {name},\n\nwe have your papers for {job}.\n\n{promise}\n\nYour page:\n{link}"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def reword(session, by, text=OWN, *, subject="{job} at {company}", version=0, **more):
    given = {"letter": Letter.INTRODUCTION, "language": "en", **more}
    with transaction(session):
        wordings.reword(session, by, words=Words(subject, text, version), **given)


def introduction(session):
    message = messages(session, Letter.INTRODUCTION)[-1]
    with transaction(session):
        return render(session, session.get_one(Message, message.id))


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("letter", sorted(SLOTS), ids=str)
def test_the_shipped_words_are_what_one_may_keep(letter, language):
    words = wordings.shipped(letter, language)

    assert faults(letter, words.subject, words.text) == []


@pytest.mark.parametrize("letter", sorted(SLOTS), ids=str)
def test_keeping_the_shipped_words_changes_no_letter(session, make, letter):
    situation = next(act for kind, case, act in SITUATIONS if kind is letter and not case)
    situation(make)
    message = messages(session, letter)[-1]
    with transaction(session):
        before = render(session, session.get_one(Message, message.id))
    words = wordings.shipped(letter, "en")
    reword(session, make.ada(), words.text, subject=words.subject, letter=letter)

    with transaction(session):
        after = render(session, session.get_one(Message, message.id))

    assert after.subject == before.subject
    assert without_links(after.text) == without_links(before.text)


def without_links(text):
    return [line for line in text.splitlines() if not line.startswith("http")]


def test_a_letter_says_it_in_the_teams_words(session, make):
    reword(session, make.ada())
    make.application()

    said = introduction(session)

    assert said.subject == "Backend Engineer at Northwind"
    assert said.text.startswith("Dear Sam,\n\nwe have your papers for Backend Engineer.\n\n")
    assert "You will hear from us by Monday 7 December" in said.text
    assert "never ask you for money or bank details" in said.text
    assert trail_of(session, "introduction:en") == ["letter.reworded"]


def test_who_reads_german_gets_the_german_words(session, make):
    reword(session, make.ada())
    application = make.application()
    with transaction(session):
        session.get_one(Candidate, application.candidate_id).locale = "de"

    assert "we have your papers" not in introduction(session).text


def test_the_same_once_more_changes_nothing(session, make):
    ada = make.ada()
    reword(session, ada)
    before = everything(session)

    reword(session, ada)

    assert everything(session) == before


def test_of_two_who_reword_it_the_second_is_told(session, make):
    ada = make.ada()
    reword(session, ada)
    words = Words("Another", OWN.replace("Dear", "Hi"), 0)

    with refused(session, "Somebody changed these words meanwhile"):
        wordings.reword(session, ada, letter=Letter.INTRODUCTION, language="en", words=words)


@pytest.mark.parametrize(
    ("subject", "text", "because"),
    [
        ("", OWN, "needs a subject"),
        ("About {job}", OWN.replace("{link}", ""), "{link} has to stand in it"),
        ("About {job}", OWN + "{salary}", "no placeholder {salary}"),
        ("About {job}", OWN + "{{ config }}", "no placeholder"),
        ("{promise}", OWN, "no place in a subject"),
        ("About {job}", OWN + "x" * 6000, "too long"),
    ],
)
def test_words_that_can_not_be_that_letter_are_refused(session, make, subject, text, because):
    ada = make.ada()
    words = Words(subject, text)

    with refused(session, because):
        wordings.reword(session, ada, letter=Letter.INTRODUCTION, language="en", words=words)


def test_stored_words_are_never_a_template(session, make):
    ada, words = make.ada(), Words("About {job}", OWN + "{% for x in y %}")
    with refused(session, "no placeholder {% for x in y %}"):
        wordings.reword(session, ada, letter=Letter.INTRODUCTION, language="en", words=words)
    reword(session, ada, OWN + "\n\n%(job)s ## x <b>bold</b>")
    make.application()

    assert "%(job)s ## x <b>bold</b>" in introduction(session).text


def test_what_a_placeholder_brings_is_not_searched_again():
    assert fill("{name}, {job}", {"name": "{job}", "job": "{link}"}.__getitem__) == "{job}, {link}"


def test_hostile_names_stay_words(session, make):
    reword(session, make.ada())
    for number, name in enumerate(corpus.some(25)):
        with transaction(session):
            one = session.get_one(Candidate, make.application().candidate_id)
            one.called = name.replace("\n", " ")[:80].strip() or "Sam"
        said = introduction(session)
        assert "we have your papers" in said.text, number


def test_back_to_the_shipped_words(session, make):
    ada = make.ada()
    reword(session, ada)
    make.application()

    for _press in range(2):
        with transaction(session):
            wordings.restore(session, ada, letter=Letter.INTRODUCTION, language="en")

    assert "Thank you for applying" in introduction(session).text
    assert trail_of(session, "introduction:en") == ["letter.reworded", "letter.restored"]


def test_what_something_else_sends_is_not_sent(session, make):
    ada = make.ada()
    for _press in range(2):
        with transaction(session):
            wordings.switch(session, ada, letter=Letter.STEP_SET, off=True)

    make.step()

    assert Letter.STEP_SET not in letters(session)
    assert trail_of(session, "step_set") == ["letter.switched_off"]
    with transaction(session):
        wordings.switch(session, ada, letter=Letter.STEP_SET, off=False)
    assert trail_of(session, "step_set")[-1] == "letter.switched_on"
    make.step(make.charlie())
    assert Letter.STEP_SET in letters(session)


@pytest.mark.parametrize("letter", [Letter.ENDING, Letter.UPDATE, Letter.OFFER, Letter.CODE])
def test_what_tells_somebody_where_they_stand_is_always_sent(session, make, letter):
    ada = make.ada()

    with refused(session, "always sent"):
        wordings.switch(session, ada, letter=letter, off=True)
