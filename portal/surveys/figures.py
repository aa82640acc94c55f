"""What is said of people whose answers may be shown: figures that give nobody away. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.surveys import scoring
from portal.surveys.items import ItemKind
from portal.surveys.release import Group, is_exact

_LEAST_PERCENT = 5
_SCALES = {ItemKind.NPS, ItemKind.RATING, ItemKind.EFFORT}
_GOOD = {
    ItemKind.RATING: scoring.SATISFIED,
    ItemKind.EFFORT: scoring.EASY,
    ItemKind.YES_NO: scoring.YES,
}


@dataclass(frozen=True)
class Share:
    """The part that gave `value`; `bound` is "<=" or ">=" where the true one lies beyond what is
    shown."""

    value: str
    share: float
    bound: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(vars(self))


@dataclass(frozen=True)
class Figures:
    """What is published of one question. None, or no shares, where the answers are too few to say
    so much; `is_rough` where the mean is one to the nearest half."""

    n: int
    mean: float | None = None
    cnps: float | None = None
    margin: float | None = None
    share: Share | None = None
    """Of those who are satisfied, found it easy, or said yes."""
    shares: tuple[Share, ...] = ()
    is_rough: bool = False

    def to_json(self) -> dict[str, Any]:
        """As they are kept."""
        share = self.share.to_json() if self.share else None
        return vars(self) | {"share": share, "shares": [one.to_json() for one in self.shares]}


def figures_of(kind: ItemKind, values: Sequence[str], group: Group) -> Figures:
    """What is said of a group that is shown; `values` are all the answers there are to the
    question.

    That everybody gave the same answer is nobody's to know: few answers give no shares, no share
    says all or none, and where nearly all agree, the mean is as rough as that of a few.
    """
    n, numbers = group.n, _numbers(kind, group.tally)
    mean = scoring.mean(numbers) if kind in _SCALES else None
    if not is_exact(group):
        return Figures(n, mean=_to_half(mean), is_rough=True)
    cnps = _cnps(numbers, n) if kind is ItemKind.NPS else None
    is_rough = is_nearly_all(max(group.tally.values()), n)
    return Figures(
        n,
        mean=_to_half(mean) if is_rough or mean is None else float(mean),
        cnps=float(cnps.score) if cnps else None,
        margin=cnps.margin if cnps else None,
        share=_good(kind, numbers, n),
        shares=tuple(softened(value, group.tally.get(value, 0), n) for value in values),
        is_rough=is_rough,
    )


def softened(value: str, part: int, n: int) -> Share:
    """The share of `part` of n, which says neither all nor none."""
    least = least_percent(n)
    if is_nearly_all(n - part, n):
        return Share(value, least / 100, "<=")
    if is_nearly_all(part, n):
        return Share(value, (100 - least) / 100, ">=")
    return Share(value, part / n)


def is_nearly_all(part: int, n: int) -> bool:
    """Whether so many of n read as all of them would."""
    return 100 * (n - part) <= least_percent(n) * n


def least_percent(n: int) -> int:
    """The least share of n that is told from none: 5 %, or one of them where that is more, in whole
    percents that are not below it, so that "or less" stays true."""
    return max(_LEAST_PERCENT, -(-100 // n))


def _numbers(kind: ItemKind, tally: Mapping[str, int]) -> dict[int, int]:
    """Without what is no number."""
    if kind is ItemKind.CHOICE:
        return {}
    return {int(value): count for value, count in tally.items()}


def _to_half(mean: Fraction | None) -> float | None:
    return None if mean is None else scoring.nearest(mean, 2)


def _cnps(numbers: scoring.Tally, n: int) -> scoring.Cnps | None:
    """As far from nought as one passive among nothing but promoters, or detractors, at most."""
    exact = scoring.cnps(numbers)
    most = min(Fraction(100 - _LEAST_PERCENT), 100 - Fraction(100, n))
    if exact is None or abs(exact.score) < most:
        return exact
    score = most if exact.score > 0 else -most
    return scoring.Cnps(score, scoring.margin(float(most / 100), float(most / 100), n), n)


def _good(kind: ItemKind, numbers: scoring.Tally, n: int) -> Share | None:
    good = _GOOD.get(kind)
    return softened("", scoring.count(numbers, good), n) if good else None
