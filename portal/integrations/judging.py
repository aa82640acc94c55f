"""What becomes of each row: it comes in, changes something, changes nothing, is left out, or is
refused. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.hiring.stages import Status
from portal.integrations import stage_words
from portal.integrations.books import JobBook, Team
from portal.integrations.cells import BadCell
from portal.integrations.comparing import Case, Comparer
from portal.integrations.doubles import Doubles
from portal.integrations.due import Dates
from portal.integrations.known import Known, KnownApplication
from portal.integrations.rows import Row, RowReader, pair_key, standing
from portal.integrations.stage_map import StageMap
from portal.integrations.stage_words import Target
from portal.integrations.sync import ACTIVE, REJECTED
from portal.integrations.tally import ASKED, Tally
from portal.plumbing.words import gettext as _

_SLIPPED = {"too_many_cells", "cut_off"}
_OFFER = ("offer_sent_on", "offer_expires_on")


@dataclass(slots=True)
class Line:
    """One row's part of the plan; `doc` is what the report shows and what applying it needs."""

    line: int
    action: str
    doc: dict[str, Any]


@dataclass
class Judge:
    """Judges the rows of one file, one after another, and keeps count."""

    reader: RowReader
    stages: StageMap
    tally: Tally
    team: Team
    book: JobBook
    comparer: Comparer
    dates: Dates
    two_names: Mapping[str, Sequence[str]]
    long_ago: datetime
    now: datetime
    kept_places: Sequence[int]
    """The columns whose cells may be shown again: all but those that are never read."""
    doubles: Doubles = field(default_factory=Doubles)

    def line(self, row: Row, raw: Sequence[str], here: Known) -> Line:
        """What becomes of that row; `here` is what is known of it and its neighbours."""
        case = self._case(row)
        if case.target is Target.LEAVE_OUT:
            return self._line(case, "left_out", {})
        existing = here.application(row, case.job)
        self._check(case, existing, here)
        line = self._refused(case, raw) if row.problems else self._judged(case, existing, here)
        return self._line(case, *line)

    def _case(self, row: Row) -> Case:
        job = self.book.find(row)
        target = self.stages.target(row.get("stage"), job.stages if job else {})
        try:
            found = standing(row, target)
        except BadCell as error:
            self.reader.refuse(row, "status", code=error.code, words=error.words)
            found = ACTIVE
        return Case(row, job, target, found)

    def _check(self, case: Case, existing: KnownApplication | None, here: Known) -> None:
        row = case.row
        self._check_names(row)
        for name, code, words in self.doubles.found(row, existing, here):
            self.reader.refuse(row, name, code=code, words=words)
        if existing is None and case.standing == ACTIVE and not row.get("stage"):
            self.reader.refuse(row, "stage", code="missing_stage", words=_("The stage is missing."))
        if existing is None and case.job is None and row.get("job_id") and not row.title_key:
            words = _(
                "There is no job with that id here, and the row doesn’t say what it is called."
            )
            self.reader.refuse(row, "job_id", code="unknown_job", words=words)
        if existing is None and case.standing == ACTIVE and case.target is None:
            self._note_unmapped(row)

    def _note_unmapped(self, row: Row) -> None:
        """A row whose cells may have slipped says nothing about stages."""
        if row.get("stage") and not _SLIPPED & {problem.code for problem in row.problems}:
            self.stages.miss(row.get("stage"), is_blocking=not row.problems)

    def _check_names(self, row: Row) -> None:
        names = self.two_names.get(row.email_key, ())
        if row.email_key and names:
            words = _(
                "%(email)s stands beside two names, %(names)s: one person or two? Nothing is"
                " merged; mend the file, or leave one out.",
                email=row.get("email"),
                names=" / ".join(names),
            )
            self.reader.refuse(row, "email", code="two_names", words=words)

    def _judged(
        self, case: Case, existing: KnownApplication | None, here: Known
    ) -> tuple[str, dict[str, Any]]:
        if existing is None:
            return "create", self._created(case)
        return self.comparer.compare(case, existing, here)

    def _refused(self, case: Case, raw: Sequence[str]) -> tuple[str, dict[str, Any]]:
        problems = [
            {"column": one.column, "code": one.code, "message": one.message}
            for one in case.row.problems
        ]
        shown = [raw[place] if place < len(raw) else "" for place in self.kept_places]
        return "error", {"errors": problems, "cells": shown}

    def _created(self, case: Case) -> dict[str, Any]:
        row = case.row
        asked = self._warn_of_new(case)
        status = (stage_words.status_of(case.target) if case.target else None) or Status.RECEIVED
        is_open = case.standing in (ACTIVE, REJECTED)
        due = self._due(case, status).isoformat() if is_open else None
        if case.standing == ACTIVE and case.target and due:
            self.tally.will_read(status, due)
        self.tally.comes_in(case.standing, reachable=bool(row.email_key))
        if case.job is None:
            self.tally.note_job(row, case.target)
        return {
            "key": pair_key(row),
            "values": row.values,
            "email_key": row.email_key,
            "standing": case.standing,
            "target": case.target,
            "chosen": self.stages.is_chosen(row.get("stage")),
            "owner": self.team.find(row),
            "due": due,
            "asked": asked,
        }

    def _due(self, case: Case, status: Status) -> Any:
        job, stage = case.job, case.row.get("stage").casefold()
        days = job.days.get(stage) if job else None
        if days is None and job and status in (Status.RECEIVED, Status.IN_REVIEW):
            days = job.first_word_days
        return self.dates.first_word(
            status,
            days=days,
            everyone_by=job.everyone_by if job else None,
            interview=case.row.moment("interview_start"),
        )

    def _warn_of_new(self, case: Case) -> str:
        """Also gives the job under which people who applied long ago are asked about, if this is
        one of them.
        """
        row = case.row
        for code in self._oddities(case):
            self.tally.warn(code, row.line)
        applied = row.moment("applied_at")
        if case.standing == ACTIVE and applied and applied < self.long_ago:
            about = row.get("job_title") or row.get("job_id")
            self.tally.warn(ASKED, row.line, about)
            return about
        return ""

    def _oddities(self, case: Case) -> Iterator[str]:
        row = case.row
        names_owner = row.get("recruiter_email") or row.get("recruiter_name")
        start = row.get("start_date")
        for code, is_so in (
            ("no_address", not row.email_key),
            ("more_addresses", row.more_addresses > 0),
            ("no_date", case.standing == ACTIVE and not row.get("applied_at")),
            ("unknown_recruiter", bool(names_owner) and self.team.find(row) is None),
            ("offer_by_hand", any(row.get(name) for name in _OFFER)),
            ("joining_by_hand", case.standing == "hired" and start > self.dates.today.isoformat()),
        ):
            if is_so:
                yield code

    def _line(self, case: Case, action: str, doc: dict[str, Any]) -> Line:
        self.tally.actions[action] += 1
        doc["id"] = case.row.get("application_id") or doc.get("ref")
        return Line(case.row.line, action, doc)
