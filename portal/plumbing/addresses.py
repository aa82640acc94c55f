"""Mail addresses: parsed once, at the door."""

from email_validator import EmailNotValidError, validate_email

from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line
from portal.plumbing.words import gettext as _


def address(text: str) -> str:
    """The address in its usual spelling. Raises Refusal for what is none, or for more than one."""
    try:
        return validate_email(one_line(text), check_deliverability=False).normalized
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
