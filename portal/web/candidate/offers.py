"""Reading an offer, answering it, taking the answer back, saying why."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.hiring.reasons import ReasonCode, in_order_for, words_for
from portal.offers import actions
from portal.plumbing.words import lazy as _l
from portal.standing.offers import offer_view
from portal.standing.views import OfferView
from portal.web.candidate.access import require_code, visitor
from portal.web.forms import AtMost, CheckboxesField, HouseForm, tidy
from portal.web.session import db

bp = Blueprint("offers", __name__, url_prefix="/offers")
bp.before_request(require_code)


class AcceptForm(HouseForm):
    sure = BooleanField(_l("Yes, I want to join"), validators=[InputRequired()])


class DeclineForm(HouseForm):
    sure = BooleanField(_l("Yes, I decline this offer"), validators=[InputRequired()])


class UndoForm(HouseForm):
    sure = BooleanField(_l("Yes, take my answer back"), validators=[InputRequired()])


class ReasonsForm(HouseForm):
    main = RadioField(_l("What mattered most?"), coerce=ReasonCode, validators=[Optional()])
    more = CheckboxesField(_l("Up to two more reasons"), coerce=ReasonCode)
    comment = TextAreaField(
        _l("In your own words"), validators=[AtMost(actions.COMMENT_AT_MOST)], filters=[tidy]
    )
    stay_in_touch = BooleanField(_l("You may write to me about later roles"))

    def reasons(self) -> actions.Reasons:
        """What was filled in."""
        return actions.Reasons(
            main=self.main.data,
            more=self.more.data,
            comment=self.comment.data,
            stay_in_touch=self.stay_in_touch.data,
        )


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """The terms in full."""
    return render_template("candidate/offers/show.html", offer=_offer(ref))


@bp.route("/<ref>/accept", methods=["GET", "POST"])
def accept(ref: str) -> ResponseReturnValue:
    """Say yes; the box is unticked, so that no robot says it."""
    form, offer = AcceptForm(), _offer(ref)
    if form.validate_on_submit() and form.carry_out(actions.accept, visitor().candidate_id, ref):
        return redirect(url_for("candidate.status.show", ref=offer.application_ref), 303)
    return render_template("candidate/offers/accept.html", offer=_offer(ref), form=form)


@bp.route("/<ref>/decline", methods=["GET", "POST"])
def decline(ref: str) -> ResponseReturnValue:
    """Say no; the box is unticked, so that no robot says it."""
    form = DeclineForm()
    _offer(ref)
    if form.validate_on_submit() and form.carry_out(actions.decline, visitor().candidate_id, ref):
        return redirect(url_for("candidate.offers.declined", ref=ref), 303)
    return render_template("candidate/offers/decline.html", offer=_offer(ref), form=form)


@bp.route("/<ref>/declined", methods=["GET", "POST"])
def declined(ref: str) -> ResponseReturnValue:
    """Thanks first; then, for whoever likes, why."""
    offer = _offer(ref)
    if not offer.is_declined:
        abort(404)
    form = _reasons_form(offer)
    if form.validate_on_submit() and form.carry_out(
        actions.give_reasons,
        visitor().candidate_id,
        ref,
        reasons=form.reasons(),
    ):
        return redirect(url_for("candidate.offers.thanks", ref=ref), 303)
    return render_template("candidate/offers/declined.html", offer=offer, form=form)


@bp.get("/<ref>/thanks")
def thanks(ref: str) -> ResponseReturnValue:
    """The reasons arrived."""
    offer = _offer(ref)
    return render_template("candidate/offers/thanks.html", offer=offer)


@bp.route("/<ref>/undo", methods=["GET", "POST"])
def undo(ref: str) -> ResponseReturnValue:
    """Take the own answer back, within its 24 hours; the box is unticked, so that no robot does."""
    form, offer = UndoForm(), _offer(ref)
    if form.validate_on_submit() and form.carry_out(
        actions.undo_answer, visitor().candidate_id, ref
    ):
        return redirect(url_for("candidate.offers.show", ref=ref), 303)
    return render_template("candidate/offers/undo.html", offer=offer, form=form)


def _offer(ref: str) -> OfferView:
    return offer_view(db(), visitor().candidate_id, ref) or abort(404)


def _reasons_form(offer: OfferView) -> ReasonsForm:
    form = ReasonsForm()
    codes = in_order_for(offer.seed)
    form.main.choices = [SelectChoice(code, words_for(code)) for code in codes]
    form.more.choices = [SelectChoice(code, words_for(code)) for code in codes[:-1]]
    if request.method == "GET":
        form.more.data = []
    return form
