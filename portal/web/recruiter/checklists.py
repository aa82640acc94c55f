"""What a joiner's list holds: theirs and ours, with days counted from the first one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, URLField
from wtforms.validators import DataRequired, InputRequired, Optional

from portal.engagement import checklists
from portal.engagement.actions import checklists as actions
from portal.engagement.checklists import Line
from portal.engagement.joining import joining_of
from portal.engagement.models import ChecklistItem, Whose
from portal.hiring.models import Application
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, Between, HouseForm, SeenForm, one_line
from portal.web.recruiter.access import me
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.found import found
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db

bp = Blueprint("checklists", __name__, url_prefix="/applications")
TITLE_AT_MOST = 200
USUAL_DAYS = 7


class ItemForm(SeenForm):
    title = StringField(
        _l("What there is to do"),
        validators=[DataRequired(_l("Say what there is to do.")), AtMost(TITLE_AT_MOST)],
        filters=[one_line],
    )
    days_before = IntegerField(
        _l("Days before the first day"),
        validators=[
            Optional(),
            Between(actions.DAYS_BEFORE.start, actions.DAYS_BEFORE.stop - 1),
        ],
    )
    url = URLField(_l("Link, if there is one"), validators=[AtMost(2000)], filters=[one_line])

    def line(self, whose: Whose) -> Line:
        """What was typed. Only after validation."""
        return Line(whose, self.title.data, self.days_before.data, self.url.data)


class NewItemForm(ItemForm):
    whose = RadioField(
        _l("Whose"), coerce=Whose, validators=[InputRequired(_l("Say whose it is."))]
    )

    def offer_sides(self) -> None:
        """Theirs or ours."""
        self.whose.choices = [
            SelectChoice(Whose.THEIRS, _("Theirs: they tick it off")),
            SelectChoice(Whose.OURS, _("Ours: they see when it is done")),
        ]


class TakeForm(HouseForm):
    template = SelectField(_l("Begin with"))

    def offer_templates(self) -> None:
        """The list that comes with Candor, and those that are kept."""
        kept = [SelectChoice(one.ref, one.name) for one in checklists.templates(db())]
        ours = SelectChoice(checklists.SHIPPED, _("The list that comes with Candor"))
        self.template.choices = [*kept, ours]

    def lines(self) -> list[Line]:
        """What it holds. Only after validation."""
        if self.template.data == checklists.SHIPPED:
            return checklists.shipped()
        template = checklists.template_by_ref(db(), self.template.data) or abort(404)
        return [Line(one.whose, one.title, one.days_before, one.url) for one in template.items]


class KeepForm(HouseForm):
    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Give the list a name.")), AtMost(100)],
        filters=[one_line],
    )


@bp.get("/<ref>/checklist")
def show(ref: str) -> ResponseReturnValue:
    """The list, and what may be done with it."""
    return _page(found(ref, Act.TELL))


@bp.post("/<ref>/checklist/add")
def add(ref: str) -> ResponseReturnValue:
    """One line more."""
    application, form = found(ref, Act.TELL), NewItemForm()
    form.offer_sides()
    if form.validate_on_submit() and form.carry_out(
        actions.add, application, me(), line=form.line(form.whose.data)
    ):
        return _back(ref, _("Added: it stands on their page."))
    return _page(application, new=form)


@bp.post("/<ref>/checklist/take")
def take(ref: str) -> ResponseReturnValue:
    """All of a list that is kept, but for what stands there already."""
    application, form = found(ref, Act.TELL), TakeForm()
    form.offer_templates()
    if form.validate_on_submit() and form.carry_out(
        actions.take, application, me(), lines=form.lines()
    ):
        return _back(ref, _("Added: it stands on their page."))
    return _page(application, take=form)


@bp.post("/<ref>/checklist/keep")
def keep(ref: str) -> ResponseReturnValue:
    """Keep this list for the next joiner."""
    application, form = found(ref, Act.TELL), KeepForm()
    if form.validate_on_submit() and form.carry_out(
        actions.keep, application, me(), name=form.name.data
    ):
        return _back(ref, _("Kept for the next one."))
    return _page(application, keep=form)


@bp.post("/<ref>/checklist/<item_ref>/change")
def change(ref: str, item_ref: str) -> ResponseReturnValue:
    """Say it otherwise, or count another day."""
    application, item = _found(ref, item_ref)
    form = ItemForm()
    if form.validate_on_submit() and form.carry_out(
        actions.change, item, me(), line=form.line(item.whose), seen=form.seen()
    ):
        return _back(ref, _("Changed: it stands on their page."))
    if form.form_errors:
        form.version.data = str(item.version)
    return _page(application, changed={item.ref: form})


@bp.post("/<ref>/checklist/<item_ref>/remove")
def remove(ref: str, item_ref: str) -> ResponseReturnValue:
    """Take it off the list."""
    application, item = _found(ref, item_ref)
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.remove, item, me()):
        return _back(ref, _("Taken off the list."))
    return _page(application, pressed=form)


@bp.post("/<ref>/checklist/<item_ref>/tick")
def tick(ref: str, item_ref: str) -> ResponseReturnValue:
    """What is ours is done, or not done after all."""
    application, item = _found(ref, item_ref)
    form, is_done = HouseForm(), request.form.get("done") == "y"
    if form.validate_on_submit() and form.carry_out(actions.tick, item, me(), is_done=is_done):
        if request.form.get("from") == "today":
            flash(_("Noted: it stands on their page."))
            return back_to_today(request.form)
        return _back(ref, _("Noted: it stands on their page."))
    return _page(application, pressed=form)


def _found(ref: str, item_ref: str) -> tuple[Application, ChecklistItem]:
    application = found(ref, Act.TELL)
    return application, checklists.item_of(db(), application, item_ref) or abort(404)


def _page(
    application: Application,
    *,
    new: NewItemForm | None = None,
    take: TakeForm | None = None,
    keep: KeepForm | None = None,
    changed: dict[str, ItemForm] | None = None,
    pressed: HouseForm | None = None,
) -> str:
    """The page; a form that was refused stands in it as it was typed."""
    joining = joining_of(db(), application)
    items = joining.items if joining else ()
    forms: dict[str, HouseForm] = {one.ref: _as_typed(one) for one in items}
    forms |= changed or {}
    new = new or NewItemForm(formdata=None, whose=Whose.THEIRS, days_before=USUAL_DAYS)
    new.offer_sides()
    take = take or TakeForm(formdata=None)
    take.offer_templates()
    keep = keep or KeepForm(formdata=None)
    for key, form in {**forms, "new": new, "take": take, "keep": keep}.items():
        name_fields(key, form)
    return render_template(
        "recruiter/checklists/show.html",
        application=application,
        joining=joining,
        forms=forms,
        new=new,
        take=take,
        keep=keep,
        pressed=pressed,
    )


def _as_typed(item: ChecklistItem) -> ItemForm:
    return ItemForm(
        formdata=None,
        title=item.title,
        days_before=item.days_before,
        url=item.url,
        version=str(item.version),
    )


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.checklists.show", ref=ref), 303)
