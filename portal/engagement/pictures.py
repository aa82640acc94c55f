"""A picture that somebody hands in, made anew: what is kept holds pixels and nothing else. Pure."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

BYTES_AT_MOST = 10 * 1024 * 1024
PIXELS_AT_MOST = 50_000_000
"""What a small file may unfold into: a telephone takes 50 million at most."""
SIDE_AT_MOST = 1600
_QUALITY = 82
_KINDS = ("JPEG", "PNG", "WEBP")
_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Pixels:
    """A picture as it is kept and shown: a JPEG of that size."""

    source: bytes
    width: int
    height: int


def made_anew(source: bytes) -> Pixels:
    """The picture upright, no larger than a page shows it, without place, camera or comments.

    Raises Refusal for what is no picture of a kind that every browser shows, for one that is
    broken, and for one that unfolds into more than anybody can look at.
    """
    if len(source) > BYTES_AT_MOST:
        raise Refusal(_("That is too large a file: at most 10 MiB."))
    try:
        return _drawn(source)
    except Refusal:
        raise
    except Exception as error:  # whatever a decoder makes of hostile bytes
        raise Refusal(
            _("That is no picture we can read. Hand in a JPEG, PNG or WebP file.")
        ) from error


def _drawn(source: bytes) -> Pixels:
    with Image.open(BytesIO(source), formats=_KINDS) as opened:
        if opened.width * opened.height > PIXELS_AT_MOST:
            raise Refusal(_("That picture has too many pixels: make it smaller first."))
        opened.draft("RGB", (SIDE_AT_MOST, SIDE_AT_MOST))
        upright: Any = ImageOps.exif_transpose(opened)
        upright.thumbnail((SIDE_AT_MOST, SIDE_AT_MOST))
        plain = _on_white(upright.convert("RGBA"))
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Pixels(kept.getvalue(), plain.width, plain.height)


def _on_white(picture: Any) -> Any:
    """Whatever was transparent is white, in the light and in the dark."""
    plain = Image.new("RGB", picture.size, _WHITE)
    plain.paste(picture, mask=picture.getchannel("A"))
    return plain
