"""Which language a page speaks: the team's always English; a candidate's the one they chose, once
somebody is signed in, and before that what the browser asks for.
"""

from flask import Flask, request

from portal.plumbing.words import ENGLISH, ours, speak

_TEAM = ("/team", "/dev", "/api", "/webhooks")


def init_app(app: Flask) -> None:
    """Each request begins in its language and leaves English behind."""
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    speak(ENGLISH if request.path.startswith(_TEAM) else _asked_for())


def _asked_for() -> str:
    """The first in the browser's order that we speak, whichever country's it is."""
    wanted = (tag for tag, weight in request.accept_languages if weight)
    return next((ours(tag) for tag in wanted if _is_spoken(tag)), ENGLISH)


def _is_spoken(tag: str) -> bool:
    return ours(tag) != ENGLISH or tag.lower().startswith(ENGLISH)


def _end(_error: BaseException | None) -> None:
    speak(ENGLISH)
