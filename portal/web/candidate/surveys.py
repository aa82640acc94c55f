"""One short survey: answer it, or say no thanks."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.surveys.actions import answers, invitations
from portal.surveys.queries import State, SurveyView, survey_view
from portal.web.candidate.access import visitor
from portal.web.forms import HouseForm, tidy
from portal.web.insisting import insist
from portal.web.questions import PREFIX, QuestionsForm, with_questions
from portal.web.session import db, transaction

bp = Blueprint("surveys", __name__, url_prefix="/surveys")


class SurveyForm(QuestionsForm):
    with_name = BooleanField(_l("Share this with my name, so that someone gets back to me"))

    def slip(self) -> answers.Slip:
        """What was filled in."""
        return answers.Slip(self.given() | self.strays(), is_named=self.with_name.data)

    def strays(self) -> dict[str, str]:
        """What came for questions that are not asked here, from a page of another day: refused and
        given back, so that nobody believes it arrived."""
        sent = {name: tidy(value) for name, value in request.form.items() if name not in self}
        return {
            name.removeprefix(PREFIX): value
            for name, value in sent.items()
            if name.startswith(PREFIX) and value
        }


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """The questions, or why there are none."""
    survey = _survey(ref)
    return _page(survey, _form(survey), survey.state)


@bp.post("/<ref>")
def answer(ref: str) -> ResponseReturnValue:
    """Take an answer, in two transactions: nothing may tie it to whose it was.

    What was typed comes back with whatever is wrong.
    """
    survey = _survey(ref)
    form = _form(survey)
    if form.validate_on_submit():
        slip = form.slip()
        spent = form.carry_out(answers.spend, visitor().candidate_id, ref, slip=slip)
        if spent and _is_counted(form, slip):
            return redirect(url_for("candidate.surveys.thanks", ref=ref), 303)
    return _page(survey, form, State.OPEN)


@bp.post("/<ref>/again")
def again(ref: str) -> ResponseReturnValue:
    """The questions as they were filled in before a session ended. Nothing is taken or kept."""
    survey = _survey(ref)
    return _page(survey, _form(survey), survey.state)


@bp.get("/<ref>/thanks")
def thanks(ref: str) -> ResponseReturnValue:
    """It arrived."""
    return render_template("candidate/surveys/thanks.html", survey=_survey(ref))


@bp.post("/<ref>/no-thanks")
def no_thanks(ref: str) -> ResponseReturnValue:
    """Rather not; one click undoes it. Whoever answered before reads that it arrived: their page
    offers this to them too, since nothing there may say who answered."""
    if HouseForm().carry_out(invitations.no_thanks, visitor().candidate_id, ref):
        return redirect(url_for("candidate.surveys.refused", ref=ref), 303)
    survey = _survey(ref)
    return _page(survey, _form(survey), survey.state)


@bp.get("/<ref>/no-thanks")
def refused(ref: str) -> ResponseReturnValue:
    """Fine, and how to change one's mind."""
    return render_template("candidate/surveys/refused.html", survey=_survey(ref))


@bp.post("/<ref>/after-all")
def after_all(ref: str) -> ResponseReturnValue:
    """Take the no back."""
    with transaction() as session:
        invitations.ask_after_all(session, visitor().candidate_id, ref)
    return redirect(url_for("candidate.surveys.show", ref=ref), 303)


def _is_counted(form: SurveyForm, slip: answers.Slip) -> bool:
    """Once its ballot is spent, an answer can't be sent again: so not given up at once."""
    why = _(
        "We can’t take it again: that you answered was noted before, so that nobody answers twice,"
        " and the page of these questions will say that we have it. Sorry. What you want us to know"
        " reaches us as a reply to any of our mails, too."
    )
    return insist(
        partial(form.carry_out, answers.count, slip),
        slip.is_written,
        lost=" ".join((_("It got lost on our side: the database was too busy to keep it."), why)),
        unsure=" ".join((_("It may have got lost: the database broke off as it kept it."), why)),
    )


def _survey(ref: str) -> SurveyView:
    return survey_view(db(), visitor().candidate_id, ref) or abort(404)


def _page(survey: SurveyView, form: SurveyForm, state: State) -> str:
    return render_template("candidate/surveys/show.html", survey=survey, form=form, state=state)


def _form(survey: SurveyView) -> SurveyForm:
    made = with_questions(SurveyForm, survey.items)()
    assert isinstance(made, SurveyForm)
    return made
