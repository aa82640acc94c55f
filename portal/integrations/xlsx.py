"""A spreadsheet program's own file (.xlsx) as rows of text: its first sheet, by the rules that hold
for CSV. Pure.

Read as a stream and not by a library: what such a file unpacks to is its sender's to say, and
libraries hold whole rows, styles and lists of texts in memory before anybody can look.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from typing import TypeVar
from xml.parsers.expat import ExpatError

from portal.integrations.xlsx_cells import Cells, Texts
from portal.integrations.xlsx_parts import Broken, Part, Styles, Targets, TooMuch, Workbook, feed
from portal.integrations.xlsx_values import Formats
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MIB = 1024 * 1024
SHEET, TEXTS, OTHER = 512 * _MIB, 64 * _MIB, 8 * _MIB
"""What a part may unpack to: what says more is refused unread."""
_CHUNK = 64 * 1024
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_WORKBOOK = "xl/workbook.xml"
PartT = TypeVar("PartT", bound=Part)


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
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield from _rows(_Parts(file))
    except TooMuch as error:
        raise Refusal(
            _("The file unpacks to far more than a list of candidates. Save it as CSV.")
        ) from error
    except (Broken, *_FAULTS) as error:
        raise Refusal(
            _("This .xlsx file is broken or unusual. Save it anew, or save it as CSV.")
        ) from error


def _refuse_old(data: bytes) -> None:
    if not data.startswith(_OLD):
        return
    if _PROTECTED in data:
        raise Refusal(_("The file is protected by a password. Take it off, then try again."))
    raise Refusal(_("This is an old spreadsheet file (.xls). Save it as .xlsx or CSV."))


class _Parts:
    """The parts of such a file, by name; the spelling of their case varies."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._names = {name.lower(): name for name in file.namelist()}

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str, part: PartT, most: int = OTHER) -> PartT:
        """That part, fed to the end; as it is where there is no such part."""
        if self.has(name):
            for _fed in feed(self.chunks(name, most), part):
                pass
        return part

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        info = self._file.getinfo(self._names[name.lower()])
        if info.file_size > most:
            raise TooMuch
        with self._file.open(info) as opened:
            yield from iter(lambda: opened.read(_CHUNK), b"")


def _rows(parts: _Parts) -> Iterator[tuple[int, list[str]]]:
    if not parts.has(_WORKBOOK):
        raise Refusal(_("This file is neither CSV nor .xlsx. Save the list as one of them."))
    book = parts.read(_WORKBOOK, Workbook())
    targets = parts.read("xl/_rels/workbook.xml.rels", Targets())
    sheet = next((one for one in book.shown if targets.kinds.get(one) == "worksheet"), "")
    texts = parts.read(_place(targets.first("sharedStrings")), Texts(), TEXTS)
    styles = parts.read(_place(targets.first("styles")), Styles())
    cells = Cells(texts.found, Formats(styles.codes(), since_1904=book.since_1904))
    for _fed in feed(parts.chunks(_place(targets.places[sheet]), SHEET), cells):
        yield from cells.take()


def _place(target: str) -> str:
    """Where a target of the workbook stands in the file."""
    return normpath(join("/xl", target)).lstrip("/")
