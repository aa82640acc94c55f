"""What the tests of mail stand on: a carrier that takes mails, and the outbox as it is now."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.plumbing.db import transaction


class Collector:
    """Takes every mail, or answers with what it was told to, once each."""

    def __init__(self, *answers: Exception | None) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers = list(answers)

    def carry(self, recipient: str, source: bytes) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append((recipient, mail_of(source)))

    def hang_up(self) -> None:
        pass

    def close(self) -> None:
        pass

    def texts(self) -> list[str]:
        return [text_of(mail) for _recipient, mail in self.taken]

    def subjects(self) -> list[str]:
        return [mail["Subject"] for _recipient, mail in self.taken]


def mail_of(source: bytes) -> EmailMessage:
    """A mail, parsed."""
    mail = message_from_bytes(source, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def html_of(mail: EmailMessage) -> str:
    """Its other half."""
    body = mail.get_body(("html",))
    assert body is not None
    return body.get_content()


def messages(session: Session, letter: Letter | None = None) -> list[Message]:
    """The rows of the outbox as they are now, in the order they were put."""
    session.rollback()
    rows = session.scalars(
        select(Message).order_by(Message.id).execution_options(populate_existing=True)
    )
    return [row for row in rows if letter is None or row.letter is letter]


def states(session: Session) -> dict[Letter, MessageState]:
    """What became of each kind."""
    return {message.letter: message.state for message in messages(session)}


def let_leases_end(session: Session) -> None:
    """As if two minutes had gone by for the database."""
    session.rollback()
    with transaction(session):
        session.execute(update(Message).values(leased_until=0.0))
