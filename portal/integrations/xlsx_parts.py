"""The parts of an .xlsx file that say what it holds and how; and how any of them is fed to whoever
reads it. No part may declare entities, nor hold a tag that fills the memory. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from xml.parsers.expat import ParserCreate

_LONGEST_TAG = 1024 * 1024
_VISIBLE = ("", "visible")
Attributes = Mapping[str, str]


class Broken(Exception):
    """It is not as such a file has to be."""


class TooMuch(Exception):
    """It is larger than a list of candidates can be."""


class Part:
    """Hears a part's tags as they come, without the prefixes that some programs give them."""

    def begin(self, name: str, attributes: Attributes) -> None:
        """A tag opens."""

    def end(self, name: str) -> None:
        """It closes."""

    def say(self, text: str) -> None:
        """Text between tags."""


def feed(chunks: Iterable[bytes], part: Part) -> Iterator[None]:
    """Let it hear all of it, a chunk for each step. Raises Broken, and expat's own error."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: part.begin(_bare(name), attributes)
    parser.EndElementHandler = lambda name: part.end(_bare(name))
    parser.CharacterDataHandler = part.say
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fed = 0
    for chunk in chunks:
        parser.Parse(chunk)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _LONGEST_TAG:
            raise TooMuch
        yield
    parser.Parse(b"", True)
    yield


class Workbook(Part):
    """Which sheets there are, in their order, and from when days are counted."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        """What the sheets that are shown are known by."""
        self.since_1904 = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        if name == "sheet" and attributes.get("state", "") in _VISIBLE:
            self.shown += [value for key, value in attributes.items() if key.endswith(":id")]


class Targets(Part):
    """Where the workbook's other parts stand."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            key = attributes["Id"]
            self.places[key] = attributes["Target"]
            self.kinds[key] = attributes["Type"].rpartition("/")[2]

    def first(self, kind: str) -> str:
        """The first part of that kind, "" where there is none."""
        found = (place for key, place in self.places.items() if self.kinds[key] == kind)
        return next(found, "")


class Styles(Part):
    """How numbers are shown: which of them are days."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._used: list[int] = []
        self._is_within = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._own[int(attributes["numFmtId"])] = attributes["formatCode"]
        if name == "cellXfs":
            self._is_within = True
        if name == "xf" and self._is_within:
            self._used.append(int(attributes.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_within = False

    def codes(self) -> list[int | str]:
        """For each style its format: as it is written, or the number of one that all know."""
        return [self._own.get(number, number) for number in self._used]


def _bare(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _refuse(*_given: object) -> None:
    raise Broken
