"""Settings: what candidates are asked at each touchpoint, and how rounds are held."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import departments
from portal.hiring.queries.jobs import job_names
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.surveys import editions, waiting
from portal.surveys.actions import editing
from portal.surveys.editions import Edition
from portal.surveys.items import Item, Touchpoint, at_department, at_job
from portal.surveys.release import LEAST_INVITED, LEAST_K
from portal.surveys.shipped import title
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.questions import QuestionsForm, with_questions
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.seen import kept_otherwise
from portal.web.recruiter.survey_forms import (
    KINDS,
    NEW,
    Places,
    RoundsForm,
    SurveyForm,
    survey_form,
)
from portal.web.session import db

bp = Blueprint("surveys", __name__, url_prefix="/settings/surveys")


@bp.before_request
def who_sets() -> None:
    """All of this is for those who set up the company."""
    require(Act.SET_COMPANY)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All touchpoints."""
    return _list(HouseForm(formdata=None))


@bp.route("/<touchpoint>", methods=["GET", "POST"])
def edit(touchpoint: str) -> ResponseReturnValue:
    """Its questions."""
    edition = _found(touchpoint)
    form = survey_form(edition, _places(edition))
    if form.validate_on_submit() and form.carry_out(
        editing.edit, me(), edition.touchpoint, draft=form.draft()
    ):
        flash(_("Kept. Rounds that open from now on ask this."))
        return _to(edition)
    return _page(edition, form)


@bp.post("/<touchpoint>/preview")
def preview(touchpoint: str) -> ResponseReturnValue:
    """What was typed, as a phone shows it. Nothing is kept."""
    edition = _found(touchpoint)
    form = survey_form(edition, _places(edition))
    if not form.validate_on_submit():
        return _page(edition, form)
    draft = form.draft()
    try:
        editing.check(draft.items, edition.items)
    except Refusal as refusal:
        form.refuse(str(refusal))
    return _page(edition, form, shown=[item for item in draft.items if item.is_on])


@bp.post("/<touchpoint>/rounds")
def rounds(touchpoint: str) -> ResponseReturnValue:
    """How rounds are held."""
    edition, form = _found(touchpoint), RoundsForm()
    if form.validate_on_submit() and form.carry_out(
        editing.hold, me(), edition.touchpoint, how=form.holding()
    ):
        flash(_("Kept. A round that is open stays as candidates were told."))
        return _to(edition)
    return _page(edition, survey_form(edition, _places(edition), is_blank=True), rounds=form)


@bp.post("/<touchpoint>/off")
def off(touchpoint: str) -> ResponseReturnValue:
    """Ask nobody there any more."""
    return _switch(touchpoint, on=False)


@bp.post("/<touchpoint>/on")
def on(touchpoint: str) -> ResponseReturnValue:
    """Ask there again."""
    return _switch(touchpoint, on=True)


def _switch(touchpoint: str, *, on: bool) -> ResponseReturnValue:
    edition, form = _found(touchpoint), HouseForm()
    if form.validate_on_submit() and form.carry_out(
        editing.switch, me(), edition.touchpoint, on=on
    ):
        flash(_switched_on(edition) if on else _switched_off(edition.touchpoint))
        return redirect(url_for("recruiter.surveys.index"), 303)
    return _list(form)


def _switched_on(edition: Edition) -> str:
    """What follows from it, for a small team too."""
    words = _("People are asked there from now on.")
    if _reached(edition) >= edition.enough:
        return words
    few = _(
        "So few got there lately that a round will mostly join the next one: about %(enough)d have"
        " to be asked for %(k)d to answer. Whoever ticks “Share this with my name” in it is read"
        " at once.",
        enough=edition.enough,
        k=edition.k,
    )
    return f"{words} {few}"


def _switched_off(touchpoint: Touchpoint) -> str:
    """What follows from it, and what goes on."""
    words = _("Nobody is asked there any more, and letters that have not left stay here.")
    if not editions.is_inviting(db(), touchpoint):
        return words
    still = _(
        "Whoever was asked may answer until the open round closes; then it is published, where"
        " enough people answered."
    )
    return f"{words} {still}"


def _list(form: HouseForm) -> str:
    return render_template(
        "recruiter/surveys/index.html",
        form=form,
        editions=[(edition, _reached(edition)) for edition in editions.editions(db())],
        moments=labels.TOUCHPOINTS,
        least_asked=LEAST_INVITED,
        least_k=LEAST_K,
    )


def _page(
    edition: Edition,
    form: SurveyForm,
    *,
    rounds: RoundsForm | None = None,
    shown: Sequence[Item] | None = None,
) -> str:
    """The page; `shown` are questions to look at, those that are kept by default."""
    looked_at = [item for item in edition.items if item.is_on] if shown is None else shown
    is_stale = form.is_submitted() and form.seen() != edition.number
    kept = survey_form(edition, _places(edition), is_blank=True)
    return render_template(
        "recruiter/surveys/edit.html",
        edition=edition,
        moment=labels.TOUCHPOINTS[edition.touchpoint],
        title=title(edition.touchpoint),
        form=form,
        new=form.fields_of(NEW),
        kinds=KINDS,
        others=kept_otherwise(form, kept) if is_stale else [],
        rounds=rounds or RoundsForm(formdata=None, **_held(edition)),
        looked_at=looked_at,
        preview=with_questions(QuestionsForm, looked_at)(formdata=None),
        is_inviting=editions.is_inviting(db(), edition.touchpoint),
        reached=_reached(edition),
        least_asked=LEAST_INVITED,
    )


def _reached(edition: Edition) -> int:
    return waiting.reached(db(), edition.touchpoint, months=edition.months)


def _held(edition: Edition) -> dict[str, object]:
    return {
        "months": str(edition.months),
        "k": edition.k,
        "comment_limit": edition.comment_limit,
    }


def _places(edition: Edition) -> Places:
    """Where a question may be asked: everywhere, in a department, for a job. What is asked in one
    that is gone stays there: nobody means everybody by keeping a page."""
    there = {
        "": _("everybody"),
        **{at_department(one.id): one.name for one in departments(db())},
        **{at_job(one.id): one.title for one in job_names(db(), actor())},
    }
    gone = _("nobody: that department or job is gone")
    return [
        *there.items(),
        *{one.where: gone for one in edition.items if one.where not in there}.items(),
    ]


def _found(touchpoint: str) -> Edition:
    if touchpoint not in set(Touchpoint):
        abort(404)
    return editions.edition(db(), Touchpoint(touchpoint))


def _to(edition: Edition) -> ResponseReturnValue:
    here = url_for("recruiter.surveys.edit", touchpoint=edition.touchpoint.value)
    return redirect(here, 303)
