"""The texts and the cells of a sheet in an .xlsx file, as they stream by. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from portal.integrations.xlsx_parts import Attributes, Broken, Part
from portal.integrations.xlsx_values import Formats

COLUMNS = 101
"""One more than may be: so that whoever counts finds it."""
_LAST_ROW = 1_048_576
_LONGEST = 32_767 * 4
"""A cell holds 32,767 characters; written out as escapes they are longer."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINES = frozenset("\t\n\r")


class _Words(Part):
    """Gathers text inside tags that hold some; how to pronounce it (`rPh`) is left out."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._length = 0
        self._is_heard = self._is_aside = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "rPh":
            self._is_aside = True
        self._is_heard = name in ("t", "v") and not self._is_aside

    def end(self, name: str) -> None:
        if name == "rPh":
            self._is_aside = False
        self._is_heard = False

    def say(self, text: str) -> None:
        if self._is_heard:
            self._length += len(text)
            if self._length > _LONGEST:
                raise Broken
            self._words.append(text)

    def _said(self) -> str:
        said = "".join(self._words)
        self._words, self._length = [], 0
        return said


class Texts(_Words):
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(_unescaped(self._said()))


class Cells(_Words):
    """The cells of a sheet, row by row."""

    def __init__(self, texts: Sequence[str], formats: Formats) -> None:
        super().__init__()
        self._texts, self._formats = texts, formats
        self._rows: list[tuple[int, list[str]]] = []
        self._row, self._column = 0, -1
        self._cells: list[str] = []
        self._kind, self._style = "", 0

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows that are whole by now, given once."""
        found, self._rows = self._rows, []
        return found

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
        elif name == "row":
            number = int(attributes.get("r", self._row + 1))
            if not self._row < number <= _LAST_ROW:
                raise Broken
            self._row, self._column, self._cells = number, -1, []
        else:
            super().begin(name, attributes)

    def end(self, name: str) -> None:
        if name == "c":
            if self._words:
                self._keep(self._value(self._said()))
        elif name == "row":
            if self._cells:
                self._rows.append((self._row, self._cells))
        else:
            super().end(name)

    def _keep(self, text: str) -> None:
        place = min(self._column, COLUMNS - 1)
        self._cells += [""] * (place + 1 - len(self._cells))
        self._cells[place] = text

    def _value(self, said: str) -> str:
        if self._kind == "s":
            return self._texts[_index(said)]
        if self._kind == "n":
            return self._formats.text(said, self._style)
        if self._kind == "b":
            return "TRUE" if said.strip() == "1" else "FALSE"
        return said.removesuffix("T00:00:00") if self._kind == "d" else _unescaped(said)


def _column(name: str) -> int:
    """`C7` is 2; columns count from 0."""
    number = 0
    for letter in name.rstrip("0123456789").upper():
        number = number * 26 + ord(letter) - ord("A") + 1
        if not 0 < number <= _LAST_ROW:
            raise Broken
    return number - 1


def _index(said: str) -> int:
    number = int(said)
    if number < 0:
        raise Broken
    return number


def _unescaped(text: str) -> str:
    """Line ends inside a cell are escaped; other control characters are nobody's words."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    meant = chr(int(found[1], 16))
    kind = unicodedata.category(meant)
    if kind == "Cs":
        return found[0]
    return "" if kind == "Cc" and meant not in _LINES else meant
