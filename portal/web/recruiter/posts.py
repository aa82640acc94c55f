"""Company news: written, looked at as candidates will, confirmed with one's name, taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    DateTimeLocalField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.company.queries import company
from portal.engagement import queries
from portal.engagement.actions import posts as actions
from portal.engagement.models import Audience, Post
from portal.hiring.actions.steps import local_moment
from portal.hiring.queries.jobs import job_by_ref, job_names
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, SeenForm, one_line, tidy
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.paging import page_asked
from portal.web.recruiter.post_page import AUDIENCES, ConfirmForm, body_of, post_page
from portal.web.session import db

bp = Blueprint("posts", __name__, url_prefix="/news")


class PostForm(SeenForm):
    title = StringField(
        _l("Title"),
        validators=[DataRequired(_l("Give it a title.")), AtMost(actions.TITLE_AT_MOST)],
        filters=[one_line],
    )
    words = TextAreaField(
        _l("Words"),
        validators=[DataRequired(_l("Write something.")), AtMost(actions.WORDS_AT_MOST)],
        filters=[tidy],
    )
    url = URLField(
        _l("Link to share, if there is one"), validators=[AtMost(2000)], filters=[one_line]
    )
    audience = RadioField(_l("Who may read it"), coerce=Audience, default=Audience.OFFERED)
    job = SelectField(_l("Job"))
    publish_at = DateTimeLocalField(_l("From when on"), validators=[Optional()])

    def offer_choices(self) -> None:
        """The two audiences; every job, or one."""
        self.audience.choices = [SelectChoice(one, str(words)) for one, words in AUDIENCES.items()]
        names = [SelectChoice(job.ref, job.title) for job in job_names(db(), actor())]
        self.job.choices = [SelectChoice("", _("every job")), *names]

    def validate_publish_at(self, field: DateTimeLocalField) -> None:
        """That time exists where the company is."""
        try:
            self._moment()
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def draft(self) -> actions.Draft:
        """The post as it was typed. Only after validation."""
        job = job_by_ref(db(), actor(), self.job.data) if self.job.data else None
        return actions.Draft(
            self.title.data,
            self.words.data,
            self.audience.data,
            job,
            self._moment(),
            url=self.url.data,
        )

    def _moment(self) -> datetime | None:
        typed: datetime | None = self.publish_at.data
        return local_moment(typed, company(db()).time_zone) if typed else None


@bp.before_request
def who_writes() -> None:
    """All of this is for those who may write news."""
    require(Act.POST)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All posts, newest first, what nobody may read yet included."""
    page = page_asked()
    found = queries.posts(db(), skip=(page - 1) * queries.PAGE)
    return render_template(
        "recruiter/posts/index.html",
        posts=found,
        page=page,
        is_last=len(found) < queries.PAGE,
        audiences=AUDIENCES,
        now=clock.now(),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Write one; nobody outside reads it before somebody confirmed it."""
    form = _form(PostForm())
    kept: list[Post] = []
    if form.validate_on_submit() and form.carry_out(
        lambda session: kept.append(actions.write(session, me(), draft=form.draft()))
    ):
        return _back(kept[0].ref, _("Kept. Nobody reads it before it is confirmed."))
    return render_template("recruiter/posts/new.html", form=form)


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """As candidates will read it, and what may be done with it."""
    return _page(_found(ref), ConfirmForm(formdata=None))


@bp.route("/<ref>/edit", methods=["GET", "POST"])
def edit(ref: str) -> ResponseReturnValue:
    """Write it anew, until it is confirmed."""
    post = _found(ref)
    form = _form(PostForm(data=_as_typed(post)))
    if form.validate_on_submit() and form.carry_out(
        actions.rewrite, post, me(), draft=form.draft(), seen=form.seen()
    ):
        return _back(ref, _("Kept."))
    if form.form_errors:
        form.version.data = str(post.version)
    return render_template("recruiter/posts/edit.html", form=form, post=post, body=body_of(post))


@bp.post("/<ref>/confirm")
def confirm(ref: str) -> ResponseReturnValue:
    """Say, with one's name, that nothing in it is confidential; the box is unticked."""
    post, form = _found(ref), ConfirmForm()
    if form.validate_on_submit() and form.carry_out(actions.confirm, post, me(), seen=form.seen()):
        return _back(ref, _("Confirmed: it may be read from its date on."))
    return _page(post, form)


@bp.post("/<ref>/take-back")
def take_back(ref: str) -> ResponseReturnValue:
    """Nobody reads it any more."""
    post, form = _found(ref), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.take_back, post, me()):
        return _back(ref, _("Taken back: nobody reads it any more."))
    return _page(post, ConfirmForm(formdata=None))


def _found(ref: str) -> Post:
    return queries.post_by_ref(db(), ref) or abort(404)


def _form(form: PostForm) -> PostForm:
    form.offer_choices()
    return form


def _page(post: Post, form: ConfirmForm) -> str:
    return post_page(post, confirm=form)


def _as_typed(post: Post) -> dict[str, object]:
    there = post.publish_at.astimezone(ZoneInfo(company(db()).time_zone))
    return {
        "title": post.title,
        "words": post.words,
        "url": post.url,
        "audience": post.audience,
        "job": post.job.ref if post.job else "",
        "publish_at": there.replace(tzinfo=None, second=0, microsecond=0),
        "version": str(post.version),
    }


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.posts.show", ref=ref), 303)
