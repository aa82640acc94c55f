"""The key of an open round: a file outside database and backup, in a folder that all web processes
share.

While it lies there the server can tell a second answer from a first. Destroyed with the ballots
when the round closes, it leaves nobody able to say whose ballots they were.
"""

import hmac
import os
import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from portal.plumbing.settings import settings

_BYTES = 32


def make(session: Session, ref: str) -> None:
    """Give the round of that ref its key."""
    folder = _folder(session)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / ref, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(secrets.token_bytes(_BYTES))
        opened.flush()
        os.fsync(file)


def exists(session: Session, ref: str) -> bool:
    """Whether the round of that ref can take answers."""
    return _read(session, ref) is not None


def mark(session: Session, ref: str, invitation_id: int) -> str | None:
    """What a spent ballot of that invitation says; None while the round's key is missing."""
    key = _read(session, ref)
    if key is None:
        return None
    return hmac.digest(key, str(invitation_id).encode(), "sha256").hex()


def destroy(session: Session, ref: str) -> None:
    """Let the key be gone. A second time does nothing."""
    (_folder(session) / ref).unlink(missing_ok=True)


def _read(session: Session, ref: str) -> bytes | None:
    """A file cut short (a full disk) is no key."""
    try:
        key = (_folder(session) / ref).read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == _BYTES else None


def _folder(session: Session) -> Path:
    return settings(session).folder / "round-keys"
