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
_SATISFIED = range(4, 6)
_EASY = range(5, 8)
_YES = range(1, 2)
_Z_95 = 1.96


@dataclass(frozen=True)
class Cnps:
    """Candidate net promoter score: from -100 to 100, `margin` to either side at 95 %, over `n`
    answers."""

    score: Fraction
    margin: float
    n: int


@dataclass(frozen=True)
class Effort:
    """How easy it was: mean of 1 to 7, and the share of 5 to 7."""

    mean: Fraction
    share: Fraction


def answered(tally: Tally) -> int:
    """How many gave any value."""
    return sum(tally.values())


def share(tally: Tally, values: range) -> Fraction | None:
    """The part of all answers that lies in `values`; None without an answer."""
    n = answered(tally)
    return Fraction(sum(tally.get(value, 0) for value in values), n) if n else None


def mean(tally: Tally) -> Fraction | None:
    """The mean value; None without an answer."""
    n = answered(tally)
    return Fraction(sum(value * count for value, count in tally.items()), n) if n else None


def cnps(tally: Tally) -> Cnps | None:
    """100 x (promoters - detractors) / answered, with its interval; None without an answer."""
    promoters, detractors = share(tally, _PROMOTERS), share(tally, _DETRACTORS)
    if promoters is None or detractors is None:
        return None
    n = answered(tally)
    return Cnps(100 * (promoters - detractors), margin(promoters, detractors, n), n)


def margin(promoters: Fraction, detractors: Fraction, n: int) -> float:
    """Half the width of the 95 % interval of a score of those two shares of n answers."""
    return _Z_95 * 100 * sqrt((promoters + detractors - (promoters - detractors) ** 2) / n)


def csat(tally: Tally) -> Fraction | None:
    """Satisfied: the share of 4 and 5."""
    return share(tally, _SATISFIED)


def easy(tally: Tally) -> Fraction | None:
    """The share of 5 to 7 on a scale of effort."""
    return share(tally, _EASY)


def said_yes(tally: Tally) -> Fraction | None:
    """The share of yes, which counts as 1."""
    return share(tally, _YES)


def ces(tally: Tally) -> Effort | None:
    """Effort on a scale of 1 to 7; None without an answer."""
    average, part = mean(tally), easy(tally)
    return Effort(average, part) if average is not None and part is not None else None


def response_rate(submitted: int, delivered: int) -> Fraction | None:
    """The part of those who were asked that answered; None where nobody was."""
    return _part(submitted, delivered)


def offer_acceptance(accepted: int, declined: int, lapsed: int) -> Fraction | None:
    """The part of decided offers that was accepted; None where none is decided."""
    return _part(accepted, accepted + declined + lapsed)


def promises_kept(on_time: int, due: int) -> Fraction | None:
    """The part of promises due that was kept on time; None where none was due."""
    return _part(on_time, due)


def rounded(value: Fraction | float, digits: int = 0) -> float:
    """The one rounding, when a figure is shown: halves away from zero, as people do it."""
    steps: int = 10**digits
    scaled = _exact(value) * steps
    whole = int(abs(scaled) + Fraction(1, 2))
    return (whole if scaled >= 0 else -whole) / steps


def percent(share: Fraction | float) -> int:
    """The same of a share, in whole percents."""
    return int(rounded(100 * _exact(share)))


def _exact(value: Fraction | float) -> Fraction:
    """A kept figure as it reads: what is nearest to 1.45 in a computer lies below it."""
    return value if isinstance(value, Fraction) else Fraction(repr(value))


def _part(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
