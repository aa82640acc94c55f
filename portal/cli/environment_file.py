"""The file of settings that a server starts with: its lines, and writing them where none is."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from config import Config, checked
from portal.mail.smtp import Smtp
from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal

_NOT_IN_A_VALUE = "\"\\$`'"
"""systemd, shells and python-dotenv each read these in their own way."""


@dataclass(frozen=True)
class Basics:
    """What only the operator knows."""

    base_url: str
    mail_url: str
    mail_from: str
    reply_to: str
    folder: str


EXAMPLE = Basics(
    base_url="https://jobs.example.org",
    mail_url="smtp+starttls://USER:PASSWORD@mail.example.org:587",
    mail_from="hiring@example.org",
    reply_to="hiring@example.org",
    folder="/srv/candor/data",
)


def text_of(basics: Basics) -> str:
    """The whole file, with a key that was never used."""
    lines = [f'{name}="{value}"' for name, value in _settings(basics).items()]
    return "\n".join(["# Whoever can read this can open every page.", *lines, ""])


def check(basics: Basics) -> None:
    """Raises Refusal for an address that is none, Misconfigured for what could not start."""
    for value in vars(basics).values():
        if set(value) & set(_NOT_IN_A_VALUE) or not value.isprintable():
            raise Refusal(f"“{value}” holds a sign that can't stand in the file: {_NOT_IN_A_VALUE}")
    for written in (basics.mail_from, basics.reply_to):
        address(parseaddr(written)[1])
    checked(_config(basics))
    Smtp(basics.mail_url, sender=basics.mail_from)


def write(file: Path, basics: Basics) -> None:
    """Make the file, for its owner's eyes. Raises FileExistsError where there is one."""
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as opened:
        opened.write(text_of(basics))


def _settings(basics: Basics) -> Mapping[str, str]:
    return {
        "PORTAL_BASE_URL": basics.base_url,
        "PORTAL_TRUSTED_HOSTS": urlsplit(basics.base_url).hostname or "",
        "PORTAL_PROXIES": "1",
        "PORTAL_SECRET_KEY": secrets.token_hex(32),
        "PORTAL_FOLDER": basics.folder,
        "PORTAL_MAIL_URL": basics.mail_url,
        "PORTAL_MAIL_FROM": basics.mail_from,
        "PORTAL_REPLY_TO": basics.reply_to,
    }


def _config(basics: Basics) -> Config:
    settings = _settings(basics)
    return Config(
        base_url=basics.base_url,
        secret_key=settings["PORTAL_SECRET_KEY"],
        database_url="sqlite:///",
        mail_url=basics.mail_url,
        mail_from=basics.mail_from,
        reply_to=basics.reply_to,
        trusted_hosts=[host for host in [settings["PORTAL_TRUSTED_HOSTS"]] if host],
    )
