"""What was typed into a form that can no longer be taken, so that it comes back with the page."""

from flask import request

_A_CHOICE = 20
_NOT_TYPED = frozenset(
    {"csrf_token", "password", "again", "opened", "version", "next", "from", "picks", "pick"}
)
"""Secrets, and what a page put there itself."""


def typed() -> list[str]:
    """The longer texts of this request's form; passwords, tokens and choices stay out."""
    return [
        value
        for name, value in request.form.items(multi=True)
        if name not in _NOT_TYPED and len(value) > _A_CHOICE
    ]
