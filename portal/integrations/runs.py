"""Import runs: kept with their plan, begun, introduced, forgotten."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from portal.integrations import columns, plan, queries, spreadsheet
from portal.integrations.judging import Line
from portal.integrations.models import ColumnMap, ImportLine, ImportRun, ImportState
from portal.integrations.options import Options, from_json
from portal.integrations.plan import Plan
from portal.integrations.spreadsheet import Sheet
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.turns import Turns
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext
from portal.team.models import Teammate

Sessions = sessionmaker[Session]
_AT_ONCE = 500


@dataclass(frozen=True)
class File:
    """What was handed in: its name, and the sheet that was read from it."""

    name: str
    sheet: Sheet


@dataclass(frozen=True)
class HandedIn:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


def plan_for(session: Session, sheet: Sheet, options: Options) -> tuple[Plan, Options]:
    """The plan under these options, and the options with what was confirmed for this source before.

    Reads only. Raises Refusal.
    """
    known = queries.column_map(session, options.source)
    before = {
        header: field
        for header, field in (known.columns if known else {}).items()
        if header in sheet.headers and (not field or field not in options.columns.values())
    }
    full = replace(options, columns={**before, **options.columns})
    return plan.make(session, sheet, full, confirmed=known.stages if known else {}), full


def read_in(
    sessions: Sessions, file: HandedIn, *, encoding: str, options: Options, by_id: int
) -> str:
    """Read a file that was handed in, plan it, keep the plan; gives the run's ref. Raises
    Refusal.
    """
    sheet = spreadsheet.read(file.content, encoding=encoding)
    with sessions() as session:
        made, full = plan_for(session, sheet, options)
    return keep(sessions, File(file.name, sheet), made, options=full, by_id=by_id)


def keep(sessions: Sessions, file: File, made: Plan, *, options: Options, by_id: int | None) -> str:
    """Keep that plan, to be looked at and applied; gives the run's ref. In short transactions, so
    nobody waits.
    """
    run = ImportRun(
        ref=new_ref(),
        source=options.source,
        file_name=file.name,
        file_sha256=file.sheet.sha256,
        content=zlib.compress(_readable(file.sheet)),
        options=options.as_json(),
        plan=made.head,
        made_at=clock.now(),
        by_id=by_id,
    )
    with sessions() as session:
        with transaction(session):
            session.add(run)
        write_lines(session, run, made)
        with transaction(session):
            run.state = ImportState.PLANNED
    return run.ref


def write_lines(session: Session, run: ImportRun, made: Plan) -> None:
    """Keep the lines of that run's plan, in short transactions."""
    rows, turns = _as_rows(run.id, made.lines), Turns(session)
    while chunk := list(islice(rows, _AT_ONCE)):
        with transaction(session):
            session.execute(insert(ImportLine), chunk)
        turns.let_others_in()


def begin(
    session: Session, ref: str, by: Teammate | None, *, told: bool, old: Mapping[str, str]
) -> ImportRun:
    """Let a planned run be applied from now on. `told`: the people whom the file rejects were
    told elsewhere; `old`: what becomes of open rows that applied long ago, by job.

    Raises Refusal while a stage of its open rows is unmapped, or where it was begun already;
    Missing.
    """
    run = queries.run_for_update(session, ref)
    if run is None:
        raise Missing
    if run.state is not ImportState.PLANNED:
        raise Refusal(_("This import was begun already."))
    blocking = run.plan["blocking"]
    if blocking:
        raise Refusal(
            ngettext(
                "A stage is not mapped: %(stages)s. Say what it means first.",
                "%(num)d stages are not mapped: %(stages)s. Say what they mean first.",
                len(blocking),
                stages=", ".join(blocking),
            )
        )
    options = replace(from_json(run.options), told=told, old=dict(old))
    run.options, run.state, run.next_line = options.as_json(), ImportState.APPLYING, 0
    run.started_at, run.by_id = clock.now(), by.id if by else None
    _remember_source(session, run, options)
    session.flush()
    return run


def introduce(session: Session, ref: str, by: Teammate | None) -> ImportRun:
    """Let everybody whom this run brought in have their first mail. Raises Refusal before it
    is applied; Missing.
    """
    run = queries.run_for_update(session, ref)
    if run is None:
        raise Missing
    if run.state is not ImportState.DONE:
        raise Refusal(_("Not everybody is here yet. Wait until all rows are applied."))
    run.state, run.next_line = ImportState.INTRODUCING, 0
    run.by_id = by.id if by else run.by_id
    session.flush()
    return run


def _readable(sheet: Sheet) -> bytes:
    """The file without the columns that are never read, and otherwise as ragged as it came."""
    width = len(sheet.headers)
    places = [place for place, header in enumerate(sheet.headers) if not columns.is_never(header)]
    rows = (
        (number, [*(cells[place] for place in places if place < len(cells)), *cells[width:]])
        for number, cells in sheet.rows()
    )
    written = spreadsheet.write([sheet.headers[place] for place in places], rows)
    return written.rstrip(b"\r\n") if sheet.ends_in_a_row else written


def _as_rows(run_id: int, lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    return (
        {"run_id": run_id, "line": one.line, "action": one.action, "doc": one.doc} for one in lines
    )


def _remember_source(session: Session, run: ImportRun, options: Options) -> None:
    stages = {**run.plan["accepted"], **options.stages}
    if not (options.source and (options.columns or stages)):
        return
    known = queries.column_map(session, options.source)
    if known is None:
        known = ColumnMap(source=run.source, columns={}, stages={})
        session.add(known)
    known.columns = {**known.columns, **options.columns}
    known.stages = {**known.stages, **stages}
