"""What the sender's domain says in DNS, so that other mail servers believe our mails.

Asked only when somebody presses a button, with little patience, and never in the demo.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from config import Config

PATIENCE = 2.0
"""Seconds for one question."""
Ask = Callable[[str], list[str] | None]
"""The texts at a name, none where the name has none, None where there is no such name. Raises
NotAsked.
"""


class NotAsked(Exception):
    """DNS can't be asked from here, or doesn't answer."""


class Known(StrEnum):
    """What is known of a record."""

    THERE = "there"
    MISSING = "missing"
    TWICE = "twice"
    """There are two, and others believe neither."""
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Record:
    """One of the three: where it belongs, and how it begins."""

    kind: str
    name: str
    begins: str
    known: Known = Known.NOT_CHECKED


def records(config: Config) -> list[Record]:
    """The records that the sender's domain needs, unasked."""
    domain = parseaddr(config.mail_from)[1].rpartition("@")[2].lower()
    return [
        Record("SPF", domain, "v=spf1"),
        Record("DKIM", f"_domainkey.{domain}", "v=DKIM1"),
        Record("DMARC", f"_dmarc.{domain}", "v=DMARC1"),
    ]


def looked_up(config: Config, ask: Ask | None = None) -> list[Record]:
    """The same, and whether they are there. Takes a few seconds where DNS is slow."""
    if config.demo:
        return records(config)
    return [_looked_up(record, ask or ask_dns) for record in records(config)]


def ask_dns(name: str) -> list[str] | None:
    """The texts that DNS has at that name. Raises NotAsked."""
    try:
        answer = Resolver().resolve(name, "TXT", lifetime=PATIENCE)
    except NXDOMAIN:
        return None
    except NoAnswer:
        return []
    except (DNSException, OSError) as error:
        raise NotAsked from error
    return [b"".join(row.strings).decode(errors="replace") for row in answer]


def _looked_up(record: Record, ask: Ask) -> Record:
    try:
        known = _dkim(record, ask) if record.kind == "DKIM" else _one_of(record.name, record, ask)
        if record.kind == "DMARC" and known is Known.MISSING:
            known = _above(record, ask)
    except NotAsked:
        known = Known.NOT_CHECKED
    return Record(record.kind, record.name, record.begins, known)


def _dkim(record: Record, ask: Ask) -> Known:
    """Keys lie below that name, each under a name that only the mail server knows; where there is
    any, the name itself exists.
    """
    return Known.MISSING if ask(record.name) is None else Known.THERE


def _one_of(name: str, record: Record, ask: Ask) -> Known:
    found = [text for text in ask(name) or [] if text.lower().startswith(record.begins.lower())]
    if len(found) > 1:
        return Known.TWICE
    return Known.THERE if found else Known.MISSING


def _above(record: Record, ask: Ask) -> Known:
    """What a domain says holds for those below it, where they say nothing."""
    above = record.name.removeprefix("_dmarc.").partition(".")[2]
    return _one_of(f"_dmarc.{above}", record, ask) if "." in above else Known.MISSING
