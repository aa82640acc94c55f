"""Who is there: the guard of the candidate's face, and the ways out of it."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.links import actions
from portal.links.queries import Visitor, visitor_of
from portal.plumbing.words import lazy as _l
from portal.plumbing.words import speak
from portal.web.candidate import cookie
from portal.web.forms import HouseForm
from portal.web.inside import inside
from portal.web.session import db, transaction
from portal.web.typed import typed, way_back

__all__ = ["Visitor", "bp", "require_code", "require_visitor", "visitor"]

bp = Blueprint("access", __name__)
_OPEN = frozenset({"public.privacy", "public.dates"})


class NotMeForm(HouseForm):
    sure = BooleanField(_l("Turn off every link to this page"), validators=[InputRequired()])


def visitor() -> Visitor:
    """The candidate who is there. Only behind the guard."""
    there: Visitor = g.visitor
    return there


def visitor_or_nobody() -> Visitor | None:
    """The candidate whose live session this browser carries; for the doors outside the guard."""
    brought = cookie.carried()
    return visitor_of(db(), brought.key) if brought else None


@bp.before_app_request
def speak_theirs() -> None:
    """Whoever is in reads what anybody may read in their own language, too."""
    there = visitor_or_nobody() if request.endpoint in _OPEN else None
    if there:
        speak(there.locale)


def require_visitor() -> ResponseReturnValue | None:
    """Let a candidate with a live session in; show anybody else where links come from."""
    brought = cookie.carried()
    there = visitor_of(db(), brought.key) if brought else None
    if brought is None or there is None:
        given = {"typed": typed(), "back": way_back()}
        return render_template("candidate/access/_nobody.html", **given), 401
    g.visitor, g.carried = there, brought
    speak(there.locale)
    if brought.is_worth_renewing():
        after_this_request(_renew)
    return None


def require_code() -> None:
    """Stop here unless this session's code was entered; a reader is sent to the code and back."""
    if visitor().has_code:
        return
    if request.method in {"GET", "HEAD"}:
        abort(redirect(url_for("candidate.code.show", next=inside(request.path, "/me")), 303))
    abort(make_response(render_template("candidate/access/_no_code.html", typed=typed()), 403))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Out, and nothing left in the browser."""
    with transaction() as session:
        actions.sign_out(session, g.carried.key)
    return _out("entry.signed_out")


@bp.route("/not-me", methods=["GET", "POST"])
def not_me() -> ResponseReturnValue:
    """This wasn't me: every link off, every session over. The box to tick stops robots."""
    form = NotMeForm()
    if form.validate_on_submit() and form.carry_out(actions.turn_links_off, visitor().candidate_id):
        return _out("entry.links_off")
    return render_template("candidate/access/not_me.html", form=form)


@bp.app_context_processor
def who() -> dict[str, Any]:
    """Templates ask for `visitor` to know whether somebody is there."""
    return {"visitor": g.get("visitor")}


def _renew(answer: Response) -> Response:
    left = "Clear-Site-Data" in answer.headers
    return answer if left else cookie.give(answer, g.carried.key, g.carried.began)


def _out(endpoint: str) -> Response:
    return cookie.take(make_response(redirect(url_for(endpoint), 303)))
