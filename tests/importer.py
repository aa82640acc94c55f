"""Brings spreadsheets in the way the command and the page do: read, plan, keep, begin, apply."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from config import Config
from portal.integrations import apply, queries, report, runs, spreadsheet
from portal.integrations.options import Options, from_json
from portal.integrations.plan import Plan
from portal.plumbing import db, schema
from portal.plumbing.db import transaction

HEADER = "application_id,full_name,email,job_title,stage,status,applied_at"


def rows(*lines: str, header: str = HEADER) -> str:
    """A file with these lines under that header."""
    return "\n".join([header, *lines]) + "\n"


@dataclass
class Importer:
    """On one database, with sessions of its own."""

    sessions: sessionmaker[Session]

    @staticmethod
    def on(engine: Engine, config: Config) -> "Importer":
        return Importer(db.sessions(engine, config))

    def plan(self, text: str | bytes, **options: Any) -> Plan:
        """The plan alone."""
        with self.sessions() as session:
            return runs.plan_for(session, self._sheet(text), Options(**options))[0]

    def keep(self, text: str | bytes, **options: Any) -> str:
        """Planned and kept; gives the run's ref."""
        sheet = self._sheet(text)
        with self.sessions() as session:
            made, full = runs.plan_for(session, sheet, Options(**options))
        file = runs.File("people.csv", sheet)
        return runs.keep(self.sessions, file, made, options=full, by_id=None)

    def begin(self, ref: str, **choices: Any) -> None:
        with self.sessions() as session, transaction(session):
            run = queries.run(session, ref)
            assert run is not None
            options = from_json(run.options)
            runs.begin(session, ref, None, told=options.told, old=choices.get("old", options.old))

    def bring_in(self, text: str | bytes, **options: Any) -> str:
        """All of it; gives the run's ref."""
        ref = self.keep(text, **options)
        self.begin(ref)
        assert apply.go_on(self.sessions, ref)
        return ref

    def report(self, ref: str) -> dict[str, Any]:
        """The report of a kept run, rows included."""
        with self.sessions() as session:
            run = queries.run(session, ref)
            assert run is not None
            options = from_json(run.options)
            head = report.as_json(run.plan, options, import_id=ref, sha256=run.file_sha256)
            return {**head, "rows": [report.row(one) for one in queries.lines(session, run.id)]}

    def counts(self) -> dict[str, int]:
        """How many rows each table has, but for what keeps the plans themselves."""
        tables = schema.tables().tables
        with self.sessions() as session:
            return {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in tables.items()
                if not name.startswith("import_")
            }

    @staticmethod
    def _sheet(text: str | bytes) -> spreadsheet.Sheet:
        return spreadsheet.read(text.encode() if isinstance(text, str) else text)
