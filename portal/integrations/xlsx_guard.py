"""An .xlsx file is a zip of XML of its sender's making: each part is run through before a library
reads it, so that no few bytes stand for gigabytes or for hours. Pure.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import IO
from xml.parsers.expat import ParserCreate

from openpyxl.xml.constants import SHEET_MAIN_NS

_MIB = 1024 * 1024
WHOLE, HELD, TAG = 200 * _MIB, 8 * _MIB, _MIB
"""What all may unpack to; what of a part is in memory at a time; how long a tag may be."""
ROWS, TEXTS = f"{SHEET_MAIN_NS} row", f"{SHEET_MAIN_NS} si"
_MOST = {ROWS: (200_000, WHOLE), TEXTS: (2_000_000, 64 * _MIB)}
"""How many of them there may be, blank ones too, and what their part may unpack to."""
_END = f"{SHEET_MAIN_NS} sheetData"
"""Rows stand before it; what follows is never read."""
_ENTRIES, _ELEMENTS, _LAST_ROW = 1_000, 12_000_000, 1_048_576
_ENTRY = b"PK\x01\x02"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other ways to pack a part unpack any amount at a step."""
_PIECE = 20
"""What an element or an attribute counts, in characters."""
_CHUNK = 64 * 1024


class TooMuch(Exception):
    """It is larger than a list of candidates can be."""


class Archive:
    """The parts by name. What is wrong with one is found before anybody reads it: opening it raises
    TooMuch, or whatever a broken file gives.
    """

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > _ENTRIES:
            raise TooMuch
        self._file = zipfile.ZipFile(io.BytesIO(data))
        if sum(info.file_size for info in self._file.infolist()) > WHOLE:
            raise TooMuch
        self.names = self._file.namelist()
        self.dropped = ""
        """The elements that whoever reads now lets go of as soon as they are whole."""
        self.last = 0
        """The number of the last of them in the part that was run through last."""
        self._known: set[tuple[str, str]] = set()

    def open(self, name: str, _mode: str = "r") -> IO[bytes]:
        """To be read in chunks only: all at once is unpacked before its size is looked at."""
        if (name, self.dropped) not in self._known:
            with self._file.open(name) as part:
                self.last = _Check(self._file.getinfo(name), self.dropped).run(part)
            self._known.add((name, self.dropped))
        return self._file.open(name)

    def read(self, name: str) -> bytes:
        """All of it."""
        with self.open(name) as part:
            return b"".join(iter(lambda: part.read(_CHUNK), b""))


class _Check:
    """Hears a part's tags, and counts what of it would be in memory."""

    def __init__(self, info: zipfile.ZipInfo, dropped: str) -> None:
        self._most, size = _MOST.get(dropped, (0, HELD))
        if info.compress_type not in _PACKED:
            raise zipfile.BadZipFile
        if info.file_size > size:
            raise TooMuch
        self._dropped = dropped
        self._elements = self._held = self._count = self._last = 0
        self._before: int | None = None
        """What was held before the element that is going to be dropped."""
        self._is_over = False

    def run(self, part: IO[bytes]) -> int:
        """To the end; gives the number of the last row."""
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: self._hold(len(text))
        parser.StartDoctypeDeclHandler = _refuse
        fed = 0
        for chunk in iter(lambda: part.read(_CHUNK), b""):
            parser.Parse(chunk)
            fed += len(chunk)
            if self._is_over:
                return self._last
            if fed - parser.CurrentByteIndex > TAG:
                raise TooMuch
        parser.Parse(b"", True)
        return self._last

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._dropped and not self._elements and not name.startswith(SHEET_MAIN_NS):
            raise ValueError(name)  # in another dialect no row would be known as one
        self._elements += 1
        if name == self._dropped:
            self._number(attributes)
            self._before = self._held
        self._hold(_PIECE * (1 + len(attributes)) + sum(map(len, attributes.values())))

    def _number(self, attributes: Mapping[str, str]) -> None:
        """Rows stand in their order and not in each other, or some would get lost."""
        self._count += 1
        number = int(attributes.get("r", self._last + 1))
        if self._before is not None or not self._last < number <= max(_LAST_ROW, self._most):
            raise ValueError(number)
        self._last = number

    def _end(self, name: str) -> None:
        if name == self._dropped and self._before is not None:
            self._held, self._before = self._before, None
        self._is_over |= (name, self._dropped) == (_END, ROWS)

    def _hold(self, length: int) -> None:
        self._held += length
        if self._held > HELD or self._elements > _ELEMENTS or self._count > self._most:
            raise TooMuch


def _refuse(*_given: object) -> None:
    raise ValueError
