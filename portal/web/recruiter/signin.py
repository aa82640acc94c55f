"""The team's door: sign in and out, set a password with a mailed key, ask for one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired

from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team import actions, queries
from portal.team.passwords import LONGEST
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.inside import inside
from portal.web.recruiter import access
from portal.web.session import db

bp = Blueprint("signin", __name__, url_prefix="/team")


def as_typed(value: Any) -> str:
    """A password is never tidied; an absent one is None, which nobody wants to meet."""
    return value if isinstance(value, str) else ""


class SignInForm(HouseForm):
    next = HiddenField(filters=[one_line])
    email = EmailField(
        _l("Mail address"),
        validators=[InputRequired(), AtMost(254)],
        filters=[one_line],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(), AtMost(LONGEST)],
        filters=[as_typed],
        render_kw={"autocomplete": "current-password"},
    )


class ForgotForm(HouseForm):
    email = EmailField(
        _l("Mail address"),
        validators=[InputRequired(), AtMost(254)],
        filters=[one_line],
        render_kw={"autocomplete": "username"},
    )


class PasswordForm(HouseForm):
    password = PasswordField(
        _l("New password"),
        validators=[InputRequired(), AtMost(LONGEST)],
        filters=[as_typed],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same once more"),
        validators=[EqualTo("password", _l("These two are not the same."))],
        filters=[as_typed],
        render_kw={"autocomplete": "new-password"},
    )


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Come in. Who isn't on the team waits as long and reads the same as who mistyped."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method != "POST" and current_user.is_authenticated:
        return redirect(_onward(form), 303)
    if form.validate_on_submit() and form.carry_out(
        actions.note_try, form.email.data, place=_place()
    ):
        teammate = queries.who_knows(db(), form.email.data, form.password.data)
        if teammate is not None:
            access.come_in(teammate, _place())
            return redirect(_onward(form), 303)
        form.refuse(_("That address and that password don’t go together."))
    return render_template("signin/sign_in.html", form=form)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Go out."""
    access.go_out()
    return redirect(url_for("signin.sign_in"), 303)


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    """Ask for a new password: the same answer for every address."""
    form = ForgotForm()
    if form.validate_on_submit() and form.carry_out(actions.ask_reset, form.email.data):
        return redirect(url_for("signin.reset_sent"), 303)
    return render_template("signin/forgot.html", form=form)


@bp.get("/forgot/sent")
def reset_sent() -> ResponseReturnValue:
    """What everybody reads who asked."""
    return render_template("signin/reset_sent.html")


@bp.route("/password/<key>", methods=["GET", "POST"])
def set_password(key: str) -> ResponseReturnValue:
    """Set a password with a mailed key; opening the page uses nothing up."""
    form = PasswordForm()
    if form.validate_on_submit() and form.carry_out(
        actions.set_password, key, password=form.password.data
    ):
        flash(_("Your password is set. Sign in with it."))
        return redirect(url_for("signin.sign_in"), 303)
    invitation = queries.invitation_for(db(), key)
    return render_template("signin/set_password.html", form=form, invitation=invitation, key=key)


def _onward(form: SignInForm) -> str:
    return inside(form.next.data, "/team") or url_for("recruiter.today.show")


def _place() -> str:
    return request.remote_addr or ""
