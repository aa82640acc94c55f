"""What a survey should rather not ask, in words for whoever edits it. Pure."""

import re
from collections.abc import Sequence

from portal.plumbing.words import gettext as _
from portal.surveys.items import Item, ItemKind

MANY = 7
"""Questions, the score and the open one included: from more on, people leave in the middle."""

_PROTECTED = re.compile(
    r"""\b(
        gender | sex | sexual \w* | male | female | transgender | pronouns?
      | age | how\ old | (year|date)\ of\ birth | birthday | were\ you\ born | years?\ old
      | are\ you\ ((over|under|above|below|at\ least)\ \d\d | older | younger) | or\ older
      | race | racial | ethnic\w* | skin\ colou?r | nationality | national\ origin
      | native\ language
      | religio\w* | faith | church
      | disab\w+ | handicap\w* | impairments? | chronic\w* | health
      | pregnan\w+ | maternity | marital | married | children | union\ member\w*
      | geschlecht\w* | (lebens)?alter | alters\w+ | wie\ alt | geburts\w+ | geboren
      | sind\ sie\ ((über|unter|mindestens)\ \d\d | älter | jünger)
      | rasse | herkunft | hautfarbe | ethnisch\w* | sexuell\w*
      | staatsangeh\w+ | nationalität | muttersprache | religi\w+ | konfession | behinder\w+
      | schwerbehinder\w+ | schwanger\w* | familienstand | verheiratet | kinder
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TWO = re.compile(r"\b(and|or|und|oder|sowie)\b|&", re.IGNORECASE)
_ONE_ANSWER = frozenset(ItemKind) - {ItemKind.TEXT, ItemKind.CHOICE}


def warnings(items: Sequence[Item], before: Sequence[Item]) -> list[str]:
    """Of questions that are asked: what protected traits they touch, where one asks two things,
    and that they become too many. What was asked `before` in the same words was looked at then."""
    on, were_on = ([item for item in some if item.is_on] for some in (items, before))
    known = {_read(item) for item in were_on}
    found = [
        words
        for item in on
        if _read(item) not in known
        for words in (_protected(item), _twofold(item))
        if words
    ]
    return found + ([_many(on)] if len(on) > max(MANY, len(were_on)) else [])


def _read(item: Item) -> tuple[str, ...]:
    """All of it that a candidate reads."""
    return (item.words, item.low, item.high, *item.choices)


def _protected(item: Item) -> str:
    touched = _PROTECTED.search(" ".join(_read(item)))
    if touched is None:
        return ""
    return _(
        "“%(words)s” may ask about a protected trait (“%(trait)s”): gender, age, race, disability"
        " and the like have no place in a survey of ours. If the law asks you to count them, count"
        " them elsewhere.",
        words=item.words,
        trait=touched[0],
    )


def _twofold(item: Item) -> str:
    is_two = item.words.count("?") > 1 or (item.kind in _ONE_ANSWER and _TWO.search(item.words))
    if not is_two:
        return ""
    return _(
        "“%(words)s” may ask two things at once: nobody can tell which of them was answered.",
        words=item.words,
    )


def _many(on: Sequence[Item]) -> str:
    return _(
        "%(count)d questions: more than %(most)d, and many people leave in the middle.",
        count=len(on),
        most=MANY,
    )
