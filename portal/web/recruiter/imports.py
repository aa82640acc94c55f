"""Spreadsheets: handed in, planned, looked at, brought in; and then everybody introduced."""

from io import StringIO

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.integrations import apply, queries, replanning, report, runs
from portal.integrations.models import ImportRun, ImportState
from portal.integrations.options import from_json
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me, require
from portal.web.recruiter.downloads import download
from portal.web.recruiter.import_forms import (
    ApplyForm,
    ChoicesForm,
    IntroduceForm,
    UploadForm,
    apply_form,
    choices_form,
)
from portal.web.recruiter.import_view import shown_plan, shown_progress
from portal.web.recruiter.rehearsal import introduction_preview
from portal.web.session import db

bp = Blueprint("imports", __name__, url_prefix="/imports")
SECONDS = 2.0
"""What is over within that is over when the answer comes; the rest is done beside the pages."""


@bp.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Hand a file in: it is read and planned, and nothing is written yet of anybody in it."""
    require(Act.ADD)
    form = UploadForm()
    kept: list[str] = []
    if form.validate_on_submit() and form.attempt(lambda: kept.append(_read_in(form))):
        return _to(kept[0])
    return render_template("recruiter/imports/index.html", form=form, recent=queries.recent(db()))


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """The plan to be looked at, or how far it is."""
    return _page(_found(ref))


@bp.post("/<ref>/choices")
def choose(ref: str) -> ResponseReturnValue:
    """Say what columns and stages mean: the file is planned anew."""
    run = _found(ref)
    form = choices_form(run)
    if form.validate_on_submit() and form.attempt(
        replanning.plan_again, current_app.extensions["sessions"], ref, form.options(run)
    ):
        return _to(ref)
    return _page(_found(ref), choices=form)


@bp.post("/<ref>/apply")
def start(ref: str) -> ResponseReturnValue:
    """Bring everybody in. A short file is in when the answer comes."""
    run = _found(ref)
    form = apply_form(run)
    if form.validate_on_submit() and form.carry_out(
        runs.begin, ref, me(), told=form.told.data, old=form.old(run)
    ):
        return _on(ref)
    return _page(_found(ref), last=form)


@bp.post("/<ref>/go-on")
def go_on(ref: str) -> ResponseReturnValue:
    """The next rows, for whoever doesn't want to wait for the work beside the pages."""
    _found(ref)
    return _on(ref)


@bp.post("/<ref>/introduce")
def introduce(ref: str) -> ResponseReturnValue:
    """Mail everybody whom this import brought in their first link."""
    require(Act.TELL)
    run, form = _found(ref), IntroduceForm()
    if form.validate_on_submit() and form.carry_out(runs.introduce, ref, me()):
        return _on(ref)
    return _page(run, introduction=form)


@bp.post("/<ref>/rehearse")
def rehearse(ref: str) -> ResponseReturnValue:
    """What the first of them would read, before anybody does."""
    require(Act.TELL)
    run, form = _found(ref), HouseForm()
    application = queries.first_to_introduce(db(), run.id) or abort(404)
    preview = introduction_preview(form, application) if form.validate_on_submit() else None
    if preview is None:
        return _page(run)
    return render_template("recruiter/imports/rehearse.html", run=run, preview=preview)


@bp.get("/<ref>/refused.csv")
def refused(ref: str) -> ResponseReturnValue:
    """The rows with a mistake, each with what is wrong, to be mended and handed in again."""
    run = _found(ref)
    lines = queries.lines(db(), run.id, ("error",))
    rows = report.refused(report.headers(run.plan), lines)
    return download(rows, "text/csv; charset=utf-8", "refused.csv")


@bp.get("/<ref>/report.json")
def report_json(ref: str) -> ResponseReturnValue:
    """The whole plan, for machines."""
    run, file = _found(ref), StringIO()
    options = from_json(run.options)
    head = report.as_json(run.plan, options, import_id=run.ref, sha256=run.file_sha256)
    report.write(file, head, queries.lines(db(), run.id))
    return download(file.getvalue(), "application/json", "report.json")


def _read_in(form: UploadForm) -> str:
    return runs.read_in(
        current_app.extensions["sessions"],
        form.handed_in(),
        encoding=form.encoding.data,
        options=form.options(),
        by_id=me().id,
    )


def _found(ref: str) -> ImportRun:
    require(Act.ADD)
    return queries.run(db(), ref) or abort(404)


def _on(ref: str) -> ResponseReturnValue:
    """Work at it for a moment, then show how far it is."""
    apply.go_on(current_app.extensions["sessions"], ref, seconds=SECONDS)
    return _to(ref)


def _to(ref: str) -> ResponseReturnValue:
    return redirect(url_for("recruiter.imports.show", ref=ref), 303)


def _page(
    run: ImportRun,
    *,
    choices: ChoicesForm | None = None,
    last: ApplyForm | None = None,
    introduction: IntroduceForm | None = None,
) -> ResponseReturnValue:
    if run.state in (ImportState.READING, ImportState.PLANNED) and run.plan:
        page = render_template(
            "recruiter/imports/show.html",
            run=run,
            plan=shown_plan(run),
            choices=choices or choices_form(run, is_blank=True),
            last=last or apply_form(run, is_blank=True),
        )
    else:
        page = render_template(
            "recruiter/imports/show.html",
            run=run,
            progress=shown_progress(run),
            introduction=introduction or IntroduceForm(formdata=None),
        )
    return page
