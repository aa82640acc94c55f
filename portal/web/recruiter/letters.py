"""Settings: what letters say, in the team's own words, and which of them something else sends."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from portal.mail import wordings
from portal.mail.kinds import Letter
from portal.mail.placeholders import SLOTS, SUBJECT_AT_MOST, TEXT_AT_MOST, faults
from portal.mail.trying import send_wording
from portal.mail.wording_preview import Sample, sample
from portal.mail.wordings import MAY_BE_OFF, Words
from portal.plumbing.words import gettext as _
from portal.plumbing.words import languages
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, SeenForm, one_line, tidy
from portal.web.recruiter import labels
from portal.web.recruiter.access import me, require
from portal.web.session import db, transaction

bp = Blueprint("letters", __name__, url_prefix="/settings/letters")


class WordingForm(SeenForm):
    subject = StringField(
        _l("Subject"),
        validators=[DataRequired(_l("A letter needs a subject.")), AtMost(SUBJECT_AT_MOST)],
        filters=[one_line],
    )
    text = TextAreaField(
        _l("Words"),
        validators=[DataRequired(_l("A letter needs words.")), AtMost(TEXT_AT_MOST)],
        filters=[tidy],
    )

    def words(self) -> Words:
        """What was typed, and what it was made from."""
        return Words(self.subject.data, self.text.data, self.seen())


@bp.before_request
def who_sets() -> None:
    """All of this is for those who set up the company."""
    require(Act.SET_COMPANY)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All that may be reworded."""
    return _list(HouseForm(formdata=None))


@bp.route("/<letter>/<language>", methods=["GET", "POST"])
def edit(letter: str, language: str) -> ResponseReturnValue:
    """Its words, and the placeholders it knows."""
    which = _found(letter, language)
    form = _form(which, language)
    if form.validate_on_submit() and form.carry_out(
        wordings.reword, me(), letter=which, language=language, words=form.words()
    ):
        flash(_("Kept. Letters that leave from now on say this."))
        return _to(which, language)
    return _page(which, language, form)


@bp.post("/<letter>/<language>/preview")
def preview(letter: str, language: str) -> ResponseReturnValue:
    """What was typed, as somebody real would read it. Nothing is kept."""
    which = _found(letter, language)
    form = _form(which, language)
    shown = None
    if form.validate_on_submit():
        for fault in faults(which, form.subject.data, form.text.data):
            form.refuse(fault)
        if not form.form_errors:
            with transaction() as session:
                shown = sample(session, which, language=language, words=form.words())
    return _page(which, language, form, shown=shown, was_asked=not form.errors)


@bp.post("/<letter>/<language>/test")
def test(letter: str, language: str) -> ResponseReturnValue:
    """Mail oneself the words that are kept."""
    which, form = _found(letter, language), HouseForm()
    if form.validate_on_submit() and form.carry_out(
        send_wording, me(), letter=which, language=language
    ):
        flash(_("It leaves now, to you alone."))
        return _to(which, language)
    return _page(which, language, _form(which, language, is_blank=True), pressed=form)


@bp.post("/<letter>/<language>/shipped")
def shipped(letter: str, language: str) -> ResponseReturnValue:
    """Back to the words it came with."""
    which, form = _found(letter, language), HouseForm()
    if form.validate_on_submit() and form.carry_out(
        wordings.restore, me(), letter=which, language=language
    ):
        flash(_("These are the shipped words again."))
        return _to(which, language)
    return _page(which, language, _form(which, language, is_blank=True), pressed=form)


@bp.post("/<letter>/off")
def off(letter: str) -> ResponseReturnValue:
    """Something else sends it."""
    return _switch(letter, off=True)


@bp.post("/<letter>/on")
def on(letter: str) -> ResponseReturnValue:
    """We send it again."""
    return _switch(letter, off=False)


def _switch(letter: str, *, off: bool) -> ResponseReturnValue:
    which, form = _letter(letter), HouseForm()
    if form.validate_on_submit() and form.carry_out(wordings.switch, me(), letter=which, off=off):
        flash(_("It is not sent any more.") if off else _("It is sent again."))
        return redirect(url_for("recruiter.letters.index"), 303)
    return _list(form)


def _list(form: HouseForm) -> str:
    return render_template(
        "recruiter/letters/index.html",
        form=form,
        letters=list(SLOTS),
        labels=labels.LETTERS,
        languages=languages(),
        reworded=wordings.reworded(db()),
        off=wordings.switched_off(db()),
        may_be_off=MAY_BE_OFF,
    )


def _form(letter: Letter, language: str, *, is_blank: bool = False) -> WordingForm:
    now = wordings.words_of(db(), letter, language)
    given = {"subject": now.subject, "text": now.text, "version": str(now.version)}
    return WordingForm(formdata=None, **given) if is_blank else WordingForm(**given)


def _page(
    letter: Letter,
    language: str,
    form: WordingForm,
    *,
    pressed: HouseForm | None = None,
    shown: Sample | None = None,
    was_asked: bool = False,
) -> str:
    return render_template(
        "recruiter/letters/edit.html",
        letter=letter,
        code=language,
        called=languages()[language],
        label=labels.LETTERS[letter],
        form=form,
        pressed=pressed or HouseForm(formdata=None),
        slots=SLOTS[letter],
        is_reworded=(letter, language) in wordings.reworded(db()),
        shown=shown,
        was_asked=was_asked,
    )


def _found(letter: str, language: str) -> Letter:
    if language not in languages():
        abort(404)
    return _letter(letter)


def _letter(letter: str) -> Letter:
    return next((one for one in SLOTS if one.value == letter), None) or abort(404)


def _to(letter: Letter, language: str) -> ResponseReturnValue:
    here = url_for("recruiter.letters.edit", letter=letter.value, language=language)
    return redirect(here, 303)
