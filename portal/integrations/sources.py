"""Where a file comes from, by its name: what exports of one tool share. Pure."""

import re
from pathlib import PurePath

_CHANGING = re.compile(r"[\d\s._()-]+")


def source_of(file_name: str) -> str:
    """`candidates` for `candidates-2026-11-23 (1).csv`: the words without dates and numbers."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    return " ".join(_CHANGING.sub(" ", stem).split())[:100].lower()
