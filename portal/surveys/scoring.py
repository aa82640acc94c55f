"""Figures from counts. Pure, and exact: fractions throughout, rounded once, when they are shown.

A tally is how many people gave each value. Who skipped a question isn't in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

Tally = Mapping[int, int]

_PROMOTERS = range(9, 11)
_DETRACTORS = range(7)
SATISFIED = range(4, 6)
"""On a scale of 1 to 5."""
EASY = range(5, 8)
"""On a scale of effort."""
YES = range(1, 2)
_Z_95 = 1.96


@dataclass(frozen=True)
class Cnps:
    """Candidate net promoter score: from -100 to 100, `margin` to either side at 95 %, over `n`
    answers."""

    score: Fraction
    margin: float
    n: int


def answered(tally: Tally) -> int:
    """How many gave any value."""
    return sum(tally.values())


def count(tally: Tally, values: range) -> int:
    """How many answers lie in `values`."""
    return sum(tally.get(value, 0) for value in values)


def mean(tally: Tally) -> Fraction | None:
    """The mean value; None without an answer."""
    n = answered(tally)
    return Fraction(sum(value * times for value, times in tally.items()), n) if n else None


def cnps(tally: Tally) -> Cnps | None:
    """100 x (promoters - detractors) / answered, with its interval; None without an answer."""
    n = answered(tally)
    if not n:
        return None
    promoters, detractors = count(tally, _PROMOTERS), count(tally, _DETRACTORS)
    more, either = promoters - detractors, promoters + detractors
    return Cnps(Fraction(100 * more, n), margin(either / n, more / n, n), n)


def margin(either: float, more: float, n: int) -> float:
    """Half the width of the 95 % interval of a score of n answers: by the share of promoters and
    detractors, and how many more the promoters are."""
    return _Z_95 * 100 * sqrt(max(either - more**2, 0) / n)


def offer_acceptance(accepted: int, declined: int, lapsed: int) -> Fraction | None:
    """The part of decided offers that was accepted; None where none is decided."""
    return _part(accepted, accepted + declined + lapsed)


def promises_kept(on_time: int, due: int) -> Fraction | None:
    """The part of promises due that was kept on time; None where none was due."""
    return _part(on_time, due)


def rounded(value: Fraction | float, digits: int = 0) -> float:
    """The one rounding, when a figure is shown: halves away from zero, as people do it."""
    return nearest(value, 10**digits)


def percent(share: Fraction | float) -> int:
    """The same of a share, in whole percents."""
    return int(rounded(100 * _exact(share)))


def nearest(value: Fraction | float, steps: int) -> float:
    """The same to the nearest of so many steps in one."""
    exact = _exact(value)
    whole = (2 * steps * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return (whole if exact >= 0 else -whole) / steps


def _exact(value: Fraction | float) -> Fraction:
    """A kept figure as it reads: what is nearest to 1.45 in a computer lies below it."""
    return value if isinstance(value, Fraction) else Fraction(repr(value))


def _part(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
