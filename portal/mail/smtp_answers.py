"""What an answer of a mail server means: for this mail, for whoever it goes to, or for us. Pure.

Codes are those of RFC 5321 and, behind them, RFC 3463 (enhanced status codes).
"""

import re
import smtplib
import ssl

from portal.mail.answers import Doubted, Refused, Stopped, TryLater
from portal.plumbing.text import one_line

_PERMANENT = 500
_TOO_LARGE = 552
_ABOUT_OUR_LOGIN = frozenset({530, 534, 535, 538})
_WE_MAY_NOT_RELAY = re.compile(r"\brelay", re.IGNORECASE)
_POLICY = re.compile(r"^5\d\d[ -]5\.7\.")
_NO_ADDRESS = re.compile(r"^5\d\d[ -](?!5\.)|^5\d\d[ -]5\.(?:1\.[1236]|2\.1|4\.[14])\b|^551\b")
"""Nobody there, disabled, moved, a domain that takes no mail; or a refusal that says no more."""


def about_the_door(error: OSError) -> Exception:
    """What went wrong before any mail was named: we are refused, or nobody is there."""
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Stopped(words_of(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return about_us(error.smtp_code, error.smtp_error, is_away=True)
    if type(error) is smtplib.SMTPException:  # "No suitable authentication method found."
        return Stopped(words_of(error))
    return TryLater(words_of(error), is_away=True)


def about_the_recipient(code: int, words: bytes | str) -> Exception:
    """The answer to whom it goes to."""
    answer = _answer(code, words)
    if code < _PERMANENT:
        return TryLater(answer)
    return _ours(code, answer) or Refused(answer, is_address=bool(_NO_ADDRESS.match(answer)))


def about_the_mail(code: int, words: bytes | str) -> Exception:
    """The answer to all of it."""
    answer = _answer(code, words)
    if code < _PERMANENT:
        return TryLater(answer)
    return _ours(code, answer) or Refused(answer)


def about_us(code: int, words: bytes | str, *, is_away: bool = False) -> Exception:
    """The answer to who we are."""
    answer = _answer(code, words)
    if code == _TOO_LARGE:
        return Refused(answer)
    return Stopped(answer) if code >= _PERMANENT else TryLater(answer, is_away=is_away)


def words_of(error: OSError) -> str:
    """What the team reads of an error of the line."""
    return one_line(f"{type(error).__name__}: {error.strerror or error}")


def _ours(code: int, answer: str) -> Exception | None:
    """What is about us although it was said of a mail: a login that is missing, a server that
    won't pass on for us; or a policy, which may be.
    """
    if code in _ABOUT_OUR_LOGIN or _WE_MAY_NOT_RELAY.search(answer):
        return Stopped(answer)
    return Doubted(answer) if _POLICY.match(answer) else None


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {text}")
