"""What an import would do: a pure reading that holds nobody up. Nothing is written here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.company import queries as company
from portal.company.calendar import local_day
from portal.integrations import columns, dates, known, stage_words, survey
from portal.integrations.books import JobBook, Team
from portal.integrations.columns import Column
from portal.integrations.comparing import Comparer
from portal.integrations.due import Dates
from portal.integrations.judging import Judge, Line
from portal.integrations.options import Options
from portal.integrations.rows import Row, RowReader
from portal.integrations.spreadsheet import Sheet
from portal.integrations.stage_map import StageMap
from portal.integrations.tally import Tally
from portal.plumbing import clock

_AT_ONCE = 500
LONG_AGO = timedelta(days=90)


@dataclass(frozen=True)
class Plan:
    """What a file means here: `head` for the whole of it, `lines` row by row."""

    head: dict[str, Any]
    lines: list[Line]


def make(session: Session, sheet: Sheet, options: Options, *, confirmed: Mapping[str, str]) -> Plan:
    """The plan for that sheet. `confirmed`: stages by word, as they were confirmed for this source
    before.

    Raises Refusal for columns that can't be used, or choices that mean nothing.
    """
    matched = columns.match(sheet.headers, options.columns)
    zone = company.company(session).time_zone
    now = clock.now()
    reader = RowReader(
        matched, dates.Reader(ZoneInfo(zone), dates.pattern(options.date_format)), now
    )
    stages = StageMap(options.stages, confirmed, options.accept_proposals)
    tally = Tally()
    team = Team(session)
    judge = Judge(
        reader=reader,
        stages=stages,
        tally=tally,
        team=team,
        comparer=Comparer(stages, tally, team, options.accept_proposals),
        book=JobBook(session),
        dates=Dates(local_day(now, zone), zone, company.calendar(session)),
        two_names=survey.two_names(sheet, matched),
        long_ago=now - LONG_AGO,
        now=now,
        kept_places=[column.place for column in matched if not column.is_never],
    )
    lines = list(_lines(session, sheet, judge))
    return Plan(_head(sheet, matched, tally=tally, stages=stages), lines)


def _lines(session: Session, sheet: Sheet, judge: Judge) -> Iterator[Line]:
    rows = _rows(sheet, judge.reader)
    while chunk := list(islice(rows, _AT_ONCE)):
        here = known.look_up(session, [row for row, _raw in chunk])
        for row, raw in chunk:
            yield judge.line(row, raw, here)


def _rows(sheet: Sheet, reader: RowReader) -> Iterator[tuple[Row, list[str]]]:
    """Each row, one behind: only of the last one is it known that nothing follows."""
    held: tuple[int, list[str]] | None = None
    for number, raw in sheet.rows():
        if held is not None:
            yield reader.read(*held), held[1]
        held = number, raw
    if held is not None:
        yield reader.read(*held, is_cut=sheet.ends_in_a_row), held[1]


def _head(sheet: Sheet, matched: list[Column], *, tally: Tally, stages: StageMap) -> dict[str, Any]:
    return {
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "columns": [_column(column) for column in matched],
        "stages": [
            {"stage": word, "target": target, "proposed": stage_words.proposal(word)}
            for word, target in stages.met.items()
        ],
        "stages_unmapped": [_unmapped(word, count) for word, count in stages.unmapped.items()],
        "blocking": list(stages.blocking),
        "accepted": dict(stages.accepted),
        **tally.as_json(),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "header": column.header,
        "mapped_to": column.field or None,
        "by": column.by.value,
        "is_never": column.is_never,
    }


def _unmapped(word: str, count: int) -> dict[str, Any]:
    return {"stage": word, "rows": count, "proposed": stage_words.proposal(word)}
