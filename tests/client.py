"""The client that every page test goes through: it posts as our own pages do, and checks every
page it is given.
"""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import check


class HouseClient(FlaskClient):
    """A browser of ours."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Answer as the app does, and fail for a page that breaks a house rule."""
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        reply = super().open(*args, headers=headers, **kwargs)
        is_page = reply.mimetype == "text/html" and reply.request.method != "HEAD"
        if is_page and reply.status_code not in {301, 302, 303, 308}:
            check(reply.get_data(as_text=True), path=reply.request.path)
        return reply
