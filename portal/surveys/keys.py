"""The key of an open round: a file outside database and backup, in a folder that all web processes
share.

While it lies there the server can tell a second answer from a first. Destroyed with the ballots
when the round closes, it leaves nobody able to say whose ballots they were. The folder is written
through as well: a key that came back after the power failed would tell again.
"""

import errno
import hmac
import os
import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from portal.plumbing.settings import settings

_BYTES = 32


def make(session: Session, ref: str) -> None:
    """Give the round of that ref its key.

    Where the transaction that opens the round is rolled back the file stays: no round has that ref,
    so it is the key of no ballot and opens nothing.
    """
    folder = _folder(session)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / ref, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(secrets.token_bytes(_BYTES))
        opened.flush()
        os.fsync(file)
    _write_through(folder)


def exists(session: Session, ref: str) -> bool:
    """Whether the round of that ref can take answers."""
    return not trouble(session, ref)


def trouble(session: Session, ref: str) -> str:
    """Why the round of that ref can take no answers, for whoever runs the server; empty where it
    can."""
    try:
        _read(session, ref)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"can't be read ({error.strerror})"
    return ""


def mark(session: Session, ref: str, invitation_id: int) -> str | None:
    """What a spent ballot of that invitation says; None while the round's key is missing or
    can't be read."""
    try:
        key = _read(session, ref)
    except OSError:
        return None
    return hmac.digest(key, str(invitation_id).encode(), "sha256").hex()


def destroy(session: Session, ref: str) -> None:
    """Let the key be gone. A second time does nothing."""
    file = _file(session, ref)
    if file.exists():
        file.unlink(missing_ok=True)
        _write_through(file.parent)


def _read(session: Session, ref: str) -> bytes:
    """Raises OSError; a file cut short (a full disk) is no key either."""
    key = _file(session, ref).read_bytes()
    if len(key) != _BYTES:
        raise OSError(errno.EIO, "it was cut short")
    return key


def _write_through(folder: Path) -> None:
    """Make sure that what is in the folder outlasts a loss of power, and what is not does not."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _file(session: Session, ref: str) -> Path:
    return _folder(session) / ref


def _folder(session: Session) -> Path:
    return settings(session).folder / "round-keys"
