"""The PDF beside a draft."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired

from portal.hiring.models import Application
from portal.offers import drafts
from portal.offers import papers as actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.recruiter.access import me
from portal.web.recruiter.downloads import download
from portal.web.recruiter.found import found
from portal.web.recruiter.offers import DraftForm, page_of
from portal.web.recruiter.tells import VersionedForm
from portal.web.recruiter.timeline import news_for
from portal.web.session import db

bp = Blueprint("papers", __name__, url_prefix="/applications")


class PaperForm(VersionedForm):
    takes_files = True

    file = FileField(_l("A PDF, up to 10 MB"), validators=[FileRequired(_l("Choose a file."))])

    def content(self) -> bytes:
        """What was handed in. Only after validation, and once."""
        with self.file.data.stream as handed_in:
            found: bytes = handed_in.read()
        return found


@bp.route("/<ref>/offer/pdf", methods=["GET", "POST"])
def attach(ref: str) -> ResponseReturnValue:
    """Put a PDF beside the draft."""
    application, form = found(ref, Act.TELL), PaperForm()
    if form.validate_on_submit() and form.carry_out(
        actions.attach, application, me(), content=form.content(), seen=form.seen()
    ):
        flash(_("Added: it is sent with the offer."))
        return _on(application)
    return _page(application, form)


@bp.post("/<ref>/offer/pdf/remove")
def remove(ref: str) -> ResponseReturnValue:
    """Take it away again."""
    application, form = found(ref, Act.TELL), VersionedForm()
    if form.validate_on_submit() and form.carry_out(
        actions.remove, application, me(), seen=form.seen()
    ):
        flash(_("The PDF is gone."))
        return _on(application)
    return page_of(application, DraftForm(), pressed=form)


@bp.get("/<ref>/offer/pdf/file")
def look(ref: str) -> ResponseReturnValue:
    """What would be sent."""
    application = found(ref, Act.TELL)
    content = actions.file_of_draft(db(), application) or abort(404)
    return download(content, "application/pdf", "offer.pdf")


def _page(application: Application, form: PaperForm) -> str:
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/papers/attach.html",
        application=application,
        form=form,
        news=news,
        draft=drafts.draft_of(db(), application),
    )


def _on(application: Application) -> ResponseReturnValue:
    return redirect(url_for("recruiter.offers.send", ref=application.ref), 303)
