"""One mail straight to the mail server, past the outbox: for whoever sets the server up, before
anybody is there to write to.
"""

from contextlib import closing
from email.utils import make_msgid, parseaddr

from sqlalchemy.orm import Session, sessionmaker

from config import Config
from portal.company.queries import CompanyFacts
from portal.mail.answers import Doubted, Refused, Stopped, TryLater
from portal.mail.carriers import carrier
from portal.mail.envelopes import mail_of, recipient_of
from portal.mail.html import to_html
from portal.mail.letters import Written
from portal.plumbing import clock
from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _


def send_straight(
    config: Config, sessions: sessionmaker[Session], to: str, *, company: CompanyFacts
) -> None:
    """Connect, sign in, and hand a short mail over, at once.

    Raises Refusal for what is no address and, with the server's words, where it says no;
    Misconfigured for a PORTAL_MAIL_URL that names no way to send.
    """
    recipient = _recipient(to)
    source = mail_of(
        _written(config, company),
        recipient=recipient,
        message_id=make_msgid(domain=parseaddr(config.mail_from)[1].rpartition("@")[2]),
        sent_at=clock.now(),
        company=company.name,
        config=config,
    )
    with closing(carrier(config, sessions)) as by:
        try:
            by.carry(recipient, source)
        except (Doubted, Refused, Stopped, TryLater) as error:
            raise Refusal(_("The mail server said: %(words)s", words=str(error))) from error


def _recipient(to: str) -> str:
    try:
        return recipient_of(address(to))
    except ValueError as error:
        raise Refusal(_("That is not a mail address we can write to.")) from error


def _written(config: Config, company: CompanyFacts) -> Written:
    words = [
        _("This is a test from Candor at %(address)s.", address=config.base_url),
        _("It arrived, so mail leaves. Answers to it go to %(address)s.", address=config.reply_to),
    ]
    subject, text = _("A test: mail from Candor"), "\n\n".join(words) + "\n"
    return Written(subject, text, to_html(subject, text, company=company, links=set()))
