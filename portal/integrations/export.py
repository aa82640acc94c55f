"""The list of candidates as a spreadsheet, for whoever may take it away."""

import csv
import io
from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.queries.found import FoundRow
from portal.hiring.queries.search import Filters, every_candidate
from portal.integrations.cells import safe_for_export
from portal.team.models import Teammate
from portal.team.rights import Actor

HEADERS = (
    "full_name",
    "email",
    "job_title",
    "stage",
    "they_read",
    "outcome",
    "applied_at",
    "next_word_by",
    "owner",
)
"""Those that an import knows are called as it calls them."""


def note(session: Session, by: Teammate) -> None:
    """Note on the trail, without a name, that the list is taken away."""
    trail.record(session, by.ref, "candidates.exported", subject=by.ref)


def candidates(session: Session, actor: Actor, filters: Filters) -> str:
    """All applications the actor may see and the filters let through as CSV: a header row, dates in
    ISO 8601, the company's zone, and no cell that a spreadsheet program would run. Reads alone, and
    for long where there are many: outside of any transaction that writes.
    """
    return _csv(every_candidate(session, actor, filters))


def _csv(rows: Iterable[FoundRow]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADERS)
    writer.writerows([safe_for_export(cell) for cell in _cells(row)] for row in rows)
    return file.getvalue()


def _cells(row: FoundRow) -> tuple[str, ...]:
    return (
        row.name,
        row.email,
        row.job_title,
        row.stage,
        row.status.value,
        row.outcome.value if row.outcome else "",
        row.applied_on.isoformat(),
        row.next_word_by.isoformat() if row.next_word_by else "",
        row.owner,
    )
