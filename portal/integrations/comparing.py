"""Rows about people who are here, against what is here and what a file said before. Pure."""

from dataclasses import dataclass
from typing import Any

from portal.integrations import sync
from portal.integrations.books import KnownJob, Team
from portal.integrations.known import Known, KnownApplication
from portal.integrations.rows import Row, pair_key
from portal.integrations.stage_map import StageMap
from portal.integrations.stage_words import Target
from portal.integrations.sync import Change
from portal.integrations.tally import Tally


@dataclass(slots=True)
class Case:
    """A row with what is known of it so far: its job, what its stage means, what became of it."""

    row: Row
    job: KnownJob | None
    target: Target | None
    standing: str


@dataclass
class Comparer:
    """Finds what differs. `accepts`: what is proposed is done as well."""

    stages: StageMap
    tally: Tally
    team: Team
    accepts: bool

    def compare(
        self, case: Case, existing: KnownApplication, here: Known
    ) -> tuple[str, dict[str, Any]]:
        """What the row changes about that application: an action, and what the plan keeps."""
        owner = self.team.find(case.row)
        said = sync.facts(case.row, case.standing, self.team.addresses.get(owner or 0, ""))
        seen = here.seen(case.row)
        found = sync.differences(said, seen, self._here(existing, here))
        found.changes += _ids(case.row, existing)
        for code in found.asks:
            self.tally.warn(code, case.row.line)
        changes = found.changes + (found.proposals if self.accepts else [])
        self._note_proposals(case, existing, found.proposals)
        if not changes:
            return "unchanged", {"ref": existing.ref}
        self.tally.newly_rejected += any(change.field == "status" for change in changes)
        waiting = [] if self.accepts else [change.field for change in found.proposals]
        return "update", {
            "key": pair_key(case.row),
            "ref": existing.ref,
            "application": existing.id,
            "values": case.row.values,
            "email_key": case.row.email_key,
            "target": case.target,
            "chosen": self.stages.is_chosen(case.row.get("stage")),
            "owner": owner,
            "changes": [change.as_json() for change in changes],
            "seen": sync.remembered(said, seen, iter(waiting)),
        }

    def _note_proposals(
        self, case: Case, existing: KnownApplication, proposals: list[Change]
    ) -> None:
        if not proposals:
            return
        self.tally.proposals.append(
            {
                "line": case.row.line,
                "application_id": case.row.get("application_id") or existing.ref,
                "changes": [change.as_json() for change in proposals],
            }
        )
        if case.target is None and any(change.field == "stage" for change in proposals):
            self.stages.miss(case.row.get("stage"), is_blocking=self.accepts)

    def _here(self, existing: KnownApplication, here: Known) -> sync.Here:
        step = here.interviews.get(existing.id)
        values = {
            "full_name": existing.full_name,
            "email": existing.email or "",
            "phone": existing.phone,
            "locale": existing.locale,
            "source": existing.source,
            "stage": existing.stage,
            "owner": self.team.addresses.get(existing.owner_id or 0, ""),
            "interview": _spelled(step) if step else "",
        }
        is_introduced = existing.introduced_at is not None
        return sync.Here(values, existing.outcome, existing.verdict is not None, is_introduced)


def _ids(row: Row, existing: KnownApplication) -> list[Change]:
    """Ids that the file has for somebody who was here without one."""
    changes = []
    for name, old in (("application_id", existing.external_id), ("candidate_id", existing.person)):
        if row.get(name) and not old:
            changes.append(Change(name, None, row.get(name)))
    return changes


def _spelled(step: Any) -> str:
    ends = step.ends_at.isoformat() if step.ends_at else ""
    parts = (step.starts_at.isoformat(), ends, step.time_zone, step.place, step.url)
    return "|".join([*parts, step.external_id or ""])
