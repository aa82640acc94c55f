"""Real mail servers on loopback, in every kind of weather."""

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
TAKEN = "250 OK"


class Sink:
    """Takes mails, and answers each command with what it was told to, in order; then it is kind."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = answers
        self.envelopes: list[tuple[str, list[str], bytes]] = []
        self.sessions: set[Any] = set()

    def mails(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        parsed = [
            email.message_from_bytes(content, policy=email.policy.default)
            for _sender, _recipients, content in self.envelopes
        ]
        return [mail for mail in parsed if isinstance(mail, EmailMessage)]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        answer = self._answer("mail")
        if answer == TAKEN:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self._answer("rcpt")
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._answer("data")
        if answer == "drop":
            server.transport.abort()
            return TAKEN
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer == TAKEN:
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return answer

    def _answer(self, command: str) -> str:
        answers = self.answers.get(command)
        return answers.pop(0) if answers else TAKEN


@contextmanager
def running(sink: Sink, **options: Any) -> Iterator[str]:
    """Run it; gives `127.0.0.1:PORT`."""
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def refuses_login(_server: Any, _session: Any, _envelope: Any, _how: str, _data: Any) -> AuthResult:
    """Nobody knows the password."""
    return AuthResult(success=False, handled=False)


def accepts_login(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    """Only this one does."""
    return AuthResult(success=(data.login, data.password) == (b"candor", b"p@ss:word/"))


def server_context() -> ssl.SSLContext:
    """A certificate that nobody has reason to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_context() -> ssl.SSLContext:
    """Trusts that one certificate, and checks the name on it."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextmanager
def tarpit(drip: float | None = None) -> Iterator[str]:
    """Accepts, then says nothing; or one byte every `drip` seconds, and never a whole line."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []
    Thread(target=_hold_all, args=(listening, held, drip), daemon=True).start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()
        for caught in held:
            caught.close()


def _hold_all(listening: socket.socket, held: list[socket.socket], drip: float | None) -> None:
    while True:
        try:
            caught, _address = listening.accept()
        except OSError:
            return
        held.append(caught)
        if drip is not None:
            Thread(target=_drip, args=(caught, drip), daemon=True).start()


def _drip(caught: socket.socket, seconds: float) -> None:
    import time

    try:
        while True:
            caught.sendall(b"2")
            time.sleep(seconds)
    except OSError:
        return


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
