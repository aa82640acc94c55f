"""Random refs and keys, and signed tokens under a ring of keys.

itsdangerous signs with SHA-1 unless told otherwise, and accepts several spellings of one signature:
`read` refuses every spelling but its own, so a token is one string.
"""

import hashlib
import secrets

from itsdangerous import BadData, Signer

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 16
_FAIR = 256 // len(_ALPHABET) * len(_ALPHABET)
_LETTERS = bytes(ord(_ALPHABET[byte % len(_ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))
"""Bytes that are thrown away, since with them some letters would come up more often."""


def new_ref() -> str:
    """A public name for a row: 16 letters nobody can guess (79 bits) or mistake for one another."""
    letters = b""
    while len(letters) < _LENGTH:
        letters += secrets.token_bytes(_LENGTH + 4).translate(_LETTERS, _UNFAIR)
    return letters[:_LENGTH].decode()


def new_key() -> str:
    """A secret of 192 bits, as 32 characters that a URL can carry."""
    return secrets.token_urlsafe(24)


def fingerprint(key: str) -> str:
    """What is stored in a secret's place: its SHA-256 in hex."""
    return hashlib.sha256(key.encode()).hexdigest()


class KeyRing:
    """Signs with the newest key, accepts every key it holds.

    `keys` go from the newest to the oldest; the retired ones stay for as long as what they signed
    lives.
    """

    def __init__(self, *keys: str) -> None:
        if not keys or not all(keys):
            raise ValueError("A key ring needs at least one key, and no empty one.")
        self._keys = keys

    def sign(self, purpose: str, key: str) -> str:
        """The token that carries `key`, good for `purpose` alone."""
        return self._signer(purpose).sign(key).decode()

    def read(self, purpose: str, token: str) -> str | None:
        """The key inside a token signed here for that purpose, or None for anything else."""
        try:
            key = self._signer(purpose).unsign(token.encode()).decode()
        except (BadData, UnicodeError):
            return None
        canonical = {self._one(purpose, secret).sign(key).decode() for secret in self._keys}
        return key if token in canonical else None

    def _signer(self, purpose: str) -> Signer:
        return self._one(purpose, list(reversed(self._keys)))

    def _one(self, purpose: str, secret: str | list[str]) -> Signer:
        return Signer(secret, salt=f"candor.{purpose}", digest_method=hashlib.sha256)
