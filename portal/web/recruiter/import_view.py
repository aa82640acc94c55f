"""What the page of an import shows: the plan in words, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.integrations import queries, sentences, warnings
from portal.integrations.models import ImportLine, ImportRun, ImportState
from portal.integrations.options import from_json
from portal.web.session import db

SHOWN = 50


@dataclass(frozen=True)
class ShownPlan:
    """A plan, as far as it fits on a page."""

    sentences: list[str]
    warnings: list[tuple[str, str]]
    """Words, and the first lines they are about."""
    refused: Sequence[ImportLine]
    refused_count: int
    proposals: list[dict[str, Any]]
    writes: int
    rejected: int
    blocking: list[str]


@dataclass(frozen=True)
class ShownProgress:
    """How far a run is, and whom it could still introduce."""

    is_over: bool
    done: int
    all: int
    came_in: int
    changed: int
    refused_count: int
    to_introduce: int


def shown_plan(run: ImportRun) -> ShownPlan:
    """The plan of a run that nobody has begun."""
    head, counts = run.plan, run.plan["counts"]
    return ShownPlan(
        sentences=sentences.about(head, from_json(run.options)),
        warnings=[(warnings.words(group), _lines(group["lines"])) for group in head["warnings"]],
        refused=queries.lines_of(db(), run.id, ("error",), most=SHOWN),
        refused_count=counts["error"],
        proposals=head["proposals"][:SHOWN],
        writes=counts["create"] + counts["update"],
        rejected=head["comes_as"].get("rejected", 0),
        blocking=head["blocking"],
    )


def shown_progress(run: ImportRun) -> ShownProgress:
    """How far a run is that was begun."""
    counts = run.plan.get("counts", {})
    total = counts.get("create", 0) + counts.get("update", 0)
    is_applying = run.state is ImportState.APPLYING
    done = queries.count(db(), run.id, before=run.next_line) if is_applying else total
    return ShownProgress(
        is_over=run.state is ImportState.DONE,
        done=done,
        all=total,
        came_in=counts.get("create", 0),
        changed=counts.get("update", 0),
        refused_count=counts.get("error", 0),
        to_introduce=queries.count_to_introduce(db(), run.id),
    )


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:SHOWN])
    return f"{shown} …" if len(numbers) > SHOWN else shown
