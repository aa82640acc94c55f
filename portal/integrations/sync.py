"""What a file says anew about somebody who is here: what is taken over, what is only proposed, what
is asked. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal.hiring.stages import Outcome
from portal.integrations.cells import CLEAR
from portal.integrations.rows import Row

ACTIVE, REJECTED = "active", "rejected"
INTERVIEW = (
    "interview_start",
    "interview_end",
    "interview_timezone",
    "interview_location",
    "interview_url",
    "interview_id",
)
_SIMPLE = ("phone", "locale", "source")
_DEFAULTS = {"locale": "en"}


@dataclass(frozen=True)
class Change:
    """A field, what it is here, what the file says."""

    field: str
    old: str | None
    new: str | None

    def as_json(self) -> dict[str, str | None]:
        """As the report shows it."""
        return {"field": self.field, "from": self.old, "to": self.new}


@dataclass
class Differences:
    """What differs: `changes` are taken over, `proposals` wait for a person, `asks` are codes of
    questions.
    """

    changes: list[Change] = field(default_factory=list)
    proposals: list[Change] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Here:
    """What is here, in the words a file has for it."""

    values: Mapping[str, str]
    outcome: Outcome | None
    has_verdict: bool
    is_introduced: bool


class _Said(NamedTuple):
    name: str
    value: str


def facts(row: Row, standing: str, owner: str) -> dict[str, str]:
    """What the row says of things that may change later; `owner` is the address of the teammate it
    names.
    """
    said = {name: row.values[name] for name in _SIMPLE if name in row.values}
    for name in ("stage", "memo", "email"):
        if row.get(name):
            said[name] = row.get(name)
    said["full_name"], said["called"] = row.name, row.called
    said["standing"] = standing
    if owner:
        said["owner"] = owner
    if row.get("interview_start"):
        said["interview"] = "|".join(row.get(name) for name in INTERVIEW)
    return said


def differences(said: Mapping[str, str], seen: Mapping[str, Any], here: Here) -> Differences:
    """What the file says anew, against what it said the last time and what is here."""
    found = Differences()
    for name, value in said.items():
        if seen.get(name) == value:
            continue
        _JUDGES.get(name, _taken_over)(found, here, _Said(name, value))
    return found


def remembered(
    said: Mapping[str, str], seen: Mapping[str, Any], unaccepted: Iterator[str]
) -> dict[str, Any]:
    """What to remember as seen: all of it but what was proposed and not accepted, so that it is
    proposed again.
    """
    kept = {**seen, **said}
    for name in unaccepted:
        if name in seen:
            kept[name] = seen[name]
        else:
            kept.pop(name, None)
    return kept


def _taken_over(found: Differences, here: Here, said: _Said) -> None:
    old = here.values.get(said.name, "")
    new = _DEFAULTS.get(said.name, "") if said.value == CLEAR else said.value
    if old != new:
        found.changes.append(Change(said.name, old or None, new or None))


def _email(found: Differences, here: Here, said: _Said) -> None:
    """Another address is a matter for the person it belongs to: only a missing one is filled in."""
    old = here.values.get(said.name, "")
    if not old:
        found.changes.append(Change(said.name, None, said.value))
    elif old != said.value:
        found.asks.append("other_address")


def _memo(found: Differences, _here: Here, said: _Said) -> None:
    found.changes.append(Change(said.name, None, said.value))


def _stage(found: Differences, here: Here, said: _Said) -> None:
    old = here.values.get(said.name, "")
    if here.outcome is None and old.casefold() != said.value.casefold():
        found.proposals.append(Change(said.name, old, said.value))


def _standing(found: Differences, here: Here, said: _Said) -> None:
    if here.outcome is not None:
        if said.value == ACTIVE:
            found.asks.append("closed_here")
    elif said.value == REJECTED:
        if not here.has_verdict:
            found.changes.append(Change("status", ACTIVE, REJECTED))
    elif said.value != ACTIVE:
        found.asks.append("ended_elsewhere")


def _interview(found: Differences, here: Here, said: _Said) -> None:
    """Whoever has been introduced may have it in a calendar: another time takes a word."""
    old = here.values.get(said.name, "")
    if here.outcome is not None or old == said.value:
        return
    if here.is_introduced:
        found.asks.append("interview_by_hand")
    else:
        found.changes.append(Change(said.name, old or None, said.value))


def _called(_found: Differences, _here: Here, _said: _Said) -> None:
    """Goes with the name."""


_JUDGES = {
    "email": _email,
    "memo": _memo,
    "stage": _stage,
    "standing": _standing,
    "interview": _interview,
    "called": _called,
}
