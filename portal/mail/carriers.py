"""How a mail leaves: by SMTP or, in the demo, into a table that is shown."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import Session, sessionmaker

from config import Config
from portal.mail.models import KeptMail
from portal.mail.smtp import Smtp
from portal.plumbing import clock
from portal.plumbing.db import transaction


class Carrier(Protocol):
    """Takes mails away, one after another."""

    def carry(self, recipient: str, source: bytes) -> None:
        """Hand the mail over. Raises Refused, Doubted, TryLater or Stopped."""

    def hang_up(self) -> None:
        """From another thread: let whoever hands over be done at once."""

    def close(self) -> None:
        """Let go of the connection, if there is one."""


def carrier(config: Config, sessions: sessionmaker[Session]) -> Carrier:
    """The carrier that PORTAL_MAIL_URL names. Raises Misconfigured, with one line."""
    if config.mail_url.startswith("keep:"):
        return Keep(sessions)
    sender = parseaddr(config.mail_from)[1]
    return Smtp(config.mail_url, sender=sender, own_name=urlsplit(config.base_url).hostname)


class Keep:
    """Keeps every mail in a table, for the demo."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def carry(self, recipient: str, source: bytes) -> None:
        """Keep it."""
        mail = message_from_bytes(source, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        text = mail.get_body(("plain",))
        kept = KeptMail(
            at=clock.now(),
            recipient=recipient,
            subject=str(mail["Subject"]),
            text=text.get_content().replace("\r\n", "\n") if text else "",
            source=source.decode(),
        )
        with self._sessions() as session, transaction(session):
            session.add(kept)

    def hang_up(self) -> None:
        """Nothing takes long here."""

    def close(self) -> None:
        """Nothing is open."""
