"""Jobs, and what their stages say to candidates."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField, URLField
from wtforms.validators import DataRequired, NumberRange, Optional

from portal.hiring.actions import jobs as actions
from portal.hiring.models import Job, Stage
from portal.hiring.promises import REFUSE_AFTER
from portal.hiring.queries.jobs import jobs, stage_of
from portal.hiring.stages import MAPPED, Status, sentence
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.found import found_job
from portal.web.session import db

bp = Blueprint("jobs", __name__, url_prefix="/jobs")
NAME_AT_MOST = 120
SENTENCE_AT_MOST = 200
NOTHING = ""


class JobForm(HouseForm):
    title = StringField(
        _l("Title, as candidates read it"),
        validators=[DataRequired(_l("Give it a title.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )
    location = StringField(_l("Where"), validators=[AtMost(NAME_AT_MOST)], filters=[one_line])
    public_url = URLField(_l("Public page"), validators=[AtMost(2000)], filters=[one_line])
    everyone_by = DateField(_l("Everyone hears by"), validators=[Optional()])
    first_word_days = IntegerField(
        _l("Or so many working days after applying"),
        validators=[Optional(), NumberRange(1, REFUSE_AFTER)],
    )

    def job(self) -> actions.NewJob:
        """What was typed. Only after validation."""
        return actions.NewJob(
            title=self.title.data,
            location=self.location.data,
            public_url=self.public_url.data,
            lead=me(),
            everyone_by=self.everyone_by.data,
            first_word_days=self.first_word_days.data,
        )


class MapForm(HouseForm):
    status = SelectField(_l("Candidates read"))
    sentence = StringField(
        _l("In your own words"), validators=[AtMost(SENTENCE_AT_MOST)], filters=[one_line]
    )

    def offer_statuses(self) -> None:
        """What a stage may be mapped to, or nothing new."""
        self.status.choices = [
            SelectChoice(NOTHING, _("nothing new: the page stays as it is")),
            *(SelectChoice(status.value, sentence(status)) for status in MAPPED),
        ]

    def chosen(self) -> Status | None:
        """The status chosen. Only after validation."""
        return Status(self.status.data) if self.status.data else None


class StageForm(MapForm):
    name = StringField(
        _l("Name, for the team only"),
        validators=[DataRequired(_l("Give it a name.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )


@bp.get("/")
def index() -> ResponseReturnValue:
    """The jobs one may see, open ones first."""
    return render_template("recruiter/jobs/index.html", jobs=jobs(db(), actor()))


@bp.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Open a job with the usual stages; they can be changed on its page."""
    require(Act.MANAGE_JOB)
    form = JobForm()
    kept: list[Job] = []
    if form.validate_on_submit() and form.carry_out(
        lambda session: kept.append(actions.add(session, form.job(), me()))
    ):
        return _back(kept[0].ref, _("Opened. Look at what its stages say to candidates."))
    return render_template("recruiter/jobs/add.html", form=form)


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Its stages, and what each says."""
    return _page(found_job(ref, Act.SEE))


@bp.post("/<ref>/stages")
def add_stage(ref: str) -> ResponseReturnValue:
    """One more stage at the end."""
    job, form = found_job(ref, Act.MANAGE_JOB), _stage_form()
    if form.validate_on_submit() and form.carry_out(
        actions.add_stage, job, name=form.name.data, status=form.chosen(), by=me()
    ):
        return _back(ref, _("Added at the end."))
    return _page(job, new=form)


@bp.post("/<ref>/stages/<stage_ref>")
def map_stage(ref: str, stage_ref: str) -> ResponseReturnValue:
    """What candidates in that stage read from the next update on."""
    job = found_job(ref, Act.MANAGE_JOB)
    stage = stage_of(db(), job, stage_ref) or abort(404)
    form = _map_form(None)
    if form.validate_on_submit() and form.carry_out(
        actions.map_stage, stage, me(), status=form.chosen(), sentence=form.sentence.data
    ):
        return _back(ref, _("Kept. It counts from the next update on."))
    return _page(job, mapped={stage.ref: form})


def _page(
    job: Job, *, new: StageForm | None = None, mapped: dict[str, MapForm] | None = None
) -> str:
    """The page of a job; a form that was refused stands in it as it was typed."""
    maps = {stage.ref: _map_form(stage) for stage in job.stages} | (mapped or {})
    for key, form in maps.items():
        name_fields(key, form)
    return render_template(
        "recruiter/jobs/show.html",
        job=job,
        maps=maps,
        new=new or _stage_form(is_blank=True),
    )


def _map_form(stage: Stage | None) -> MapForm:
    """As it stands for that stage, or as it was typed for None."""
    form = MapForm() if stage is None else MapForm(formdata=None, sentence=stage.sentence)
    form.offer_statuses()
    if stage is not None:
        form.status.data = stage.status.value if stage.status else NOTHING
    return form


def _stage_form(*, is_blank: bool = False) -> StageForm:
    form = StageForm(formdata=None) if is_blank else StageForm()
    form.offer_statuses()
    return form


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.jobs.show", ref=ref), 303)
