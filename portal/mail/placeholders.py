"""What a wording of the team's may hold: a closed list of placeholders for each letter, and how
they are filled in. A stored wording is plain text: it is searched for placeholders once, and is
never a template.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from portal.mail.kinds import Letter
from portal.plumbing.words import gettext as _

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
SUBJECT_AT_MOST = 150
TEXT_AT_MOST = 5000
_ALWAYS = ("name", "job", "company", "writer", "link")


@dataclass(frozen=True)
class Slots:
    """The placeholders that a letter knows, and those it can't do without."""

    known: tuple[str, ...]
    needed: tuple[str, ...]


def _slots(*own: str, needed: Collection[str] = ()) -> Slots:
    return Slots((*_ALWAYS, *own), ("link", *needed))


SLOTS: Mapping[Letter, Slots] = {
    Letter.INTRODUCTION: _slots("promise", "owner", needed=("promise",)),
    Letter.UPDATE: _slots("words", "sentence", "promise", needed=("words", "promise")),
    Letter.RECEIVED: _slots("promise", "owner", needed=("promise",)),
    Letter.EXTENDED: _slots("words", "sentence", "promise", needed=("words", "promise")),
    Letter.LATE: _slots(
        "late", "words", "sentence", "promise", needed=("late", "words", "promise")
    ),
    Letter.ENDING: _slots(
        "opening",
        "sentence",
        "words",
        "farewell",
        "others",
        "kept",
        needed=("opening", "sentence", "words", "others", "kept"),
    ),
    Letter.STEP_SET: _slots(
        "title", "day", "step", "step_why", "step_hint", "promise", needed=("step", "promise")
    ),
    Letter.STEP_CHANGED: _slots(
        "title", "day", "step", "change_hint", "promise", needed=("step", "promise")
    ),
    Letter.STEP_CANCELLED: _slots(
        "title", "day", "off", "why_off", "promise", needed=("off", "why_off", "promise")
    ),
    Letter.STEP_REMINDER: _slots(
        "title",
        "day",
        "step",
        "reminder_why",
        "reminder_hint",
        "promise",
        needed=("step", "reminder_hint"),
    ),
    Letter.VERBAL_OFFER: _slots("said", "no_contract", "promise", needed=("said", "promise")),
    Letter.OFFER: _slots("instead", "answer_by", "promise", needed=("answer_by",)),
    Letter.OFFER_REMINDER: _slots("answer_by", "after_that", needed=("answer_by", "after_that")),
    Letter.OFFER_ACCEPTED: _slots("intention", "promise", "undo", needed=("intention", "undo")),
    Letter.OFFER_DECLINED: _slots("undo", needed=("undo",)),
    Letter.WELCOME: _slots("others", needed=("others",)),
    Letter.THANKS: _slots("words", needed=("words",)),
    Letter.WITHDRAWN: _slots("thanks", "others", "undo", needed=("others", "undo")),
    Letter.WITHDRAWAL_UNDONE: _slots("promise", needed=("promise",)),
    Letter.ANSWER_UNDONE: _slots("answer_by", "promise", needed=("answer_by",)),
    Letter.FIRST_DAY: _slots("day", "first_day", "promise", needed=("first_day",)),
    Letter.FIRST_DAY_CANCELLED: _slots(
        "day", "day_off", "why_day_off", needed=("day_off", "why_day_off")
    ),
    Letter.ANSWER: _slots("asked", "words", needed=("asked", "words")),
}
"""Which letters may be reworded. Codes, links that were asked for and safety notices may not: their
words protect whoever reads them. Extras are made of what they carry.
"""

FORMULAS: Mapping[str, str] = {
    "name": "{{ called }}",
    "job": "{{ view.job_title }}",
    "company": "{{ company.name }}",
    "writer": '{{ writer or _("The hiring team") }}',
    "link": "{{ link }}",
    "words": "{{ words }}",
    "sentence": "{{ sentence if sentence is defined else view.sentence }}",
    "opening": "{{ opening }}",
    "farewell": "{{ farewell }}",
    "title": "{{ step.title }}",
    "day": (
        "{{ (first_day.starts_on if first_day is defined"
        " else step.starts_at | day_of(step.time_zone)) | long_day }}"
    ),
    "answer_by": "{{ answer_by | long_day }}",
}
"""How a short one is filled; every other is a paragraph of the shipped letters, by its file."""

PARAGRAPHS = frozenset(
    {slot for slots in SLOTS.values() for slot in slots.known if slot not in FORMULAS}
)


def faults(letter: Letter, subject: str, text: str) -> list[str]:
    """What keeps these words from being that letter, in words for whoever wrote them."""
    slots, used = SLOTS[letter], set(_PLACEHOLDER.findall(text))
    named = set(_PLACEHOLDER.findall(subject))
    found = [
        _("There is no placeholder {%(name)s} in this letter.", name=one)
        for one in sorted((used | named) - set(slots.known))
    ]
    found += [
        _("{%(name)s} has to stand in it: without it something is left unsaid.", name=one)
        for one in slots.needed
        if one not in used
    ]
    found += [
        _("{%(name)s} is a paragraph, and has no place in a subject.", name=one)
        for one in sorted(named & (PARAGRAPHS | {"words", "opening", "link", "farewell"}))
    ]
    return found + _sizes(subject, text)


def _sizes(subject: str, text: str) -> list[str]:
    found = [] if subject and text else [_("A letter needs a subject and words.")]
    if len(subject) > SUBJECT_AT_MOST or len(text) > TEXT_AT_MOST:
        found.append(_("That is too long for a letter."))
    return found


def fill(words: str, value_of: Callable[[str], str]) -> str:
    """The words with each placeholder's value in its place; what a value holds is not searched
    again.
    """
    return _PLACEHOLDER.sub(lambda match: value_of(match.group(1)), words)


def used_in(words: str) -> set[str]:
    """The placeholders that stand in these words."""
    return set(_PLACEHOLDER.findall(words))
