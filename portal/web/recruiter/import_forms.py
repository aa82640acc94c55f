"""The forms of an import: the file, what its columns and stages mean, and the act itself."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from portal.hiring.queries.templates import template_names
from portal.integrations.dates import FORMATS
from portal.integrations.models import ImportRun
from portal.integrations.options import OldOpen, Options, from_json
from portal.integrations.runs import HandedIn
from portal.integrations.sources import source_of
from portal.integrations.stage_words import Target
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.import_words import FIELDS, OLD, target_words
from portal.web.session import db

AT_ONCE = 100
"""More stages or questions than that are asked about a page at a time."""
NOT_USED = ""


class ImportForm(HouseForm):
    def attempt(self, action: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
        """Run an action that opens transactions of its own, short ones, and not one for all;
        whether it went through. A Refusal becomes an error on this form.
        """
        try:
            action(*args, **kwargs)
        except Refusal as refusal:
            self.refuse(str(refusal))
            return False
        return True


class UploadForm(ImportForm):
    takes_files = True

    file = FileField(
        _l("A CSV or .xlsx file, up to 20 MiB"), validators=[FileRequired(_l("Choose a file."))]
    )
    source = StringField(_l("Where it comes from"), validators=[AtMost(100)], filters=[one_line])
    encoding = StringField(
        _l("Its encoding, where it can’t be told"), validators=[AtMost(40)], filters=[one_line]
    )

    def handed_in(self) -> HandedIn:
        """The file. Only after validation."""
        return HandedIn(one_line(self.file.data.filename)[:200], self.file.data.read())

    def options(self) -> Options:
        """What the first plan is made under: what was confirmed for that source before."""
        named = self.source.data or source_of(self.file.data.filename)
        return Options(source=named.lower())


class ChoicesForm(ImportForm):
    """What columns and stages mean. Fields are added for each file by `choices_form`."""

    date_format = SelectField(_l("What 03/04/2026 means"))
    accept_proposals = BooleanField(_l("Move them here as well; nobody is told by it"))
    template = SelectField(_l("New jobs begin with"), default=NOT_USED)

    def options(self, run: ImportRun) -> Options:
        """The run's options with these choices. Only after validation."""
        columns = {
            column["header"]: self[f"column_{place}"].data
            for place, column in enumerate(run.plan["columns"])
            if f"column_{place}" in self
            and self[f"column_{place}"].data != (column["mapped_to"] or NOT_USED)
        }
        stages = {
            word: self[f"stage_{place}"].data
            for place, word in enumerate(asked_stages(run))
            if self[f"stage_{place}"].data
        }
        before = from_json(run.options)
        return Options(
            source=before.source,
            columns={**before.columns, **columns},
            stages={**before.stages, **stages},
            date_format=self.date_format.data,
            accept_proposals=self.accept_proposals.data,
            template=self.template.data,
        )


class ApplyForm(ImportForm):
    """The last questions before the rows are written."""

    told = BooleanField(
        _l("These people were told elsewhere: they come in closed, and nothing is sent")
    )

    def old(self, run: ImportRun) -> dict[str, str]:
        """For each job, what becomes of open rows from long ago. Only after validation."""
        return {job: self[f"old_{place}"].data for place, job in enumerate(old_jobs(run))}


class IntroduceForm(HouseForm):
    sure = BooleanField(
        _l("Yes, mail each of them their first link"),
        validators=[InputRequired(_l("Tick the box first."))],
    )


def choices_form(run: ImportRun, *, is_blank: bool = False) -> ChoicesForm:
    """The choices for that run, as they stand or as they were sent."""
    fields: dict[str, Any] = {}
    for place, column in enumerate(run.plan["columns"]):
        if not column["is_never"]:
            fields[f"column_{place}"] = _column_field(column)
    for place, word in enumerate(asked_stages(run)):
        fields[f"stage_{place}"] = _stage_field(run, word)
    made: ChoicesForm = type("RunChoicesForm", (ChoicesForm,), fields)(**_blank(is_blank))
    made.date_format.choices = [
        SelectChoice("", _("ask about it")),
        *(SelectChoice(name, name) for name in FORMATS),
    ]
    made.template.choices = [
        SelectChoice(NOT_USED, _("the usual stages that the file has none of")),
        *(SelectChoice(value, name) for value, name in template_names(db()).items()),
    ]
    if is_blank:
        options = from_json(run.options)
        made.template.data = options.template
        made.date_format.data = options.date_format
        made.accept_proposals.data = options.accept_proposals
    return made


def apply_form(run: ImportRun, *, is_blank: bool = False) -> ApplyForm:
    """The last questions for that run."""
    fields = {f"old_{place}": _old_field(job) for place, job in enumerate(old_jobs(run))}
    made: ApplyForm = type("RunApplyForm", (ApplyForm,), fields)(**_blank(is_blank))
    return made


def asked_stages(run: ImportRun) -> list[str]:
    """The stages somebody has to say the meaning of, or said it of for this import."""
    unmapped = [one["stage"] for one in run.plan["stages_unmapped"]]
    chosen = [word for word in run.options["stages"] if word not in unmapped]
    return [*unmapped, *chosen][:AT_ONCE]


def old_jobs(run: ImportRun) -> list[str]:
    """The jobs with open rows from long ago."""
    groups = run.plan["warnings"]
    return [group["about"] for group in groups if group["code"] == "open_long"][:AT_ONCE]


def _column_field(column: Mapping[str, Any]) -> SelectField:
    choices = [
        SelectChoice(NOT_USED, _("not used")),
        *(SelectChoice(name, str(words)) for name, words in FIELDS.items()),
    ]
    return SelectField(column["header"], choices=choices, default=column["mapped_to"] or NOT_USED)


def _stage_field(run: ImportRun, word: str) -> SelectField:
    proposed = {one["stage"]: one["proposed"] for one in run.plan["stages"]}.get(word)
    choices = [
        SelectChoice(NOT_USED, _("not said yet")),
        *(SelectChoice(target.value, target_words(target)) for target in Target),
    ]
    return SelectField(
        word, choices=choices, default=run.options["stages"].get(word) or proposed or NOT_USED
    )


def _old_field(job: str) -> RadioField:
    choices = [SelectChoice(choice.value, str(words)) for choice, words in OLD.items()]
    return RadioField(job, choices=choices, default=OldOpen.KEEP.value)


def _blank(is_blank: bool) -> dict[str, Any]:
    return {"formdata": None} if is_blank else {}
