"""The only place that speaks SMTP."""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

from config import Misconfigured
from portal.mail.answers import TryLater
from portal.mail.smtp_answers import (
    about_the_door,
    about_the_mail,
    about_the_recipient,
    about_us,
    words_of,
)

COMMAND_WITHIN = 30.0
MAIL_WITHIN = 100.0
"""Less than a lease: whoever is slower is cut off before another worker takes the message."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_READY = 220
_CLOSING = 421
_AT_ONCE = 5.0
"""A line that was closed meanwhile shows it sooner than this; later it is a slow server."""


class Smtp:
    """Speaks to one mail server, over one connection for as long as it stands.

    `smtp://`, `smtp+starttls://USER:PASSWORD@HOST:PORT` or `smtps://`: what is asked for is what
    is done. A server that can't do it, or whose certificate is wrong, gets no mail.
    """

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        own_name: str | None = None,
        context: ssl.SSLContext | None = None,
        command_within: float = COMMAND_WITHIN,
        mail_within: float = MAIL_WITHIN,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise Misconfigured(
                "PORTAL_MAIL_URL must start with smtp+starttls://, smtps:// or smtp://."
            )
        if parts.scheme == "smtp" and parts.password and parts.hostname not in _LOOPBACK:
            raise Misconfigured(
                "PORTAL_MAIL_URL would send its password in clear: use smtp+starttls:// or smtps://."
            )
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._own_name = sender, own_name
        self._context = context or ssl.create_default_context()
        self._command_within, self._mail_within = command_within, mail_within
        self._line: _Line | _TlsLine | None = None
        self._is_cut = False

    def carry(self, recipient: str, source: bytes) -> None:
        """Hand the mail over. Raises Refused, Doubted, TryLater or Stopped.

        A line that stood open may have been closed by the server meanwhile: where that shows
        before the mail itself was begun, it is opened anew, once.
        """
        standing = self._line
        if standing is None:
            self._send(self._open(), recipient, source)
            return
        try:
            self._send(standing, recipient, source)
        except _LineIsGone:
            self._send(self._open(), recipient, source)

    def hang_up(self) -> None:
        """Cut the line, from another thread: who speaks over it is told TryLater."""
        self._is_cut = True
        line = self._line
        if line is not None:
            _hang_up(line)

    def close(self) -> None:
        """Say goodbye, if anybody is still there."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError), _cut_off(line, self._command_within):
                line.quit()

    def _send(self, line: "_Line | _TlsLine", recipient: str, source: bytes) -> None:
        may_be_gone, line.has_begun, began = line.has_carried, False, time.monotonic()
        line.has_carried = True
        try:
            with _cut_off(line, self._mail_within):
                line.sendmail(self._sender, [recipient], source)
        except smtplib.SMTPRecipientsRefused as error:
            raise about_the_recipient(*error.recipients[recipient]) from error
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _CLOSING and may_be_gone:
                raise _LineIsGone from error
            raise about_us(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise about_the_mail(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            line.close()
            is_quick = time.monotonic() - began < _AT_ONCE and not self._is_cut
            if may_be_gone and is_quick and not line.has_begun:
                raise _LineIsGone from error
            raise TryLater(words_of(error), may_have_left=line.has_begun) from error
        finally:
            if line.sock is None:
                self._line = None

    def _open(self) -> "_Line | _TlsLine":
        line = self._new_line()
        try:
            with _cut_off(line, self._mail_within):
                self._greet(line)
        except OSError as error:
            line.close()
            raise about_the_door(error) from error
        self._line = line
        return line

    def _greet(self, line: smtplib.SMTP) -> None:
        code, words = line.connect(self._host, self._port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, words)
        if self._scheme == "smtp+starttls":
            line.starttls(context=self._context)
        line.ehlo_or_helo_if_needed()
        if self._user:
            line.login(self._user, self._password)

    def _new_line(self) -> "_Line | _TlsLine":
        if self._scheme == "smtps":
            return _TlsLine(self._host, self._own_name, self._command_within, context=self._context)
        return _Line(self._host, self._own_name, self._command_within)


class _LineIsGone(Exception):
    """A line that stood open turned out to be closed, and nothing was said over it."""


class _Knows(smtplib.SMTP):
    """Knows whether it has carried a mail before, and whether this one was begun."""

    has_carried = False
    has_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """From here on nobody knows, if the line breaks, what the server did."""
        self.has_begun = True
        return super().data(msg)


class _Line(_Knows):
    """Not connected when made, so that a server that drips its greeting can be cut off too."""

    def __init__(self, host: str, own_name: str | None, within: float) -> None:
        super().__init__(local_hostname=own_name, timeout=within)
        self._host = host  # the name a certificate is checked against


class _TlsLine(_Knows, smtplib.SMTP_SSL):
    def __init__(
        self, host: str, own_name: str | None, within: float, *, context: ssl.SSLContext
    ) -> None:
        smtplib.SMTP_SSL.__init__(self, local_hostname=own_name, timeout=within, context=context)
        self._host = host


@contextmanager
def _cut_off(line: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """A limit on the whole, since a server that sends a byte now and then never meets the limit on
    one command.
    """
    timer = Timer(seconds, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        line.sock.shutdown(SHUT_RDWR)  # type: ignore[union-attr]
