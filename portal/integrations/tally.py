"""What a plan adds up to: how many of what, which rows need a look, who will read what by when.
Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.integrations.rows import Row
from portal.integrations.stage_words import Target

ACTIONS = ("create", "update", "unchanged", "left_out", "error")
ASKED = "open_long"


@dataclass
class Tally:
    """Filled while the rows are judged, then kept as JSON beside the lines."""

    actions: Counter[str] = field(default_factory=Counter)
    warnings: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """Lines by code, and by job where each job is asked about for itself."""
    proposals: list[dict[str, Any]] = field(default_factory=list)
    reads: dict[str, Counter[str]] = field(default_factory=dict)
    """How many will read that status, by the date of their next word."""
    comes_as: Counter[str] = field(default_factory=Counter)
    """How many come in active, rejected, withdrawn, hired."""
    newly_rejected: int = 0
    reachable: Counter[str] = field(default_factory=Counter)
    """How many of those have an address."""
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Jobs that are new, by the file's name for them."""
    _warned: set[int] = field(default_factory=set)

    def warn(self, code: str, line: int, about: str = "") -> None:
        """A row that comes in, but that somebody should look at."""
        self.warnings.setdefault((code, about), []).append(line)
        self._warned.add(line)

    def will_read(self, status: str, due: str) -> None:
        """Somebody comes in and will read that status, with that date."""
        self.reads.setdefault(status, Counter())[due] += 1

    def comes_in(self, standing: str, *, reachable: bool) -> None:
        """Somebody comes in who is active, rejected, withdrawn or hired."""
        self.comes_as[standing] += 1
        self.reachable[standing] += reachable

    def note_job(self, row: Row, target: Target | None) -> None:
        """A row is for a job that isn't here yet: by its id, else by its title."""
        job = self.jobs.setdefault(
            job_key(row),
            {
                "title": row.get("job_title"),
                "external_id": row.get("job_id") or None,
                "location": row.get("location"),
                "department": row.get("department"),
                "stages": {},
            },
        )
        if row.get("stage"):
            job["stages"].setdefault(row.get("stage"), target)

    def counts(self) -> dict[str, int]:
        """As the report shows them."""
        return {
            "rows": sum(self.actions.values()),
            **{name: self.actions[name] for name in ACTIONS if name != "left_out"},
            "left_out": self.actions["left_out"],
            "warning": len(self._warned),
        }

    def as_json(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {
            "counts": self.counts(),
            "warnings": [
                {"code": code, "about": about, "lines": lines}
                for (code, about), lines in self.warnings.items()
            ],
            "proposals": self.proposals,
            "reads": _reads(self.reads),
            "comes_as": dict(self.comes_as),
            "newly_rejected": self.newly_rejected,
            "reachable": dict(self.reachable),
            "jobs": self.jobs,
        }


def job_key(row: Row) -> str:
    """What the rows for one job share."""
    return f"id:{row.get('job_id')}" if row.get("job_id") else f"title:{row.title_key}"


def _reads(reads: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    return [
        {
            "status": status,
            "people": sum(dates.values()),
            "from": min(dates),
            "to": max(dates),
        }
        for status, dates in reads.items()
    ]
