"""Delivery reports (RFC 3464), as mail servers send them back: who was not reached, and by which of
our mails. Pure: bytes in, reports out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Part

_STATUS = "message/delivery-status"
_FAILED = "failed"
_PERMANENT = "5"
_NO_ADDRESS = re.compile(r"^5\.(?:1\.[1236]|2\.1|4\.[14])$")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_TYPES_OF_THE_ORIGINAL = ("message/rfc822", "text/rfc822-headers", "message/global-headers")


@dataclass(frozen=True)
class Report:
    """One mail of ours came back for good. `is_address`: because nobody is reached there."""

    message_id: str
    problem: str
    is_address: bool


def reports_in(source: bytes) -> Iterator[Report]:
    """What one mail reports; nothing where it is no report, or of no lasting failure. Never raises:
    these mails come from anybody.
    """
    try:
        mail = message_from_bytes(source, policy=policy.compat32)
        message_id = _original(mail)
        statuses = [part for part in mail.walk() if part.get_content_type() == _STATUS]
        for status in statuses if message_id else []:
            yield from _failures(status, message_id)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return


def _original(mail: Part) -> str:
    """The name of the mail it is about: what comes back of it stands behind the report."""
    for part in mail.walk():
        if part.get_content_type() in _TYPES_OF_THE_ORIGINAL:
            found = _MESSAGE_ID.search(_headers_of(part))
            if found:
                return found.group()
    return ""


def _headers_of(part: Part) -> str:
    inner = _parts(part)
    if inner:
        return str(inner[0].get("Message-ID", ""))
    plain = part.get_payload(decode=True)
    text = plain.decode("utf-8", "replace") if isinstance(plain, bytes) else ""
    line = re.search(r"^message-id:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return line.group(1) if line else ""


def _failures(status: Part, message_id: str) -> Iterator[Report]:
    for group in _parts(status):
        code = str(group.get("Status", "")).strip().split(" ")[0]
        action = str(group.get("Action", "")).strip().lower()
        if action == _FAILED and code.startswith(_PERMANENT):
            said = str(group.get("Diagnostic-Code", "")).partition(";")[2].strip() or code
            yield Report(message_id, said, is_address=bool(_NO_ADDRESS.match(code)))


def _parts(part: Part) -> list[Part]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Part)] if isinstance(inner, list) else []
