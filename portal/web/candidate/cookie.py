"""The candidate's cookie, beside the team's: the key of a session, since when, last used when.

The times stand in the cookie, so that keeping a session alive writes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, request

from portal.plumbing import clock
from portal.plumbing.settings import key_ring, settings
from portal.web.session import db

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_RENEWED_AFTER = timedelta(minutes=1)
_SALT = "cookie.candidate"


@dataclass(frozen=True)
class Carried:
    """What a browser brought: a session's key, when it began, when it was last used."""

    key: str
    began: datetime
    used: datetime

    def is_alive(self) -> bool:
        """Used within half an hour, begun within twelve."""
        moment = clock.now()
        return moment - self.used < IDLE and moment - self.began < ABSOLUTE

    def is_worth_renewing(self) -> bool:
        """Whether a minute has passed since the last time."""
        return clock.now() - self.used > _RENEWED_AFTER


def carried() -> Carried | None:
    """What this request's cookie says, while it is ours and alive."""
    signed = key_ring(db()).read(_SALT, request.cookies.get(_name(), ""))
    parts = (signed or "").split(".")
    if len(parts) != 3:  # noqa: PLR2004 - key, began, used
        return None
    key, began, used = parts
    brought = Carried(key, _moment(began), _moment(used))
    return brought if brought.is_alive() else None


def give(answer: Response, key: str, began: datetime | None = None) -> Response:
    """Let the browser carry that session from now on."""
    moment = clock.now()
    times = ".".join(str(int(when.timestamp())) for when in (began or moment, moment))
    answer.set_cookie(
        _name(),
        key_ring(db()).sign(_SALT, f"{key}.{times}"),
        secure=settings(db()).is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return answer


def take(answer: Response) -> Response:
    """Let the browser forget it, and our pages. The team's cookie is not ours to take."""
    answer.delete_cookie(
        _name(), path="/", secure=settings(db()).is_https, httponly=True, samesite="Lax"
    )
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _name() -> str:
    return "__Host-me" if settings(db()).is_https else "me"


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
