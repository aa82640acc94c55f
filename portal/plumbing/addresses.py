"""Mail addresses: parsed once, at the door."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line
from portal.plumbing.words import gettext as _

_PLAIN = re.compile(r"([A-Za-z0-9](?:[._+-]?[A-Za-z0-9]){0,63})@([A-Za-z0-9.-]+)")
_LONGEST, _LONGEST_LOCAL = 200, 64


def address(text: str) -> str:
    """The address in its usual spelling. Raises Refusal for what is none, or for more than one."""
    spelled = one_line(text)
    plain = _PLAIN.fullmatch(spelled)
    try:
        if plain and len(plain[1]) <= _LONGEST_LOCAL and len(spelled) <= _LONGEST:
            return f"{plain[1]}@{_domain(plain[2])}"
        return validate_email(spelled, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refusal(_("That is not a mail address we can write to.")) from error


def address_key(text: str) -> str:
    """What two spellings of one address share: lower case, domain in ASCII. For matching only,
    never to write to.
    """
    spelled = one_line(text)
    if spelled.isascii():
        return spelled.lower()
    try:
        parts = validate_email(spelled, check_deliverability=False)
    except EmailNotValidError:
        return spelled.lower()
    return f"{parts.local_part}@{parts.ascii_domain}".lower()


def masked(text: str) -> str:
    """`a•••@e•••.org`: enough for its owner to know it, too little for anybody else."""
    local, _at, domain = text.rpartition("@")
    name, _dot, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"


@lru_cache(maxsize=1024)
def _domain(name: str) -> str:
    """The domain in its usual spelling: the slow half of the check, and most people share a few."""
    return validate_email(f"x@{name}", check_deliverability=False).domain
