"""The forms about a job: what it is, what its stages say, a set of stages to keep."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    URLField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional

from portal.company.queries import department, departments
from portal.hiring.actions.jobs import JobFacts, NewJob
from portal.hiring.models import Job, Stage
from portal.hiring.promises import REFUSE_AFTER
from portal.hiring.queries.templates import stages_of, template_names
from portal.hiring.stage_plans import USUAL, Shipped, StagePlan
from portal.hiring.stages import MAPPED, Status, sentence
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.queries import teammate_by_ref, who_may_answer
from portal.web.forms import AtMost, Between, HouseForm, SeenForm, one_line
from portal.web.recruiter.access import me
from portal.web.session import db

NAME_AT_MOST = 120
SENTENCE_AT_MOST = 200
NOTHING = ""
_WAYS = ("up", "down")


class JobForm(SeenForm):
    title = StringField(
        _l("Title, as candidates read it"),
        validators=[DataRequired(_l("Give it a title.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )
    location = StringField(_l("Where"), validators=[AtMost(NAME_AT_MOST)], filters=[one_line])
    public_url = URLField(_l("Public page"), validators=[AtMost(2000)], filters=[one_line])
    department = SelectField(_l("Department"), default=NOTHING)
    lead = SelectField(_l("Lead"), default=NOTHING)
    everyone_by = DateField(_l("Everyone hears by"), validators=[Optional()])
    first_word_days = IntegerField(
        _l("Or so many working days after applying"),
        validators=[Optional(), Between(1, REFUSE_AFTER)],
    )

    is_restricted = BooleanField(_l("Show no figures of this job by itself"))

    def offer_choices(self, job: Job | None = None) -> None:
        """The departments there are; who may lead it, and whoever leads it now."""
        team = list(who_may_answer(db()))
        if job and job.lead and job.lead not in team:
            team.append(job.lead)
        self.lead.choices = [
            SelectChoice(NOTHING, _("nobody")),
            *(SelectChoice(one.ref, one.name) for one in team),
        ]
        self.department.choices = [
            SelectChoice(NOTHING, _("none")),
            *(SelectChoice(str(one.id), one.name) for one in departments(db())),
        ]

    def facts(self) -> JobFacts:
        """What was typed. Only after validation."""
        return JobFacts(
            title=self.title.data,
            location=self.location.data,
            public_url=self.public_url.data,
            department=department(db(), int(self.department.data or 0)),
            lead=teammate_by_ref(db(), self.lead.data),
            everyone_by=self.everyone_by.data,
            first_word_days=self.first_word_days.data,
            is_restricted=self.is_restricted.data,
        )


class NewJobForm(JobForm):
    template = SelectField(_l("Begin with these stages"), default=Shipped.USUAL.value)

    def offer_choices(self, job: Job | None = None) -> None:
        """The sets of stages as well."""
        super().offer_choices(job)
        names = template_names(db())
        self.template.choices = [SelectChoice(value, name) for value, name in names.items()]

    def job(self) -> NewJob:
        """What was typed. Only after validation."""
        stages = stages_of(db(), self.template.data) or USUAL
        return NewJob(**vars(self.facts()), stages=stages)


class StageForm(SeenForm):
    name = StringField(
        _l("Name, for the team only"),
        validators=[DataRequired(_l("Give it a name.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )
    status = SelectField(_l("Candidates read"), default=NOTHING)
    sentence = StringField(
        _l("In your own words"), validators=[AtMost(SENTENCE_AT_MOST)], filters=[one_line]
    )
    days = IntegerField(
        _l("Working days until the next word"),
        validators=[Optional(), Between(1, REFUSE_AFTER)],
    )

    def offer_statuses(self) -> None:
        """What a stage may be mapped to, or nothing new."""
        self.status.choices = [
            SelectChoice(NOTHING, _("nothing new: the page stays as it is")),
            *(SelectChoice(status.value, sentence(status)) for status in MAPPED),
        ]

    def plan(self) -> StagePlan:
        """The stage as it was typed. Only after validation."""
        status = Status(self.status.data) if self.status.data else None
        return StagePlan(self.name.data, status, self.sentence.data, self.days.data)


class MoveForm(SeenForm):
    way = HiddenField(validators=[AnyOf(_WAYS, _l("A stage goes up or down."))])


class TemplateForm(HouseForm):
    name = StringField(
        _l("Name of the template"),
        validators=[DataRequired(_l("Give it a name.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )


class RemoveForm(SeenForm):
    sure = BooleanField(_l("Yes, delete this job"), validators=[InputRequired()])


def new_job_form() -> NewJobForm:
    """For a job to be opened; whoever opens it leads it, unless another is said."""
    form = NewJobForm(data={"lead": me().ref})
    form.offer_choices()
    return form


def job_form(job: Job, *, is_blank: bool = False) -> JobForm:
    """The job as it is kept, or as it was typed."""
    kept: dict[str, object] = {
        "title": job.title,
        "location": job.location,
        "public_url": job.public_url,
        "department": str(job.department_id or NOTHING),
        "lead": job.lead.ref if job.lead else NOTHING,
        "everyone_by": job.everyone_by,
        "first_word_days": job.first_word_days,
        "is_restricted": job.is_restricted,
        "version": str(job.version),
    }
    form = JobForm(data=kept, **_blank(is_blank=is_blank))
    form.offer_choices(job)
    return form


def stage_form(stage: Stage | None = None, *, is_blank: bool = False) -> StageForm:
    """The stage as it is kept, a new one for None; or as it was typed."""
    kept: dict[str, object] = {}
    if stage is not None:
        kept = vars(stage.plan()) | {"version": str(stage.job.version)}
        kept["status"] = stage.status.value if stage.status else NOTHING
    form = StageForm(data=kept, **_blank(is_blank=is_blank))
    form.offer_statuses()
    return form


def _blank(*, is_blank: bool) -> dict[str, Any]:
    return {"formdata": None} if is_blank else {}
