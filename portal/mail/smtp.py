"""The only place that speaks SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
from threading import Timer
from urllib.parse import unquote, urlsplit

from config import Misconfigured
from portal.mail.answers import Refused, Stopped, TryLater
from portal.plumbing.text import one_line

COMMAND_WITHIN = 30.0
MAIL_WITHIN = 100.0
"""Less than a lease: whoever is slower is cut off before another worker takes the message."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PERMANENT = 500
_TOO_LARGE = 552
_READY = 220


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
        self._line: smtplib.SMTP | None = None

    def carry(self, recipient: str, source: bytes) -> None:
        """Hand the mail over. Raises Refused, TryLater or Stopped."""
        line = self._line or self._open()
        try:
            with _cut_off(line, self._mail_within):
                line.sendmail(self._sender, [recipient], source)
        except smtplib.SMTPRecipientsRefused as error:
            raise _about_the_mail(*error.recipients[recipient]) from error
        except smtplib.SMTPSenderRefused as error:
            raise _about_us(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise _about_the_mail(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            line.close()
            raise TryLater(_words(error)) from error
        finally:
            if self._line is not None and self._line.sock is None:
                self._line = None

    def close(self) -> None:
        """Say goodbye, if anybody is still there."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError), _cut_off(line, self._command_within):
                line.quit()

    def _open(self) -> smtplib.SMTP:
        line = self._new_line()
        try:
            with _cut_off(line, self._mail_within):
                self._greet(line)
        except OSError as error:
            line.close()
            raise _about_the_door(error) from error
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

    def _new_line(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return _TlsLine(self._host, self._own_name, self._command_within, context=self._context)
        return _Line(self._host, self._own_name, self._command_within)


class _Line(smtplib.SMTP):
    """Not connected when made, so that a server that drips its greeting can be cut off too."""

    def __init__(self, host: str, own_name: str | None, within: float) -> None:
        super().__init__(local_hostname=own_name, timeout=within)
        self._host = host  # the name a certificate is checked against


class _TlsLine(smtplib.SMTP_SSL):
    def __init__(
        self, host: str, own_name: str | None, within: float, *, context: ssl.SSLContext
    ) -> None:
        super().__init__(local_hostname=own_name, timeout=within, context=context)
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


def _about_the_door(error: OSError) -> Exception:
    """What went wrong before any mail was named: we are refused, or nobody is there."""
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Stopped(_words(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _about_us(error.smtp_code, error.smtp_error, is_away=True)
    if type(error) is smtplib.SMTPException:  # "No suitable authentication method found."
        return Stopped(_words(error))
    return TryLater(_words(error), is_away=True)


def _about_the_mail(code: int, words: bytes | str) -> Exception:
    answer = _answer(code, words)
    return Refused(answer) if code >= _PERMANENT else TryLater(answer)


def _about_us(code: int, words: bytes | str, *, is_away: bool = False) -> Exception:
    answer = _answer(code, words)
    if code == _TOO_LARGE:
        return Refused(answer)
    return Stopped(answer) if code >= _PERMANENT else TryLater(answer, is_away=is_away)


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {text}")


def _words(error: OSError) -> str:
    return one_line(f"{type(error).__name__}: {error.strerror or error}")
