"""Reading an offer, answering it, taking the answer back, saying why."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.hiring.reasons import AFTER_AN_OFFER
from portal.offers import actions
from portal.plumbing.words import lazy as _l
from portal.standing.offered import OfferView
from portal.standing.offers import offer_pdf, offer_view
from portal.web.candidate.access import require_code, visitor
from portal.web.candidate.reasons import reasons_form
from portal.web.forms import HouseForm
from portal.web.session import db

bp = Blueprint("offers", __name__, url_prefix="/offers")
bp.before_request(require_code)


class AcceptForm(HouseForm):
    sure = BooleanField(_l("Yes, I want to join"), validators=[InputRequired()])


class DeclineForm(HouseForm):
    sure = BooleanField(_l("Yes, I decline this offer"), validators=[InputRequired()])


class UndoForm(HouseForm):
    sure = BooleanField(_l("Yes, take my answer back"), validators=[InputRequired()])


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """The terms in full; before they are written there is nothing to read here."""
    offer = _offer(ref)
    if not offer.is_written:
        return redirect(url_for("candidate.status.show", ref=offer.application_ref), 303)
    return render_template("candidate/offers/show.html", offer=offer)


@bp.get("/<ref>/pdf")
def pdf(ref: str) -> ResponseReturnValue:
    """The one PDF that came with it, to take away."""
    content = offer_pdf(db(), visitor().candidate_id, ref) or abort(404)
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="offer.pdf"'
    return answer


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
    """Thanks first; then, for whoever likes, why. What was written after an Undo in another tab
    comes back; a way back to here leads on to where the offer stands.
    """
    offer = _offer(ref)
    form = reasons_form(AFTER_AN_OFFER, offer.seed)
    if form.validate_on_submit() and form.carry_out(
        actions.give_reasons,
        visitor().candidate_id,
        ref,
        reasons=form.reasons(),
    ):
        return redirect(url_for("candidate.offers.thanks", ref=ref), 303)
    if not offer.is_declined and not form.form_errors:
        return redirect(url_for("candidate.offers.show", ref=ref), 303)
    return render_template("candidate/offers/declined.html", offer=offer, form=form)


@bp.get("/<ref>/thanks")
def thanks(ref: str) -> ResponseReturnValue:
    """The reasons arrived."""
    offer = _offer(ref)
    if not offer.is_declined:
        return redirect(url_for("candidate.offers.show", ref=ref), 303)
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
