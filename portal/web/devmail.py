"""The demo's mails: what would have left stands here instead. Not there unless PORTAL_DEMO=1."""

from email import message_from_string, policy
from email.message import EmailMessage

from flask import Blueprint, Flask, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from portal.mail import queries
from portal.mail.models import KeptMail
from portal.web.session import db

bp = Blueprint("devmail", __name__, url_prefix="/dev/mail")


@bp.before_request
def only_in_the_demo() -> None:
    """Elsewhere nobody learns that there is such a page."""
    if not current_app.extensions["config"].demo:
        abort(404)


@bp.get("")
def index() -> ResponseReturnValue:
    """All of them, newest first."""
    return render_template("devmail/index.html", mails=queries.kept_mails(db()))


@bp.get("/<int(max=2147483647):number>")
def show(number: int) -> ResponseReturnValue:
    """One mail: who, what, and its text with links that work."""
    mail = queries.kept_mail(db(), number) or abort(404)
    return render_template("devmail/show.html", mail=mail, headers=_headers(mail))


def init_app(app: Flask) -> None:
    """Hang the pages on the app."""
    app.register_blueprint(bp)


def _headers(mail: KeptMail) -> list[tuple[str, str]]:
    shown = ("From", "To", "Reply-To", "Subject", "Message-ID", "List-Unsubscribe")
    parsed = _parsed(mail)
    return [(name, str(parsed[name])) for name in shown if parsed[name]]


def _parsed(mail: KeptMail) -> EmailMessage:
    parsed = message_from_string(mail.source, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed
