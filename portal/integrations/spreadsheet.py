"""A spreadsheet file as a header and rows of cells, whatever it was saved by. No meaning yet.
Pure.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.integrations import xlsx
from portal.integrations.decoding import decode
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_TEXT = 64 * 1024 * 1024
"""What a spreadsheet program's own file may hold, unpacked."""
WORKBOOK = "xlsx"
"""Stands where an encoding does, for such a file."""
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Sheet:
    """A file that can be read as often as needed, row by row: only its bytes are held."""

    headers: tuple[str, ...]
    encoding: str
    delimiter: str
    sha256: str
    content: bytes
    """The file as UTF-8."""
    ends_in_a_row: bool
    """Nothing follows the last cell, not even the end of its line: perhaps the file was cut off."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that isn't blank, with its number as a spreadsheet program counts: the
        first line is 1.
        """
        records = _records(self.content, self.delimiter)
        next((row for row in records if _is_filled(row[1])), None)
        return (row for row in records if _is_filled(row[1]))


def read(data: bytes, *, encoding: str = "") -> Sheet:
    """The file as a sheet. Raises Refusal with one line for what can't be used as one."""
    if len(data) > MOST_BYTES:
        raise Refusal(_("The file is larger than %(most)d MiB. Split it.", most=MOST_BYTES >> 20))
    if xlsx.is_one(data):
        return _from_workbook(data)
    text, found = decode(data, encoding)
    content = text.encode("utf-8", "replace")
    delimiter = _delimiter(text)
    headers = _headers(content, delimiter)
    sheet = Sheet(
        headers, found, delimiter, hashlib.sha256(data).hexdigest(), content, text[-1] not in "\r\n"
    )
    _check_rows(sheet)
    return sheet


def write(headers: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> bytes:
    """A UTF-8 file with these rows at the very numbers they have, blank lines where there are gaps.

    The header is quoted throughout, so that only its real separators count.
    """
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(headers)
    writer = csv.writer(file)
    at = 1
    for number, cells in rows:
        file.write("\r\n" * (number - at - 1))
        writer.writerow(cells)
        at = number
    return file.getvalue().encode()


def cell_name(column: int, row: int) -> str:
    """What a spreadsheet program calls that cell, as `C7`; columns count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _from_workbook(data: bytes) -> Sheet:
    """The first sheet of a spreadsheet program's own file, kept as CSV with the same numbers."""
    file, count, at = io.StringIO(), 0, 0
    writer = csv.writer(file)
    for number, cells in xlsx.rows(data):
        count += _is_filled(cells)
        if count > MOST_ROWS + 1:
            raise _too_many_rows()
        if file.tell() > MOST_TEXT:
            raise Refusal(_("The file holds too much text. Split it."))
        file.write("\r\n" * (number - at - 1))
        writer.writerow(cells)
        at = number
    content = file.getvalue().encode("utf-8", "replace")
    headers = _headers(content, ",")
    sheet = Sheet(headers, WORKBOOK, ",", hashlib.sha256(data).hexdigest(), content, False)
    _check_rows(sheet)
    return sheet


def _delimiter(text: str) -> str:
    """The separator the header line uses most; some programs say it in a first line of its own."""
    line = next((line for line in _first_lines(text) if line.strip()), "")
    if line.lower().startswith("sep=") and line[4:5] in _DELIMITERS:
        return line[4:5]
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _first_lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text[:1_000_000], newline=None))


def _headers(content: bytes, delimiter: str) -> tuple[str, ...]:
    first = next((row for _number, row in _records(content, delimiter) if _is_filled(row)), None)
    if first is None:
        raise Refusal(_("The file is empty."))
    if len(first) > MOST_COLUMNS:
        raise Refusal(_("The file has more than %(most)d columns.", most=MOST_COLUMNS))
    return tuple(" ".join(cell.split()) for cell in first)


def _check_rows(sheet: Sheet) -> None:
    """Read it once to the end, so that whoever uses it later meets no surprise."""
    count = sum(1 for _row in sheet.rows())
    if not count:
        raise Refusal(_("The file has a header, but no row below it."))
    if count > MOST_ROWS:
        raise _too_many_rows()


def _too_many_rows() -> Refusal:
    return Refusal(_("The file has more than %(most)s rows. Split it.", most=f"{MOST_ROWS:,}"))


def _records(content: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    file = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
    records = csv.reader(file, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(records, None)
        except csv.Error as error:
            raise Refusal(
                _(
                    "Row %(row)d can’t be read: a quote opens there that is not closed properly.",
                    row=number,
                )
            ) from error
        if record is None:
            return
        if not _says_separator(number, record, delimiter):
            yield number, record


def _says_separator(number: int, record: list[str], delimiter: str) -> bool:
    return number == 1 and delimiter.join(record).lower() == f"sep={delimiter}"


def _is_filled(record: list[str]) -> bool:
    return any(cell.strip() for cell in record)
