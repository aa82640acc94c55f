"""What closed rounds published, as a table to take away: the figures that the Feedback page shows,
of the same snapshots, rounded as they are there, and nothing beyond.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.integrations.cells import safe_for_export
from portal.plumbing.words import gettext as _
from portal.surveys.analytics import Shown
from portal.surveys.items import Touchpoint
from portal.surveys.published import ClosedRound, Published, answer_words, is_rough
from portal.surveys.scoring import percent, rounded
from portal.surveys.shipped import RECOMMEND
from portal.team.models import Teammate

HEADERS = (
    "touchpoint",
    "round_from",
    "round_until",
    "part",
    "department",
    "job",
    "question",
    "figure",
    "answer",
    "value",
    "bound",
    "answers",
)
EVERYBODY = ("everybody", "", "")
"""What a part is called, its department if it has one, and the number of the job that it is: two
jobs may share a title."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""No file of a spreadsheet program can hold these."""

Cell = str | int | float
Row = tuple[Cell, ...]
Who = tuple[str, str, Cell]


def note(session: Session, by: Teammate, touchpoint: Touchpoint) -> None:
    """Note on the trail that the figures of that touchpoint are taken away."""
    trail.record(session, by.ref, "feedback.exported", subject=touchpoint.value)


def rows(touchpoint: Touchpoint, shown: Shown) -> list[Row]:
    """One figure a row: the score of each round; all of the one that is shown in full, with its
    parts and its comments.
    """
    found: list[Row] = []
    for each in shown.rounds:
        found += [_row(touchpoint, each, figure) for figure in _round(each)]
        if shown.chosen and each.ref == shown.chosen.ref:
            full = (*_in_full(shown.chosen), *_changes(shown))
            found += [_row(touchpoint, each, figure) for figure in full]
    return found


def as_csv(found: Sequence[Row]) -> bytes:
    """The rows below a header, in UTF-8. No cell starts with what a spreadsheet program takes for
    a formula: numbers below nought have the minus sign of print.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADERS)
    writer.writerows([_as_text(cell) for cell in row] for row in found)
    return file.getvalue().encode()


def as_xlsx(found: Sequence[Row]) -> bytes:
    """The same as a spreadsheet program keeps it: numbers as numbers, all else as text."""
    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("feedback")
    sheet.append(HEADERS)
    for row in found:
        sheet.append([_as_cell(sheet, cell) for cell in row])
    book.save(file)
    return file.getvalue()


KINDS: Mapping[str, Callable[[Sequence[Row]], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _row(touchpoint: Touchpoint, each: ClosedRound, figure: Row) -> Row:
    return (touchpoint.value, each.first_day.isoformat(), each.last_day.isoformat(), *figure)


def _round(each: ClosedRound) -> Iterator[Row]:
    """Its score, as the chart of all rounds has it."""
    asked = each.asked(RECOMMEND)
    if asked is None or asked["figures"] is None:
        words = _(asked["words"]) if asked else ""
        yield (*EVERYBODY, words, "too few answers", "", "", "", "")
    else:
        yield from _score(EVERYBODY, asked)


def _in_full(chosen: ClosedRound) -> Iterator[Row]:
    yield (*EVERYBODY, "", "answered", "", chosen.answered, "", chosen.answered)
    if chosen.response:
        yield (*EVERYBODY, "", "response", "", *_percent(chosen.response), "")
    yield from _items(EVERYBODY, chosen)
    for part in chosen.parts:
        who = (part.name, part.department, part.job_id or "")
        asked = part.asked(RECOMMEND)
        if asked and asked["figures"]:
            yield from _score(who, asked)
        yield from _items(who, part)
    for item in chosen.items:
        for words in filter(None, (chosen.comments or {}).get(item["key"], ())):
            yield (*EVERYBODY, _(item["words"]), "comment", "", words, "", "")


def _changes(shown: Shown) -> Iterator[Row]:
    for change in shown.changes:
        yield (*EVERYBODY, "", "what we did", "", change.words, "", "")


def _items(who: Who, published: Published) -> Iterator[Row]:
    for item in published.items:
        if item["kind"] == "text":
            continue
        if item["figures"] is None:
            yield (*who, _(item["words"]), "too few answers", "", "", "", "")
        else:
            yield from _item((*who, _(item["words"])), item)


def _item(asked: Row, item: Mapping[str, Any]) -> Iterator[Row]:
    figures = item["figures"]
    n = figures["n"]
    if figures["mean"] is None and not (figures["share"] or figures["shares"]):
        yield (*asked, "answers", "", n, "", n)
    if figures["mean"] is not None and not (item["key"] == RECOMMEND and figures["cnps"] is None):
        mean, bound = rounded(figures["mean"], 1), "about" if is_rough(figures) else ""
        yield (*asked, "mean", "", mean, bound, n)
    if figures["share"]:
        yield (*asked, "satisfied", "", *_percent(figures["share"]), n)
    for share in figures["shares"]:
        yield (*asked, "share", answer_words(share["value"], item["kind"]), *_percent(share), n)


def _score(who: Who, item: Mapping[str, Any]) -> Iterator[Row]:
    figures, words = item["figures"], _(item["words"])
    if figures["cnps"] is None:
        yield (*who, words, "mean", "", figures["mean"], "about", figures["n"])
        return
    for figure, value in (("cnps", figures["cnps"]), ("cnps margin", figures["margin"])):
        yield (*who, words, figure, "", int(rounded(value)), "", figures["n"])


def _percent(share: Mapping[str, Any]) -> tuple[str, str]:
    bound = {">=": "or more", "<=": "or less"}.get(share["bound"], "")
    return f"{percent(share['share'])} %", bound


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return safe_for_export(cell)
    return (str(cell) if isinstance(cell, int) else f"{cell:g}").replace("-", "\N{MINUS SIGN}")


def _as_cell(sheet: object, cell: Cell) -> object:
    if not isinstance(cell, str):
        return cell
    made = WriteOnlyCell(sheet, safe_for_export(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", cell)))
    made.data_type = "s"
    return made
