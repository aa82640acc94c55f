"""From a written letter to the mail that leaves: our headers, one recipient, nothing of anybody
else's making.
"""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import validate_email

from config import Config
from portal.mail.letters import Written

_POLICY = SMTP.clone(refold_source="none")
_CTE = "quoted-printable"
_PLAIN_SUBJECT = 60
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r$", re.MULTILINE)
"""Long lines are folded with a space, so that no title can pretend to be this line."""


def recipient_of(address: str) -> str:
    """The address as a mail server understands it everywhere: its domain in ASCII.

    Raises ValueError for what is none, or has a local part that plain SMTP can't carry.
    """
    ascii_address = validate_email(address, check_deliverability=False).ascii_email
    if ascii_address is None:
        raise ValueError(
            "The part before the @ is not in ASCII: plain mail servers can't write there."
        )
    return ascii_address


def mail_of(
    written: Written,
    *,
    recipient: str,
    message_id: str,
    sent_at: datetime,
    company: str,
    config: Config,
) -> bytes:
    """The mail as it leaves. Raises ValueError for what no header or body can hold."""
    mail = EmailMessage(policy=_POLICY)
    sender = parseaddr(config.mail_from)[1]
    mail["From"] = Address(display_name=company, addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Reply-To"] = Address(addr_spec=parseaddr(config.reply_to)[1])
    mail.set_raw("Subject", _encoded(written.subject))
    mail["Message-ID"] = message_id
    mail["Date"] = format_datetime(sent_at)
    mail["Auto-Submitted"] = "auto-generated"
    if written.unsubscribe:
        _add_unsubscribe(mail, written.unsubscribe)
    mail.set_content(written.text, cte=_CTE)
    mail.add_alternative(written.html, subtype="html", cte=_CTE)
    if written.calendar:
        _add_calendar(mail, written.calendar)
    source = mail.as_bytes()
    _check_headers(source, set(mail.keys()))
    return source


def _encoded(subject: str) -> str:
    """Encoded by hand where it isn't plain: the library reads `=?...?=` in a name as encoded
    words, decodes them, and writes a line end that was hidden there as one.
    """
    if subject.isascii() and "=?" not in subject and len(subject) <= _PLAIN_SUBJECT:
        return subject
    return Header(subject, "utf-8", header_name="Subject").encode()


def _check_headers(source: bytes, ours: set[str]) -> None:
    """The last look: exactly our headers, each once, whatever a name or title was made of."""
    head = BytesHeaderParser().parsebytes(source)
    if sorted(head.keys()) != sorted(ours):
        raise ValueError("The mail would have had headers that are not ours.")


def _add_unsubscribe(mail: EmailMessage, address: str) -> None:
    """Raw, because the library would fold so long a word into an encoded one, which no mail
    program reads here.
    """
    mail.set_raw("List-Unsubscribe", f"<{address}>")
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _add_calendar(mail: EmailMessage, file: bytes) -> None:
    method = _METHOD.findall(file)[0].decode()
    mail.add_attachment(file, maintype="text", subtype="calendar", filename="interview.ics")
    part = list(mail.iter_attachments())[-1]
    part.set_param("method", method)
    part.set_param("charset", "utf-8")
