"""Sentences of ours that stand in a row: kept with what they are made of, and read in the
language of whoever reads them. What a person wrote stays as it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.plumbing.dates import day_of, hour, long_day, place_of
from portal.plumbing.words import ENGLISH, gettext, spoken


@dataclass(frozen=True)
class Moment:
    """A day and an hour in that IANA zone, said in the reader's way."""

    at: datetime
    zone: str


@dataclass(frozen=True)
class Day:
    """A calendar day, said in the reader's way."""

    day: date


@dataclass(frozen=True)
class Place:
    """What people call that IANA zone."""

    zone: str


def kept(text: str, /, **values: str | Moment | Day | Place) -> dict[str, Any]:
    """The columns `words`, in English as the team reads them, and `said`, for every other reader.
    The text is one that `noted` named.
    """
    said = {"text": text, "values": {name: _as_kept(value) for name, value in values.items()}}
    with spoken(ENGLISH):
        return {"words": again(said, ""), "said": said}


def again(said: Mapping[str, Any] | None, words: str) -> str:
    """What is kept, in the language spoken now; the words themselves where a person wrote them."""
    if said is None:
        return words
    values = {name: _as_said(value) for name, value in said["values"].items()}
    text = str(said["text"])
    return gettext(text, **values).strip()


def _as_kept(value: str | Moment | Day | Place) -> str | dict[str, str]:
    if isinstance(value, Moment):
        return {"at": value.at.isoformat(), "zone": value.zone}
    if isinstance(value, Day):
        return {"day": value.day.isoformat()}
    return {"zone": value.zone} if isinstance(value, Place) else value


def _as_said(value: str | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    if "day" in value:
        return long_day(date.fromisoformat(value["day"]))
    if "at" not in value:
        return place_of(value["zone"])
    at, zone = datetime.fromisoformat(value["at"]), value["zone"]
    return gettext("%(day)s, %(hour)s", day=long_day(day_of(at, zone)), hour=hour(at, zone))
