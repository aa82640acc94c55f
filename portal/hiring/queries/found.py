"""What the list of candidates shows of each, and how many pages it has."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from portal.hiring.promises import is_late, today_for
from portal.hiring.queries import words as by_words
from portal.hiring.stages import Outcome, Status

PAGE = 50


@dataclass(frozen=True)
class FoundRow:
    """One application in the list."""

    ref: str
    name: str
    email: str
    job_title: str
    stage: str
    status: Status
    outcome: Outcome | None
    owner: str
    applied_on: date
    next_word_by: date | None
    is_introduced: bool
    is_late: bool


@dataclass(frozen=True)
class Found:
    """A page of the list, and how many there are in all, up to one more than are counted."""

    rows: list[FoundRow]
    count: int
    page: int
    most: int = by_words.COUNTED
    """Beyond so many nobody counts or leafs through."""

    @property
    def is_cut(self) -> bool:
        """Whether there are more than that."""
        return self.count > self.most

    @property
    def pages(self) -> int:
        """How many pages can be asked for."""
        return max(1, -(-min(self.count, self.most) // PAGE))


def found_row(row: Row[*tuple[Any, ...]], now: datetime, house: str) -> FoundRow:
    """The row as it is shown at that moment; `house` is the company's IANA zone."""
    zone = row.time_zone or house
    promised = row.introduced_at is not None and row.next_word_by is not None
    return FoundRow(
        ref=row.ref,
        name=row.full_name,
        email=row.email or "",
        job_title=row.title,
        stage=row.stage,
        status=row.status,
        outcome=row.outcome,
        owner=row.owner or "",
        applied_on=today_for(row.applied_at, house),
        next_word_by=row.next_word_by,
        is_introduced=row.introduced_at is not None,
        is_late=promised and is_late(row.next_word_by, zone, now),
    )
