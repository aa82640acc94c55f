"""Whether a file may be handed to a candidate as a PDF: it is one, is not too large, and holds
nothing that runs or unpacks. Pure.

Names in a PDF may be spelled in hexadecimal, and objects may stand inside compressed streams, so
both are undone before anything is looked for. What can't be looked into is refused.
"""

import re
import zlib
from collections.abc import Iterator

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

BYTES_AT_MOST = 10 * 1024 * 1024
_UNPACKED_AT_MOST = 100 * 1024 * 1024
_BEGINS = b"%PDF-"
_ENDS = b"%%EOF"
_TAIL = 2048
_DICTIONARY = 4096
"""How far before a stream its own dictionary is looked for."""
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_END_OF_STREAM = b"endstream"
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b")
_FILTERED = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_RUNS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Movie|Sound"
    rb"|Rendition)(?![A-Za-z0-9])"
)
_SURELY_RUNS = re.compile(
    rb"/(?:JavaScript|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])|/JS\s*[(<]"
)
"""What no picture or font says by chance."""
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


def check(content: bytes) -> None:
    """Raise Refusal, in words for whoever handed it in, unless the file is fit for a candidate."""
    if len(content) > BYTES_AT_MOST:
        raise Refusal(_("That file is larger than 10 MB."))
    if not content.startswith(_BEGINS) or _ENDS not in content[-_TAIL:]:
        raise Refusal(_("That file is not a PDF, or not a whole one."))
    plain = _spelled_out(_outside(content))
    if _ENCRYPTED.search(plain):
        raise Refusal(_("That PDF is locked: hand in one that opens without a password."))
    if _RUNS.search(plain) or any(_runs(*one) for one in _streams(content)):
        raise Refusal(
            _("That PDF holds scripts or other files. Hand in one without: print it to a PDF.")
        )


def _places(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Of each stream, where it is announced, begins and ends. What has no end is none."""
    at = 0
    while (match := _STREAM.search(content, at)) is not None:
        end = content.find(_END_OF_STREAM, match.end())
        if end < 0:
            return
        yield match.start(), match.end(), end
        at = end + len(_END_OF_STREAM)


def _outside(content: bytes) -> bytes:
    """All of it but the streams."""
    parts, at = [], 0
    for start, _begins, end in _places(content):
        parts.append(content[at:start])
        at = end
    return b" ".join([*parts, content[at:]])


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream as it is unpacked, with what stands before it."""
    room = _UNPACKED_AT_MOST
    for start, begins, end in _places(content):
        before = _spelled_out(content[max(0, start - _DICTIONARY) : start])
        before = before[before.rfind(b"obj") + 1 :]
        unpacked = _unpacked(content[begins:end], before, room)
        room -= len(unpacked)
        yield unpacked, before


def _unpacked(packed: bytes, before: bytes, room: int) -> bytes:
    """The bytes of a stream. Raises Refusal where objects are packed in a way we don't unpack, or
    where it never ends.
    """
    opening = zlib.decompressobj()
    try:
        found = opening.decompress(packed, room + 1)
    except zlib.error:
        found = None
    if found is not None and len(found) > room:
        raise Refusal(_("That PDF unpacks to more than we look through."))
    filters = _FILTERED.search(before)
    is_odd = filters is not None and filters.group(1).strip(b"[] \r\n\t") != b"/FlateDecode"
    is_packed = b"/Filter" in before
    if _OBJECTS.search(before) and is_packed and (filters is None or is_odd or found is None):
        raise Refusal(_("We can’t look into that PDF. Hand in another: print it to a PDF."))
    return packed if found is None else found


def _runs(unpacked: bytes, before: bytes) -> bool:
    found = _RUNS if _OBJECTS.search(before) else _SURELY_RUNS
    return found.search(_spelled_out(unpacked)) is not None


def _spelled_out(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match.group(1), 16)]), text)
