"""The first screen of a new team: what is done, what is open, and a mail to oneself first."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.integrations.made_up import six
from portal.mail.beginning import beginning
from portal.mail.kinds import Letter
from portal.mail.queries import heartbeat
from portal.mail.records import Record, looked_up, records
from portal.mail.restoring import resume
from portal.mail.trying import last_trial, send_sample, send_test
from portal.plumbing.settings import settings
from portal.plumbing.words import gettext as _
from portal.standing.stages import example
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter import labels
from portal.web.recruiter.access import me, require
from portal.web.session import db, let_go

bp = Blueprint("setup", __name__, url_prefix="/set-up")


@bp.before_request
def who_begins() -> None:
    """For those who bring candidates in; what only an admin may do says so."""
    require(Act.ADD)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The lines, and the page as a candidate will see it."""
    return _page(HouseForm(formdata=None))


@bp.post("/test-mail")
def test_mail() -> ResponseReturnValue:
    """Mail a test to oneself."""
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(send_test, me()):
        return _back()
    return _page(form)


@bp.post("/first-mail")
def first_mail() -> ResponseReturnValue:
    """Mail oneself what the first candidate will get."""
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(send_sample, me()):
        return _back()
    return _page(form)


@bp.post("/made-up")
def bring_in_made_up() -> ResponseReturnValue:
    """Six people to try it with, who are never mailed."""
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(six.bring_in, me()):
        flash(_("Six made-up people are here. None of them is ever mailed."))
        return redirect(url_for("recruiter.setup.show"), 303)
    return _page(form)


@bp.post("/made-up/remove")
def remove_made_up() -> ResponseReturnValue:
    """They go, with all that was written about them."""
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(six.remove, me()):
        flash(_("The made-up people are gone, with all that was written about them."))
        return redirect(url_for("recruiter.setup.show"), 303)
    return _page(form)


@bp.post("/resume-mail")
def resume_mail() -> ResponseReturnValue:
    """After a restore: mail may leave again."""
    require(Act.MANAGE_TEAM)
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(resume, me()):
        flash(_("Mail leaves again."))
        return redirect(url_for("recruiter.today.show"), 303)
    return _page(form)


@bp.post("/records")
def look_up_records() -> ResponseReturnValue:
    """Ask DNS what the sender's domain says; nothing is kept."""
    form = HouseForm()
    if form.validate_on_submit():
        config = settings(db())
        let_go()
        return _page(form, looked_up(config))
    return _page(form)


def _page(form: HouseForm, found: list[Record] | None = None) -> str:
    beat = heartbeat(db())
    return render_template(
        "recruiter/setup/show.html",
        form=form,
        records=found or records(settings(db())),
        has_looked=found is not None,
        known=labels.KNOWN,
        begun=beginning(db()),
        test=last_trial(db(), me(), Letter.TEAM_TEST),
        sample=last_trial(db(), me(), Letter.TEAM_SAMPLE),
        mail_problem=beat.problem if beat else "",
        mails=labels.MAILS,
        made_up=six.the_six(db()),
        situations=labels.SITUATIONS,
        application=example(db()),
        zone=company(db()).time_zone,
    )


def _back() -> ResponseReturnValue:
    flash(_("It leaves now, to you alone."))
    return redirect(url_for("recruiter.setup.show"), 303)
