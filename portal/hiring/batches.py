"""Whom one mail may tell among many, who needs a look first, and who is left out. Pure."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

TYPED_ABOVE = 25
"""Above that many, their number is typed by hand."""
SHOWN = 3
"""So many letters are read in full before any leaves."""


class WhyNot(StrEnum):
    """Why somebody is not told by the batch."""

    INTERVIEWED = "interviewed"
    ANOTHER_OPEN = "another_open"
    SAME_NAME = "same_name"
    NO_ADDRESS = "no_address"
    WAITING = "waiting"
    """Words for them wait to leave already."""
    OFFER = "offer"
    NOT_DECIDED = "not_decided"
    CLOSED = "closed"


LOOK_FIRST = (WhyNot.INTERVIEWED, WhyNot.ANOTHER_OPEN, WhyNot.SAME_NAME, WhyNot.NO_ADDRESS)
"""Who needs a look; the others dropped out."""
TO_LOOK_AT = (WhyNot.ANOTHER_OPEN, WhyNot.SAME_NAME)
"""Whoever looked may let these be told with the others."""


class Facts(Protocol):
    """What is known of one of them."""

    @property
    def is_open(self) -> bool: ...
    @property
    def is_decided(self) -> bool: ...
    @property
    def has_offer(self) -> bool: ...
    @property
    def is_waiting(self) -> bool: ...
    @property
    def was_interviewed(self) -> bool: ...
    @property
    def has_address(self) -> bool: ...
    @property
    def has_another_open(self) -> bool: ...
    @property
    def is_looked_at(self) -> bool: ...
    @property
    def name_key(self) -> str: ...


Person = TypeVar("Person", bound=Facts)


@dataclass(frozen=True)
class Sorted(Generic[Person]):
    """Who is ready, and who is not and why, in the order in which they were chosen."""

    ready: list[Person] = field(default_factory=list)
    others: Mapping[WhyNot, list[Person]] = field(default_factory=dict)

    @property
    def look(self) -> dict[WhyNot, list[Person]]:
        """Those who need a look first."""
        return {why: self.others[why] for why in LOOK_FIRST if why in self.others}

    @property
    def to_look_at(self) -> list[Person]:
        """Those of them whom somebody may let in."""
        return [person for why in TO_LOOK_AT for person in self.others.get(why, [])]

    @property
    def out(self) -> dict[WhyNot, list[Person]]:
        """Those who dropped out."""
        return {
            why: self.others[why] for why in WhyNot if why in self.others and why not in LOOK_FIRST
        }


def sort_out(people: Sequence[Person], *, job_closes: bool) -> Sorted[Person]:
    """All of them, by what becomes of them."""
    found = Sorted[Person]([], defaultdict(list))
    told = [person for person in people if barred(person, job_closes=job_closes) is None]
    names = Counter(person.name_key for person in told)
    for person in people:
        why = barred(person, job_closes=job_closes) or _doubt(person, names)
        place = found.ready if why is None else found.others[why]
        place.append(person)
    return found


def barred(person: Facts, *, job_closes: bool) -> WhyNot | None:
    """What keeps a mail from telling this person, whoever looked; most weighty first."""
    barriers = (
        (WhyNot.CLOSED, not person.is_open),
        (WhyNot.OFFER, person.has_offer),
        (WhyNot.WAITING, person.is_waiting),
        (WhyNot.NOT_DECIDED, not (person.is_decided or job_closes)),
        (WhyNot.INTERVIEWED, person.was_interviewed),
        (WhyNot.NO_ADDRESS, not person.has_address),
    )
    return next((why for why, holds in barriers if holds), None)


def at_random(people: Sequence[Person], seed: str) -> list[Person]:
    """A few of them: for one seed the same ones, as long as the people are the same."""
    chosen = random.Random(seed).sample(range(len(people)), min(SHOWN, len(people)))  # noqa: S311
    return [people[place] for place in sorted(chosen)]


def words_for(words: str, own: str) -> str:
    """What one of them reads: the words for all, then the line of their own."""
    return f"{words}\n\n{own}" if own else words


def _doubt(person: Facts, names: Mapping[str, int]) -> WhyNot | None:
    if person.is_looked_at:
        return None
    if person.has_another_open:
        return WhyNot.ANOTHER_OPEN
    return WhyNot.SAME_NAME if names[person.name_key] > 1 else None
