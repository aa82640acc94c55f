"""The door: a mailed link, or the wish for one. Opening a link burns nothing and says nothing."""

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import EmailField
from wtforms.validators import InputRequired

from portal.links import actions, queries
from portal.links.models import MagicLink, Purpose
from portal.links.queries import Found
from portal.plumbing.addresses import masked
from portal.plumbing.errors import Missing
from portal.plumbing.words import lazy as _l
from portal.plumbing.words import speak
from portal.web.candidate import cookie
from portal.web.candidate.access import visitor_or_nobody
from portal.web.candidate.tokens import know_tokens
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.session import db, transaction

bp = Blueprint("entry", __name__)
bp.record(know_tokens)


class AskForm(HouseForm):
    email = EmailField(
        _l("Your mail address"),
        validators=[InputRequired(), AtMost(254)],
        filters=[one_line],
        render_kw={"autocomplete": "email"},
    )


@bp.get("/")
def send_link() -> ResponseReturnValue:
    """Send me my link; who is in already goes straight on."""
    if visitor_or_nobody():
        return redirect(url_for("candidate.status.home"), 303)
    return render_template("entry/send_link.html", form=AskForm())


@bp.post("/send-link")
def ask() -> ResponseReturnValue:
    """The same answer for every address, whoever has it."""
    form = AskForm()
    if form.validate_on_submit() and form.carry_out(actions.ask_for_link, form.email.data):
        return redirect(url_for("entry.sent"), 303)
    return render_template("entry/send_link.html", form=form)


@bp.get("/sent")
def sent() -> ResponseReturnValue:
    """What everybody reads who asked for a link."""
    return render_template("entry/sent.html", reply_to=_reply_to())


@bp.route("/l/<token:token>", methods=["GET", "POST"])
def open_link(token: str) -> ResponseReturnValue:
    """One page with a button, which begins a session and goes on to an address without the token.

    HEAD and GET write nothing. A scanner that presses leaves the link as good as it was.
    """
    found = queries.find(db(), token)
    if found is None:
        return render_template("entry/_unknown.html", reply_to=_reply_to()), 404
    speak(found.link.candidate.locale)
    if request.method == "POST":  # a HEAD would pass for anything that isn't GET
        return _press(token, found)
    there = visitor_or_nobody()
    if there and there.candidate_id == found.link.candidate_id:
        return redirect(_target(found.link), 303)
    return _door(token, found, is_taken=there is not None)


@bp.get("/signed-out")
def signed_out() -> ResponseReturnValue:
    """After signing out."""
    return render_template("entry/signed_out.html")


@bp.get("/links-off")
def links_off() -> ResponseReturnValue:
    """After "this wasn't me"."""
    return render_template("entry/links_off.html", reply_to=_reply_to())


def _press(token: str, found: Found) -> ResponseReturnValue:
    if found.is_expired:
        with transaction() as session:
            actions.fresh_link(session, _again(token))
        return redirect(url_for("entry.sent"), 303)
    there = visitor_or_nobody()
    is_taken = there is not None and there.candidate_id != found.link.candidate_id
    if is_taken and "switch" not in request.form:
        return _door(token, found, is_taken=True)
    return _enter(token)


def _enter(token: str) -> Response:
    """Always a session of its own: one that was planted before is worth nothing afterwards."""
    brought = cookie.carried()
    with transaction() as session:
        link = _again(token)
        if brought:
            actions.sign_out(session, brought.key)
        key = actions.enter(session, link)
        target = _target(link)
    return cookie.give(make_response(redirect(target, 303)), key)


def _door(token: str, found: Found, *, is_taken: bool) -> ResponseReturnValue:
    here = url_for("entry.open_link", token=token)
    if found.is_expired:
        address = masked(found.link.candidate.email or "")
        page = render_template(
            "entry/_expired.html", here=here, address=address, reply_to=_reply_to()
        )
        return page, 410
    is_survey = found.link.purpose is Purpose.SURVEY
    return render_template(
        "entry/open_link.html", here=here, is_survey=is_survey, is_taken=is_taken
    )


def _again(token: str) -> MagicLink:
    """The link as it is inside the transaction, where what was read before no longer counts."""
    found = queries.find(db(), token)
    if found is None:
        raise Missing
    return found.link


def _target(link: MagicLink) -> str:
    if link.purpose is Purpose.SURVEY:
        return url_for("candidate.surveys.show", ref=link.subject)
    return url_for("candidate.status.home")


def _reply_to() -> str:
    reply_to: str = current_app.extensions["config"].reply_to
    return reply_to
