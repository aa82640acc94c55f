"""Whatever a candidate reads is there in every language that we speak."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.hiring.models import Application
from portal.hiring.stages import Outcome
from portal.mail.kinds import TEAM, Letter
from portal.plumbing import clock, words
from scripts.words import FOLDER, ROOT, extracted, forms, kept
from tests.candidate import test_robot as pages
from tests.candidate.test_closed import ended
from tests.forms import Browsers
from tests.make import MONDAY, Make
from tests.markup import Page
from tests.robot import Fields, Robot
from tests.slices import test_mail_letters as letters
from tests.tongues import MadeUp, not_ours, spoken_by_all

FILES = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
DOORS = ("/", "/sent", "/signed-out", "/links-off", "/privacy", "/dates", "/l/x", "/u/x", "/me/")
_PLACE = re.compile(r"%\(\w+\)[sd]")
_READ_OUT = ("aria-label", "title", "placeholder", "alt")


def cannot_come(make: Make) -> Application:
    """Somebody who proposed other times."""
    letters.cant_make_it(make)
    return make.session.scalars(select(Application)).one()


def answered(make: Make) -> Application:
    """Somebody who asked, and heard."""
    make.answer()
    return make.session.scalars(select(Application)).one()


MORE: dict[str, Callable[..., Application]] = {
    **{outcome.value: partial(ended, outcome=outcome) for outcome in Outcome},
    "late": lambda make: make.late(),
    "on hold": lambda make: make.application(stage="On hold"),
    "deciding": lambda make: make.application(stage="Decision"),
    "can’t make it": cannot_come,
    "answered": answered,
}
SITUATIONS = {one.__name__: one for one in pages.SITUATIONS} | MORE
FOR_CANDIDATES = [found for found in letters.SITUATIONS if found[0] not in TEAM]


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose words can be told from any that were never translated."""
    marked = MadeUp()
    monkeypatch.setattr(words, "_catalogue", lambda _locale: marked)


def test_german_is_spoken() -> None:
    assert [file.parents[1].name for file in FILES] == ["de"]
    assert words.languages() == {"en": "English", "de": "Deutsch"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_catalogue_is_up_to_date(file: Path) -> None:
    there, said = _texts(kept(file)), _texts(extracted())

    assert sorted(said - there) == [], "new: run `make words`, then translate them"
    assert sorted(there - said) == [], "said nowhere any more: run `make words`"
    assert not kept(file).obsolete


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_in_a_catalogue_waits_for_a_translation(file: Path) -> None:
    catalogue = kept(file)

    wrong = [
        message.id for message in catalogue if message.id and not _is_whole(message, catalogue)
    ]

    assert wrong == []


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("has_code", [False, True], ids=["no code", "code"])
@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_a_candidates_pages_say_nothing_untranslated(
    app: Flask,
    make: Make,
    session: Session,
    situation: Callable[..., Application],
    has_code: bool,
) -> None:
    spoken_by_all(session)
    with clock.held_at(MONDAY):
        application = situation(make)
        reader = Reader(Browsers(app, make).sam(application, has_code=has_code))
        reader.walk("/me/")

    assert len(reader.read) > 10
    assert not_ours(session, reader.read) == []


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("path", DOORS)
def test_a_door_says_nothing_untranslated(app: Flask, session: Session, path: str) -> None:
    reply = app.test_client().get(path, headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})

    assert not_ours(session, _lines(reply)) == []


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize(
    ("letter", "situation"),
    [(letter, situation) for letter, _case, situation in FOR_CANDIDATES],
    ids=[f"{letter} {case}".strip() for letter, case, _situation in FOR_CANDIDATES],
)
def test_a_letter_says_nothing_untranslated(
    make: Make, session: Session, letter: Letter, situation: letters.Situation
) -> None:
    spoken_by_all(session)
    with clock.held_at(MONDAY):
        situation(make)
        said = letters.written(session, letter)

    assert not_ours(session, [said.subject, *said.text.splitlines()]) == []
    assert 'lang="de"' in said.html


class Reader(Robot):
    """A robot that keeps what it reads."""

    read: list[str]

    def walk(self, start: str) -> None:
        """Everything that can be reached from there."""
        self.read = []
        super().walk(start)

    def _ahead(self, path: str, reply: TestResponse) -> list[tuple[str, str, Fields]]:
        self.read += _lines(reply)
        return super()._ahead(path, reply)


def _lines(reply: TestResponse) -> list[str]:
    if reply.location or reply.mimetype != "text/html":
        return []
    page = Page(reply.text)
    titles = [title.text() for title in page.every("title")]
    labels = [element.get(name) or "" for element in page.elements for name in _READ_OUT]
    return [*page.lines(), *titles, *labels]


def _texts(catalogue: Catalog) -> set[str]:
    return {"|".join(_english(message)) for message in catalogue if message.id}


def _is_whole(message: Message, catalogue: Catalog) -> bool:
    """Every form is there, sure, and fills in what the English does; one thing may be spelled
    out.
    """
    said = forms(message)
    expected = catalogue.num_plurals if message.pluralizable else 1
    if message.fuzzy or len(said) != expected or not all(said):
        return False
    whole = set(_PLACE.findall(_english(message)[-1]))
    filled = [set(_PLACE.findall(form)) for form in said]
    first_may_lack = {"%(num)d", "%(num)s"} if message.pluralizable else set()
    return filled[-1] == whole and whole - first_may_lack <= filled[0] <= whole


def _english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)
