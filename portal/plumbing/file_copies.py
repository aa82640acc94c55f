"""Copies of what was handed in, beside the copies of the database: each file once, since none is
ever changed.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from portal.plumbing import clock
from portal.plumbing.files import is_name, write_whole

SHARED = "candor.files"
"""The folder that all copies of the database in one folder have in common."""
_OWN = ".files"


def beside(copy: Path) -> Path:
    """The folder of files that belongs to that one copy of the database."""
    return copy.with_name(copy.name + _OWN)


def known_for(copy: Path) -> Path | None:
    """Where the files of that copy are: beside it, or in the folder that it shares; None where
    there are none.
    """
    return next((one for one in (beside(copy), copy.with_name(SHARED)) if one.is_dir()), None)


def copy_all(source: Path, target: Path) -> int:
    """Copy what is not there yet, whole or not at all, for nobody else to read; how many were. What
    is damaged stays behind. Raises OSError.
    """
    copied, now = 0, clock.now().timestamp()
    for file in _all(source):
        to = target / file.name[:2] / file.name
        if not to.exists():
            copied += _copy(file, to)
        if to.exists():
            os.utime(to, (now, now))  # when it was last there
    return copied


def forget(target: Path, *, before: datetime) -> None:
    """Let go of what was last there before that moment (aware): no kept copy names it."""
    for file in _all(target):
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def _copy(file: Path, to: Path) -> bool:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.name:
        return False
    write_whole(to, content)
    return True


def _all(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.glob("*/*")) if is_name(file.name))
