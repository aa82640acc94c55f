"""What was typed into a form that can no longer be taken, so that it comes back with the page."""

from flask import request

_A_CHOICE = 20


def typed() -> list[str]:
    """The longer texts of this request's form; passwords, tokens and choices stay out."""
    return [
        value
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", "password"} and len(value) > _A_CHOICE
    ]
