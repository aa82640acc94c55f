"""What a survey asks: touchpoints, kinds of items, the values each may have. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

LONGEST = 2000
"""Characters of one comment."""


class Touchpoint(StrEnum):
    """When a candidate is asked. Figures of two touchpoints are never pooled."""

    APPLIED = "applied"
    INTERVIEWED = "interviewed"
    NOT_SELECTED = "not_selected"
    WITHDREW = "withdrew"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    NEW_HIRE = "new_hire"


class ItemKind(StrEnum):
    """What an answer to an item may be."""

    NPS = "nps"
    RATING = "rating"
    EFFORT = "effort"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"


_SCALES = {
    ItemKind.NPS: range(11),
    ItemKind.RATING: range(1, 6),
    ItemKind.EFFORT: range(1, 8),
    ItemKind.YES_NO: range(2),
}


@dataclass(frozen=True)
class Item:
    """One question. `key` names it in every version of its survey; `low` and `high` are the ends of
    its scale; `where` is the one department or job it is asked in, as `at_department` and `at_job`
    write them.

    Wherever it is asked, its figures come along the one tree: those who were not asked are as those
    who skipped it.
    """

    key: str
    kind: ItemKind
    words: str
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_on: bool = True
    where: str = ""

    def is_asked(self, job_id: int, department_id: int | None) -> bool:
        """Whether whoever is asked about that job is asked this."""
        places = ("", at_job(job_id), at_department(department_id))
        return self.is_on and self.where in places

    def values(self) -> tuple[str, ...]:
        """The answers there are, lowest first; none for words of one's own."""
        if self.kind is ItemKind.CHOICE:
            return self.choices
        return tuple(str(value) for value in _SCALES.get(self.kind, ()))

    def to_json(self) -> dict[str, Any]:
        """As it is kept in a version."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Item":
        """As it was kept in a version."""
        return cls(**{**kept, "kind": ItemKind(kept["kind"]), "choices": tuple(kept["choices"])})


def items_asked(
    kept: Iterable[Mapping[str, Any]], job_id: int, department_id: int | None
) -> list[Item]:
    """Of the questions as a version keeps them, those for whoever is asked about that job."""
    every = (Item.from_json(one) for one in kept)
    return [item for item in every if item.is_asked(job_id, department_id)]


def at_job(job_id: int) -> str:
    """The place of a job."""
    return f"job {job_id}"


def at_department(department_id: int | None) -> str:
    """The place of a department."""
    return f"department {department_id}"


def checked(items: Iterable[Item], given: Mapping[str, str]) -> dict[str, str]:
    """What was answered, item by item, skipped ones left out. `given` is tidied text by item.

    Raises Refusal for an answer that can't be, for one to a question nobody asked, for none to a
    question that needs one, and for none at all.
    """
    asked = {item.key: item for item in items}
    answers = {key: value for key, value in given.items() if value}
    if not answers.keys() <= asked.keys():
        raise Refusal(_("One of these answers belongs to no question here. Load the page again."))
    for key, value in answers.items():
        _check(asked[key], value)
    for item in asked.values():
        if item.is_required and item.key not in answers:
            raise Refusal(_("“%(words)s” needs an answer.", words=_(item.words)))
    if not answers:
        raise Refusal(_("There is no answer yet. One is enough."))
    return answers


def _check(item: Item, value: str) -> None:
    if item.kind is ItemKind.TEXT:
        if len(value) > LONGEST:
            raise Refusal(_("At most %(most)d characters fit in one answer.", most=LONGEST))
    elif value not in item.values():
        raise Refusal(_("“%(words)s” has no such answer.", words=_(item.words)))
