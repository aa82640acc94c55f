"""Whether a colour may carry words. Pure.

Relative luminance and contrast ratio as WCAG 2.2 defines them.
"""

import re

WHITE = "#ffffff"
LEAST = 4.5
"""What WCAG 2.2 AA asks of text (1.4.3)."""

_HEX = re.compile(r"#[0-9a-f]{6}")
_NEARLY_BLACK = 0.04045
_SHARES = (0.2126, 0.7152, 0.0722)


def is_colour(text: str) -> bool:
    """Whether that is a colour as `#rrggbb`, in small letters."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`: 1 for the same one, 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return sum(share * _linear(part) for share, part in zip(_SHARES, parts, strict=True))


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= _NEARLY_BLACK else ((part + 0.055) / 1.055) ** 2.4
    return linear
