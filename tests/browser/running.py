"""A real server, its worker beside it, and a mail server on loopback."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
BROWSER_PATIENCE = 1000 * PATIENCE
"""In milliseconds, as Playwright counts."""
KEY = "only-this-one-test-run-knows-this-key-0123456789"
LINK = re.compile(r"https?://\S+/l/\S+")
CODE = re.compile(r"\b\d{4} \d{4}\b")


@dataclass
class Mailbox:
    """Takes every mail it is given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Called by the mail server."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def wait_for(self, recipient: str, words: str) -> str:
        """The text of the newest mail to that address that holds those words."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in reversed(self.mails):
                text = _text(mail)
                if recipient in str(mail["To"]) and words in f"{mail['Subject']}\n{text}":
                    return text
            time.sleep(0.1)
        held = [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails]
        raise AssertionError(f"No mail to {recipient} with {words!r} came; there are {held}")


@dataclass(frozen=True)
class Running:
    """Where it runs, what it sends, and its settings for commands."""

    base: str
    mailbox: Mailbox
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run `flask ...` beside it; what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "portal", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(url: str, folder: Path, *, https: bool = False) -> Iterator[Running]:
    """The whole of it on that database, until the block ends."""
    port, mailbox = free_port(), Mailbox()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    mail.start()
    base = f"{'https' if https else 'http'}://127.0.0.1:{port}"
    environment = _environment(url, folder, base, mail.port)
    at = Running(base, mailbox, environment)
    at.flask("db", "upgrade")
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            _gunicorn(port, folder, https=https), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(port, server, folder, https=https)
            yield at
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)
            mail.stop()


def link_in(text: str) -> str:
    """The link to the candidate's page in a mail."""
    found = LINK.search(text)
    assert found, text
    return found.group().rstrip(".>)")


def code_in(text: str) -> str:
    """The code in a mail."""
    found = CODE.search(text)
    assert found, text
    return found.group()


def log_of(folder: Path) -> str:
    """What the server wrote."""
    return (folder / "server.log").read_text()


def _environment(url: str, folder: Path, base: str, mail_port: int) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {
        **plain,
        "PORTAL_BASE_URL": base,
        "PORTAL_SECRET_KEY": KEY,
        "PORTAL_DATABASE_URL": url,
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PORTAL_MAIL_FROM": "hiring@northwind.example",
        "PORTAL_REPLY_TO": "hiring@northwind.example",
        "PORTAL_TRUSTED_HOSTS": "127.0.0.1",
        "PORTAL_FOLDER": str(folder),
        "PORTAL_DEMO": "0" if base.startswith("https") else "1",
        "WEB_CONCURRENCY": "1",
    }


def _gunicorn(port: int, folder: Path, *, https: bool) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--bind", f"127.0.0.1:{port}"]
    if https:
        _certificate(folder)
        command += ["--certfile", str(folder / "cert.pem"), "--keyfile", str(folder / "key.pem")]
    return [*command, "wsgi:app"]


def _certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-keyout", str(folder / "key.pem")),
            *("-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )


def _wait(port: int, server: subprocess.Popen[bytes], folder: Path, *, https: bool) -> None:
    until = time.monotonic() + PATIENCE
    unverified = ssl._create_unverified_context()  # noqa: S323  a certificate made a second ago
    while time.monotonic() < until and server.poll() is None:
        line = (
            HTTPSConnection("127.0.0.1", port, timeout=2, context=unverified)
            if https
            else HTTPConnection("127.0.0.1", port, timeout=2)
        )
        try:
            line.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
            line.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    raise AssertionError(f"The server did not start:\n{log_of(folder)}")


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
