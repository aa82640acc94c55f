"""Translations without Flask."""

from pathlib import Path
from threading import Thread

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plumbing import dates, words
from portal.plumbing.words import gettext, language, lazy, ngettext, spoken
from tests.make import MONDAY
from tests.proof import examples

DAY = MONDAY.date()


@pytest.fixture
def in_german(tmp_path, monkeypatch):
    """Our words, as far as somebody put them into German and Brazilian Portuguese."""
    write(tmp_path / "de", {"Hello %(name)s": "Hallo %(name)s", "Yes": "Ja"})
    write(tmp_path / "pt_BR", {"Yes": "Sim"})
    monkeypatch.setattr(words, "_FOLDER", tmp_path)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    for known in vars(words).values():
        if hasattr(known, "cache_clear"):
            known.cache_clear()


def write(folder: Path, texts):
    catalogue = Catalog(locale=folder.name)
    for text, said in texts.items():
        catalogue.add(text, said)
    catalogue.add(("%(num)s day", "%(num)s days"), ("%(num)s Tag", "%(num)s Tage"))
    (folder / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue)


def test_english_is_spoken_unless_somebody_says_otherwise():
    assert language() == "en"
    assert gettext("Hello %(name)s", name="Sam") == "Hello Sam"


@pytest.mark.usefixtures("in_german")
def test_inside_the_block_another_language_is_spoken():
    with spoken("de"):
        assert language() == "de"
        assert gettext("Hello %(name)s", name="Sam") == "Hallo Sam"
        assert [ngettext("%(num)s day", "%(num)s days", n) for n in (1, 2)] == ["1 Tag", "2 Tage"]

    assert gettext("Yes") == "Yes"


@pytest.mark.usefixtures("in_german")
def test_what_is_not_translated_is_said_in_english():
    with spoken("de"):
        assert gettext("No") == "No"


@pytest.mark.usefixtures("in_german")
def test_a_label_is_translated_when_it_is_shown():
    label = lazy("Yes")

    with spoken("de"):
        assert str(label) == "Ja"
    assert str(label) == "Yes"


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("pt_BR", "Sim"),
        ("pt-BR", "Sim"),
        ("de-CH", "Ja"),
        ("zz", "Yes"),
    ],
)
def test_a_region_is_spoken_as_well_as_we_can(asked, answer):
    with spoken(asked):
        assert gettext("Yes") == answer
        assert dates.long_day(DAY)


@pytest.mark.parametrize("asked", ["pt-BR", "fr-CH", "zz", "x", "tlh", "../../etc", "EN", ""])
def test_a_language_we_do_not_speak_breaks_no_letter(asked):
    """A file may say so of anybody; until it is translated all of a letter is in English."""
    with spoken(asked):
        assert (language(), gettext("Yes")) == ("en", "Yes")
        assert dates.long_day(DAY) == "Monday 23 November"
        assert dates.day_and_year(DAY) == "23 November 2026"


@pytest.mark.usefixtures("in_german")
def test_one_reader_never_hears_anothers_language():
    heard = []
    with spoken("de"):
        thread = Thread(target=lambda: heard.append(gettext("Yes")))
        thread.start()
        thread.join()

    assert heard == ["Yes"]


@pytest.mark.usefixtures("in_german")
def test_what_goes_wrong_inside_ends_it():
    with pytest.raises(RuntimeError), spoken("de"):
        raise RuntimeError

    assert language() == "en"


def test_a_percent_sign_without_values_is_left_alone():
    assert gettext("100 % sure") == "100 % sure"


@given(st.text(), st.integers())
@settings(max_examples=examples(50, 1000), deadline=None)
def test_what_is_filled_in_is_never_read_as_a_pattern(name, number):
    assert gettext("Hello %(name)s", name=name) == f"Hello {name}"
    assert ngettext("%(num)s day", "%(num)s days", number).endswith(("day", "days"))
