"""Every letter there is, drawn as it is read, text and HTML, in every language of its readers, into
`docs/letters`: `make letters` draws them anew; then the diff is read.
"""

import os
import re
from pathlib import Path

import pytest

from portal.mail.kinds import TEAM, Letter
from portal.mail.letters import Written, render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.text import one_line
from portal.plumbing.words import languages
from tests import corpus
from tests.kept import constant
from tests.make import MONDAY
from tests.markup import Page
from tests.posted import messages
from tests.proof import examples
from tests.slices.test_mail_letters import NAMES, SITUATIONS

FOLDER = Path(__file__).parents[2] / "docs" / "letters"
_KEY = re.compile(r"/team/password/[\w-]+")
_CODE = re.compile(r"\b\d{4} \d{4}\b")
_LOADS = re.compile(r"<(?:img|link|script|iframe|video|object)\b|url\(|\bsrc=", re.IGNORECASE)
_UNFILLED = re.compile(r"\{\{|\}\}|\{%|%\(\w+\)|\bNone\b|\bundefined\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def read_in(letter):
    """The languages it is read in: the team's own are English."""
    return ["en"] if letter in TEAM else sorted(languages())


def written(session, letter, language) -> Written:
    """The newest letter of that kind as a reader of that language gets it."""
    message = session.get_one(Message, messages(session, letter)[-1].id)
    with transaction(session):
        found = session.get_one(Message, message.id)
        if found.candidate is not None:
            found.candidate.locale = language
        return render(session, found)


def drawn(words: str) -> str:
    """Without what is another for each that is sent."""
    return _CODE.sub("1234 5678", _KEY.sub("/team/password/KEY", constant(words)))


def check_drawn(file: Path, words: str) -> None:
    if os.environ.get("LETTERS") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
    assert file.exists(), f"{file} is not drawn: `make letters`, then read it"
    assert file.read_text(encoding="utf-8") == words, (
        f"{file} says something else: `make letters`, then read the diff"
    )


@pytest.mark.parametrize(("letter", "case", "situation"), SITUATIONS, ids=NAMES)
def test_a_letter_is_drawn_as_it_is_read(session, make, letter, case, situation):
    situation(make)

    for language in read_in(letter):
        said = written(session, letter, language)
        name = f"{letter.value}{'.' if case else ''}{case}"
        text = drawn(f"Subject: {said.subject}\n\n{said.text}")
        check_drawn(FOLDER / language / f"{name}.txt", text)
        html = drawn(said.html).strip() + "\n"
        check_drawn(FOLDER / language / f"{name}.html", html)
        assert not _UNFILLED.search(text), text
        assert not _LOADS.search(said.html)
        assert "prefers-color-scheme: dark" in said.html
        assert words_in(text) <= words_in(f"\n\n{Page(html).text()}") | MARKS


MARKS = {">", "--", "--------"}
"""What marks a quotation or an end in plain text."""


def words_in(text):
    """The words after the subject, without links and without the colon that a button's line ends
    with.
    """
    plain = re.sub(r"https?://\S+", "", text.partition("\n\n")[2] or text)
    return {word.rstrip(":") for word in plain.split()}


def test_nothing_is_drawn_of_a_letter_that_is_gone():
    there = {
        f"{language}/{letter.value}{'.' if case else ''}{case}"
        for letter, case, _situation in SITUATIONS
        for language in read_in(letter)
    }
    files = {
        f"{file.parent.name}/{file.name.rpartition('.')[0]}" for file in FOLDER.glob("*/*.txt")
    }

    assert files == there
    assert {one.value for one in Letter} <= {name.split("/")[1].split(".")[0] for name in files}


MAILS = examples(40, 10_000)
_MARK = re.compile(r"mark-\d+-end")
_LINK = re.compile(r"http://localhost/l/[\w.-]+")


@pytest.mark.prove
def test_mails_by_the_thousand_hold_their_own_persons_name_link_and_words(session, make):
    job, hostile = make.job(), corpus.everything()
    for number in range(MAILS):
        odd = one_line(hostile[number % len(hostile)])[:40]
        candidate = make.candidate(f"Sam{number} mark-{number}-end")
        candidate.called = f"{odd} mark-{number}-end".strip()
        candidate.locale = ("en", "de")[number % 2]
        session.commit()
        make.application(candidate=candidate, job=job)
    seen: set[str] = set()

    for number, found in enumerate(messages(session, Letter.INTRODUCTION)):
        with transaction(session):
            said = render(session, session.get_one(Message, found.id))
        whole = f"{said.subject}\n{said.text}\n{said.html}"
        links = set(_LINK.findall(whole))
        assert set(_MARK.findall(whole)) == {f"mark-{number}-end"}
        assert len(links) == 1
        assert not links & seen
        seen |= links

    assert len(seen) == MAILS
