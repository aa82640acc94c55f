"""Files for the team to take away."""

from flask import Response, make_response


def download(content: str | bytes, kind: str, name: str) -> Response:
    """A file of that media type, kept under that name and never shown in the page."""
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
