"""Withdrawing, taking it back, saying why. No code is asked for: all of it can be undone."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectChoice
from wtforms.validators import InputRequired

from portal.hiring.actions import withdrawals as actions
from portal.hiring.reasons import AFTER_AN_OFFER, ReasonCode
from portal.hiring.stages import Status
from portal.plumbing.words import lazy as _l
from portal.standing import queries as standing
from portal.standing.views import ApplicationCard, ApplicationView
from portal.web.candidate.access import visitor
from portal.web.candidate.reasons import reasons_form
from portal.web.forms import CheckboxesField, HouseForm
from portal.web.session import db

bp = Blueprint("withdrawals", __name__, url_prefix="/applications")


class WithdrawForm(HouseForm):
    also = CheckboxesField(_l("Tick what you withdraw with it"))
    sure = BooleanField(_l("Yes, I withdraw"), validators=[InputRequired()])

    def offer_others(self, others: Sequence[ApplicationCard]) -> None:
        """Every other open one of theirs is asked about, and none is ticked."""
        self.also.choices = [
            SelectChoice(card.ref, card.job_title) for card in others if not card.has_offer
        ]
        if request.method == "GET":
            self.also.data = []


class UndoForm(HouseForm):
    sure = BooleanField(_l("Yes, take it back"), validators=[InputRequired()])


@bp.route("/<ref>/withdraw", methods=["GET", "POST"])
def withdraw(ref: str) -> ResponseReturnValue:
    """What it cancels, and a box that is unticked, so that no robot withdraws. An offer that waits
    for an answer is declined instead.
    """
    form, application = WithdrawForm(), _application(ref)
    if application.status is Status.OFFER and application.offer:
        return redirect(url_for("candidate.offers.decline", ref=application.offer.ref), 303)
    others = _others_open(ref)
    form.offer_others(others)
    if form.validate_on_submit() and form.carry_out(
        actions.withdraw, visitor().candidate_id, ref, also=form.also.data
    ):
        return redirect(url_for("candidate.withdrawals.withdrawn", ref=ref), 303)
    return render_template(
        "candidate/withdrawals/withdraw.html",
        application=_application(ref),
        others=others,
        form=form,
    )


@bp.route("/<ref>/withdrawn", methods=["GET", "POST"])
def withdrawn(ref: str) -> ResponseReturnValue:
    """Thanks first; then, for whoever likes, why. What was written after an Undo in another tab
    comes back; a way back to here leads on to where the application stands.
    """
    application = _application(ref)
    form = reasons_form(_codes(application), application.ref)
    if form.validate_on_submit() and form.carry_out(
        actions.explain, visitor().candidate_id, ref, reasons=form.reasons()
    ):
        return redirect(url_for("candidate.withdrawals.thanks", ref=ref), 303)
    if application.withdrawal is None and not form.form_errors:
        return _where_it_stands(ref)
    return render_template(
        "candidate/withdrawals/withdrawn.html", application=application, form=form
    )


@bp.get("/<ref>/withdrawn/thanks")
def thanks(ref: str) -> ResponseReturnValue:
    """The reasons arrived."""
    application = _application(ref)
    if application.withdrawal is None:
        return _where_it_stands(ref)
    return render_template("candidate/withdrawals/thanks.html", application=application)


@bp.route("/<ref>/withdrawn/undo", methods=["GET", "POST"])
def undo(ref: str) -> ResponseReturnValue:
    """Take it back, within its 24 hours; the box is unticked, so that no robot does."""
    form, application = UndoForm(), _application(ref)
    if form.validate_on_submit() and form.carry_out(actions.undo, visitor().candidate_id, ref):
        return redirect(url_for("candidate.status.show", ref=ref), 303)
    return render_template("candidate/withdrawals/undo.html", application=application, form=form)


def _application(ref: str) -> ApplicationView:
    return standing.application_view(db(), visitor().candidate_id, ref) or abort(404)


def _where_it_stands(ref: str) -> ResponseReturnValue:
    return redirect(url_for("candidate.status.show", ref=ref), 303)


def _others_open(ref: str) -> list[ApplicationCard]:
    every = standing.cards(db(), visitor().candidate_id)
    return [card for card in every if card.is_open and card.ref != ref]


def _codes(application: ApplicationView) -> Sequence[ReasonCode]:
    """Whoever had accepted an offer is asked what those are asked who decline one."""
    had_an_offer = application.withdrawal and application.withdrawal.after_acceptance
    return AFTER_AN_OFFER if had_an_offer else tuple(ReasonCode)
