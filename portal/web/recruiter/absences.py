"""Who is away and who covers: everybody says so for themselves, an admin for anybody."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team import absences as actions
from portal.team.covers import absences_of, covered_by
from portal.team.models import Teammate
from portal.team.queries import teammate_by_ref, who_may_answer
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me, require
from portal.web.session import db, transaction

bp = Blueprint("absences", __name__, url_prefix="/absences")


class AwayForm(HouseForm):
    first_day = DateField(_l("First day away"), validators=[InputRequired(_l("Say from when."))])
    last_day = DateField(_l("Last day away"), validators=[InputRequired(_l("Say until when."))])
    cover = SelectField(_l("Who covers"))

    def offer_people(self, teammate: Teammate) -> None:
        """Whoever may answer for what is that teammate's."""
        others = [one for one in who_may_answer(db()) if one.id != teammate.id]
        self.cover.choices = [SelectChoice(one.ref, one.name) for one in others]

    def away(self) -> actions.Away:
        """What was typed. Only after validation."""
        return actions.Away(self.first_day.data, self.last_day.data, self.cover.data)


@bp.route("/", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """When I am away."""
    form = _form(me())
    if form.validate_on_submit() and form.carry_out(
        actions.set_absence, me().ref, away=form.away(), by=me()
    ):
        flash(_("Noted. Candidates read the other name from that day on."))
        return redirect(url_for("recruiter.absences.mine"), 303)
    return _page("recruiter/absences/mine.html", me(), form)


@bp.route("/of/<ref>", methods=["GET", "POST"])
def of(ref: str) -> ResponseReturnValue:
    """When somebody else is away: for admins."""
    require(Act.MANAGE_TEAM)
    teammate = teammate_by_ref(db(), ref) or abort(404)
    form = _form(teammate)
    if form.validate_on_submit() and form.carry_out(
        actions.set_absence, ref, away=form.away(), by=me()
    ):
        flash(_("Noted. Candidates read the other name from that day on."))
        return redirect(url_for("recruiter.absences.of", ref=ref), 303)
    return _page("recruiter/absences/of.html", teammate, form)


@bp.post("/<ref>/end")
def end(ref: str) -> ResponseReturnValue:
    """They are back, or do not go."""
    with transaction() as session:
        teammate = actions.end_absence(session, ref, by=me())
    flash(_("That absence counts no more."))
    return redirect(_page_of(teammate), 303)


def _form(teammate: Teammate) -> AwayForm:
    form = AwayForm()
    form.offer_people(teammate)
    return form


def _page(template: str, teammate: Teammate, form: AwayForm) -> str:
    return render_template(
        template,
        teammate=teammate,
        form=form,
        absences=absences_of(db(), teammate.id),
        covered=covered_by(db(), teammate.id),
    )


def _page_of(teammate: Teammate) -> str:
    if teammate.id == me().id:
        return url_for("recruiter.absences.mine")
    return url_for("recruiter.absences.of", ref=teammate.ref)
