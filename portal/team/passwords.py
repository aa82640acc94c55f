"""Passwords of the team: argon2id, long ones welcome, no rules on what must be in them."""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

SHORTEST = 8
LONGEST = 500

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$64tsnAGF6UJtnFwPGTmD7Q"
    "$g538nKZnyIw7WFfijLKGwUXQYqaEGzpFGMVfeTKTRss"
)
"""No password has this hash. Whoever isn't on the team costs as much time as whoever is."""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(_bytes(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether that is the password behind what was kept; for None it isn't, after the same time."""
    try:
        return _hasher.verify(kept or _NOBODYS, _bytes(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def check(password: str, *known: str) -> None:
    """Raise Refusal for a password soon guessed: too short, common, or one of `known`."""
    if len(_plain(password)) < SHORTEST:
        raise Refusal(_("Take at least 8 characters; 15 or more are better."))
    if len(password) > LONGEST:
        raise Refusal(_("That is longer than we can take."))
    first_guesses = _common() | {guess.casefold() for guess in known}
    if _plain(password).casefold() in first_guesses:
        raise Refusal(_("That password is among the first that anybody would try. Take another."))


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "replace")


@cache
def _common() -> frozenset[str]:
    words = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(words.splitlines())
