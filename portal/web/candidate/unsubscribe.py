"""The way out of news and reminders (RFC 8058).

Mail programs post here without cookies, from anywhere, and follow no redirect.
"""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.links import actions, queries
from portal.links.models import Purpose
from portal.plumbing.errors import Missing
from portal.plumbing.words import speak
from portal.web.candidate.tokens import know_tokens
from portal.web.session import db, transaction

bp = Blueprint("unsubscribe", __name__)
bp.record(know_tokens)


@bp.route("/u/<token:token>", methods=["GET", "POST"])
def open_link(token: str) -> ResponseReturnValue:
    """GET asks, POST does it and answers 200. The link opens nothing else, and never ends."""
    found = queries.find(db(), token, [Purpose.UNSUBSCRIBE])
    if found is None:
        return render_template("unsubscribe/_unknown.html"), 404
    speak(found.link.candidate.locale)
    is_done = request.method == "POST"
    if is_done:
        _stop(token)
    here = url_for("unsubscribe.open_link", token=token)
    return render_template("unsubscribe/open_link.html", here=here, is_done=is_done)


def _stop(token: str) -> None:
    with transaction() as session:
        found = queries.find(session, token, [Purpose.UNSUBSCRIBE])
        if found is None:
            raise Missing
        actions.stop_extras(session, found.link)
