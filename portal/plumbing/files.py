"""What is handed in and kept as it is: files in a folder, each named by what it holds.

The name is a fingerprint of the bytes, so the same file is kept once, a file is never changed, and
one that was written for a row that was not kept harms nobody. Whatever no row names any more is
swept away later.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from config import Config
from portal.plumbing.settings import settings

_NAME = re.compile(r"[0-9a-f]{64}")
_HALF = ".half"


def keep(session: Session, source: bytes) -> str:
    """Write it down, whole or not at all, and for nobody else on this machine to read; its name."""
    name = hashlib.sha256(source).hexdigest()
    file = _file(session, name)
    if file.exists():
        os.utime(file)  # it is as new as what names it now
        return name
    write_whole(file, source)
    return name


def read(session: Session, name: str) -> bytes | None:
    """What is kept under that name; None where it is gone."""
    try:
        return _file(session, name).read_bytes()
    except FileNotFoundError:
        return None


def sweep(session: Session, named: Collection[str], *, before: datetime) -> int:
    """Forget what nothing names and nobody has written since `before` (aware); how many went."""
    gone = 0
    for file in _all(session):
        is_old = file.stat().st_mtime < before.timestamp()
        if is_old and file.name not in named:
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def write_whole(file: Path, content: bytes) -> None:
    """Write it there at once: whoever looks finds all of it or nothing. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}-{secrets.token_hex(4)}{_HALF}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
        to.write(content)
        to.flush()
        os.fsync(to.fileno())
    half.replace(file)


def is_name(name: str) -> bool:
    """Whether a file of ours may be called so."""
    return _NAME.fullmatch(name) is not None


def folder_of(config: Config) -> Path:
    """Where they are."""
    return config.folder / "files"


def _all(session: Session) -> Iterator[Path]:
    folder = _folder(session)
    return folder.glob("*/*") if folder.is_dir() else iter(())


def _file(session: Session, name: str) -> Path:
    if not is_name(name):
        raise ValueError(f"{name!r} is no name of a file of ours")
    return _folder(session) / name[:2] / name


def _folder(session: Session) -> Path:
    return folder_of(settings(session))
