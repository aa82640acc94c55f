"""The code by mail that stands before terms and answers. A GET sends nothing."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from portal.links import actions
from portal.links.codes import is_code_out
from portal.links.queries import masked_address
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.inside import inside
from portal.web.session import db, transaction

bp = Blueprint("code", __name__, url_prefix="/code")


class SendForm(HouseForm):
    next = HiddenField(filters=[one_line])


class CodeForm(HouseForm):
    next = HiddenField(filters=[one_line])
    code = StringField(
        _l("Code"),
        validators=[InputRequired(), AtMost(40)],
        filters=[one_line],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


@bp.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Ask for a code, or enter the one that came; then on to where it was asked for."""
    if visitor().has_code:
        return redirect(_onward(), 303)
    form = CodeForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        if _is_entered(form.code.data):
            return redirect(_onward(), 303)
        form.refuse(
            _("That is not the code, or its ten minutes or five tries are over. Send another?")
        )
    return _page(form)


@bp.post("/send")
def send() -> ResponseReturnValue:
    """Send a code to the address on file."""
    form = SendForm()
    if form.validate_on_submit() and form.carry_out(actions.ask_code, visitor().session_id):
        return redirect(url_for("candidate.code.show", next=_wanted()), 303)
    return _page(CodeForm(formdata=None, next=form.next.data), form)


def _page(form: CodeForm, send_form: SendForm | None = None) -> str:
    return render_template(
        "candidate/code/show.html",
        form=form,
        send_form=send_form or SendForm(formdata=None),
        is_out=is_code_out(db(), visitor().session_id),
        address=masked_address(db(), visitor().candidate_id),
    )


def _is_entered(code: str) -> bool:
    with transaction() as session:
        return actions.enter_code(session, visitor().session_id, code)


def _wanted() -> str | None:
    return inside(request.values.get("next"), "/me")


def _onward() -> str:
    return _wanted() or url_for("candidate.status.home")
