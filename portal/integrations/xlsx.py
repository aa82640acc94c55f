"""A spreadsheet program's own file (.xlsx) as rows of text: its first sheet, by the rules that hold
for CSV. openpyxl reads it, after `xlsx_guard` has looked. Pure.
"""

import io
import math
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.escape import unescape

from portal.integrations.xlsx_guard import ROWS, TEXTS, Archive, TooMuch
from portal.plumbing.errors import Refusal
from portal.plumbing.text import tidy
from portal.plumbing.words import gettext as _

COLUMNS = 101
"""One more than may be: so that whoever counts finds it."""
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_VISIBLE = (None, "visible")
_LONGEST = 32_767 * 4
"""A cell holds 32,767 characters; written out as escapes they are longer."""
_ZEROS = re.compile(r"0{2,}")
_MOST = 1e15
"""From here on such a file has lost the last digits: the number is shown as one that lost them."""
_FIRST_YEAR = 1900
_FAILED = "#VALUE!"

warnings.filterwarnings("ignore", module="openpyxl")  # a line for each odd cell, kept for ever


def is_one(data: bytes) -> bool:
    """Whether a spreadsheet program wrote these bytes, in this form or another of its own."""
    return data.startswith((_ZIP, _OLD))


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is shown, each with its number; cells as text, trailing
    blank ones left out.

    Raises Refusal with one line for what can't be read, or would unpack to more than any list.
    """
    _refuse_old(data)
    try:
        yield from _rows(data, Archive(data))
    except Refusal:
        raise
    except TooMuch as error:
        raise Refusal(
            _("The file unpacks to far more than a list of candidates. Save it as CSV.")
        ) from error
    except Exception as error:  # whatever a library trips over in a file of somebody's making
        raise Refusal(
            _("This .xlsx file is broken or unusual. Save it anew, or save it as CSV.")
        ) from error


def _refuse_old(data: bytes) -> None:
    if not data.startswith(_OLD):
        return
    if _PROTECTED in data:
        raise Refusal(_("The file is protected by a password. Take it off, then try again."))
    raise Refusal(_("This is an old spreadsheet file (.xls). Save it as .xlsx or CSV."))


def _rows(data: bytes, archive: Archive) -> Iterator[tuple[int, list[str]]]:
    if not any(name.lower().startswith("xl/") for name in archive.names):
        raise Refusal(_("This file is neither CSV nor .xlsx. Save the list as one of them."))
    sheet = _sheet(data, archive)
    sheet.reset_dimensions()  # they may lie
    read = islice(sheet.iter_rows(), archive.last)  # what follows the rows is never read
    yield from ((number, cells) for number, row in enumerate(read, 1) if (cells := _cells(row)))


def _sheet(data: bytes, archive: Archive) -> Any:
    """The first sheet that is shown.

    Step by step and not by `load_workbook`, which reads every sheet, chart and picture that is
    listed, and the same one as often as it is.
    """
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.archive = archive
    reader.valid_files = [name for name in archive.names if not name.endswith(".rels")]
    reader.read_manifest()
    archive.dropped = TEXTS
    reader.read_strings()
    archive.dropped = ""
    reader.read_workbook()
    apply_stylesheet(archive, reader.wb)
    reader.parser.sheets = [_first(reader.parser.find_sheets())]
    archive.dropped = ROWS
    reader.read_worksheets()
    return reader.wb.worksheets[0]


def _first(sheets: Iterator[tuple[Any, Any]]) -> Any:
    return next(
        sheet
        for sheet, part in sheets
        if sheet.state in _VISIBLE and part.Type.endswith("/worksheet")
    )


def _cells(row: tuple[Any, ...]) -> list[str]:
    cells: list[str] = []
    for cell in row[:COLUMNS] + row[COLUMNS:][-1:]:
        if cell is not EMPTY_CELL and (text := _text(cell)):
            place = min(cell.column, COLUMNS) - 1
            cells += [""] * (place + 1 - len(cells))
            cells[place] = text
    return cells


def _text(cell: Any) -> str:
    """What somebody meant: days as ISO 8601, ids as they were."""
    value = "" if cell.value is None else cell.value
    if isinstance(value, str):
        if len(value) > _LONGEST:
            raise ValueError(cell.coordinate)
        return tidy(unescape(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        width = len(cell.number_format) if _ZEROS.fullmatch(cell.number_format) else 0
        return _plain(value).zfill(width)
    return _plain(value / timedelta(days=1)) if isinstance(value, timedelta) else _day(value)


def _plain(number: float) -> str:
    if not math.isfinite(number):
        raise ValueError(number)
    if abs(number) >= _MOST:
        return f"{number:.6E}"
    return str(int(number)) if number == int(number) else f"{number:.15g}"


def _day(value: Any) -> str:
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return _FAILED  # a number below 0, which is no day
    if not isinstance(value, datetime):
        return str(value.isoformat())
    moment = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return moment.isoformat().removesuffix("T00:00:00")
