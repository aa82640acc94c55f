"""What was typed into a form that can no longer be taken, so that it comes back with the page."""

from dataclasses import dataclass

from flask import request, url_for

_A_CHOICE = 20
_NOT_TYPED = frozenset(
    {"csrf_token", "password", "again", "opened", "version", "next", "from", "picks", "pick"}
)
"""Secrets, and what a page put there itself."""

_COMES_BACK = {
    "candidate.surveys.answer": "candidate.surveys.again",
    "candidate.surveys.again": "candidate.surveys.again",
}
"""Forms that are shown filled in once somebody is in again, and where."""


@dataclass(frozen=True)
class WayBack:
    """Where a form comes back to, and what with. It travels in the page: nothing is kept."""

    url: str
    sent: list[tuple[str, str]]


def way_back() -> WayBack | None:
    """That of this request's form; None for those that give back their words alone."""
    endpoint = _COMES_BACK.get(request.endpoint or "")
    if endpoint is None:
        return None
    sent = [one for one in request.form.items(multi=True) if one[0] not in _NOT_TYPED]
    return WayBack(url_for(endpoint, **(request.view_args or {})), sent)


def typed() -> list[str]:
    """The longer texts of this request's form; passwords, tokens and choices stay out."""
    return [
        value
        for name, value in request.form.items(multi=True)
        if name not in _NOT_TYPED and len(value) > _A_CHOICE
    ]
