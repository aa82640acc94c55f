"""Several at once: one update, or "we need longer", for all who were picked."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions.together import CHUNK, Said, give_same
from portal.hiring.together import Pick, Same
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext
from portal.team.rights import Act
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.candidates import filters_in_address
from portal.web.recruiter.today_address import back_to_today
from portal.web.recruiter.together_forms import SameForm, SameLongerForm, SameUpdateForm
from portal.web.recruiter.together_page import LIST, offer_choices, page_after, page_before
from portal.web.recruiter.together_picks import picked

bp = Blueprint("together", __name__, url_prefix="/together")


@bp.post("/")
def write() -> ResponseReturnValue:
    """Who they are and what to say, as a button of Today or of the list asks."""
    require(Act.TELL)
    picks = picked()
    if not picks:
        flash(_("Tick first whom you mean."))
        return _back()
    asked = SameLongerForm if "longer" in request.form else SameUpdateForm
    return page_before(asked(formdata=None), picks)


@bp.post("/update")
def update() -> ResponseReturnValue:
    """One word for all of them."""
    return _tell(SameUpdateForm())


@bp.post("/longer")
def longer() -> ResponseReturnValue:
    """We need longer with all of them: until when, and why."""
    return _tell(SameLongerForm())


def _tell(form: SameForm) -> ResponseReturnValue:
    require(Act.TELL)
    offer_choices(form)
    said = _tell_all(form, form.same()) if form.validate_on_submit() else Said(0, [])
    if said.told and not (said.left or form.form_errors):
        flash(ngettext("%(num)d person was told.", "%(num)d people were told.", said.told))
        return _back()
    return page_after(form, said)


def _tell_all(form: SameForm, same: Same) -> Said:
    """Some, and then the next ones, each some in one transaction; the form is then for the rest."""
    rest, kept = form.picked(), list[Said]()
    while rest and _tell_some(form, rest[:CHUNK], same=same, kept=kept):
        rest = rest[CHUNK:]
    left = [one for said in kept for one in said.left]
    form.pick([*rest, *(one.again for one in left if one.again)])
    return Said(sum(said.told for said in kept), left)


def _tell_some(form: SameForm, picks: list[Pick], *, same: Same, kept: list[Said]) -> bool:
    return form.carry_out(
        lambda session: kept.append(give_same(session, picks, me(), actor=actor(), same=same))
    )


def _back() -> ResponseReturnValue:
    """On to where they were picked, which the address says."""
    if request.args.get("from") == LIST:
        return redirect(url_for("recruiter.candidates.index", **filters_in_address()), 303)
    return back_to_today(request.args)
