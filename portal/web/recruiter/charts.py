"""Figures as shapes: where bars begin and end. Words, numbers and tables stand beside them in the
templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.plumbing.words import gettext as _
from portal.surveys.published import ClosedRound, Part, Published
from portal.surveys.scoring import rounded
from portal.surveys.shipped import RECOMMEND


@dataclass(frozen=True)
class Bar:
    """One of several compared: `width` is out of 100, for the longest of them."""

    label: str
    shown: str
    width: int


@dataclass(frozen=True)
class Spread:
    """How the answers to one question spread: each value with its published share."""

    words: str
    kind: str
    shares: Sequence[Mapping[str, Any]]
    n: int


@dataclass(frozen=True)
class Column:
    """A score from -100 to 100 in a field of 200, upside down as screens count: `top` and `height`
    of its bar, `high` and `low` of its interval. Without a score there is nothing to draw."""

    ref: str
    label: str
    shown: str
    note: str
    has_score: bool = False
    top: float = 100
    height: float = 0
    high: float = 100
    low: float = 100


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """One bar for each label and how often."""
    longest = max((count for _label, count in counts), default=0) or 1
    return [Bar(label, str(count), round(100 * count / longest)) for label, count in counts]


def columns(rounds: Sequence[ClosedRound], labels: Sequence[str]) -> list[Column]:
    """One column for each round's cNPS."""
    return [_column(each, each.ref, label) for each, label in zip(rounds, labels, strict=True)]


def scores(parts: Sequence[Part]) -> list[tuple[Part, Column]]:
    """Each department or job with its cNPS."""
    return [(part, _column(part, "", part.name)) for part in parts]


def spreads(items: Sequence[Mapping[str, Any]]) -> list[Spread]:
    """Each question of which so much may be said."""
    return [
        Spread(item["words"], item["kind"], item["figures"]["shares"], item["figures"]["n"])
        for item in items
        if item["figures"] and item["figures"]["shares"]
    ]


def _column(each: Published, ref: str, label: str) -> Column:
    figures = each.item(RECOMMEND)
    if figures is None:
        return Column(ref, label, "–", _("too few"))
    if figures["cnps"] is None:
        mean = _("about %(mean)s of 10", mean=f"{figures['mean']:g}")
        return Column(ref, label, "–", _("n %(n)d, %(mean)s", n=figures["n"], mean=mean))
    score, margin = figures["cnps"], figures["margin"]
    return Column(
        ref,
        label,
        shown=f"{rounded(score):+.0f}".replace("-", "\N{MINUS SIGN}"),
        note=_("n %(n)d ±%(margin)d", n=figures["n"], margin=rounded(margin)),
        has_score=True,
        top=100 - max(score, 0),
        height=abs(score),
        high=100 - min(score + margin, 100),
        low=100 - max(score - margin, -100),
    )
