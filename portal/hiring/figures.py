"""Kept, extended and missed: what became of promises, month by month. Pure.

A promise counts in the month it was due. They are figures of jobs, never of people.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from portal.hiring.promises import PromiseResult

Key = TypeVar("Key")
MONTHS = 12
_IN_A_YEAR = 12
Counted = tuple[int, date, PromiseResult, int]
"""The id of a job, a day, what became of promises due on it, and of how many."""


@dataclass(frozen=True)
class Figures:
    """How many of each; `ended` ones stand apart: the candidate closed before a word was due."""

    kept: int = 0
    extended: int = 0
    missed: int = 0
    ended: int = 0


def first_month(today: date) -> date:
    """The first day of the earliest month that is shown."""
    return _month_at(today, 1 - MONTHS)


def month_after(today: date) -> date:
    """The first day of the month that is not shown yet: its promises can still be kept."""
    return _month_at(today, 1)


def by_month(counted: Iterable[Counted]) -> list[tuple[date, Figures]]:
    """The first day of each month with its figures, the newest first."""
    found = _summed((day.replace(day=1), result, count) for _job, day, result, count in counted)
    return sorted(found.items(), reverse=True)


def by_job(counted: Iterable[Counted]) -> dict[int, Figures]:
    """The figures of each job, all months together."""
    return _summed((job, result, count) for job, _day, result, count in counted)


def _summed(counts: Iterable[tuple[Key, PromiseResult, int]]) -> dict[Key, Figures]:
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, result, count in counts:
        sums[key][result.value] += count
    return {key: Figures(**results) for key, results in sums.items()}


def _month_at(day: date, ahead: int) -> date:
    years, month = divmod(day.month - 1 + ahead, _IN_A_YEAR)
    return date(day.year + years, month + 1, 1)
