"""Pictures in company news: put in, looked at, taken out."""

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.engagement.actions import pictures as actions
from portal.engagement.models import Post
from portal.engagement.queries import picture_of, post_by_ref
from portal.plumbing import files
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me, require
from portal.web.recruiter.post_page import PictureForm, post_page
from portal.web.session import db

bp = Blueprint("post_pictures", __name__, url_prefix="/news")


@bp.before_request
def who_writes() -> None:
    """All of this is for those who may write news."""
    require(Act.POST)


@bp.post("/<ref>/pictures")
def add(ref: str) -> ResponseReturnValue:
    """One picture more, made anew from what is handed in."""
    post, form = _post(ref), PictureForm()
    if (
        form.validate_on_submit()
        and form.pixels is not None
        and form.carry_out(actions.add, post, me(), pixels=form.pixels, alt=form.alt.data)
    ):
        return _back(ref, _("Put in."))
    return post_page(post, picture=form)


@bp.get("/<ref>/pictures/<picture_ref>")
def show(ref: str, picture_ref: str) -> ResponseReturnValue:
    """Its bytes."""
    picture = picture_of(db(), _post(ref), picture_ref) or abort(404)
    return Response(files.read(db(), picture.file) or abort(404), mimetype="image/jpeg")


@bp.post("/<ref>/pictures/<picture_ref>/remove")
def remove(ref: str, picture_ref: str) -> ResponseReturnValue:
    """Take it out again."""
    post, form = _post(ref), HouseForm()
    picture = picture_of(db(), post, picture_ref) or abort(404)
    if form.validate_on_submit() and form.carry_out(actions.remove, picture, me()):
        return _back(ref, _("Taken out."))
    return post_page(post, pressed=form)


def _post(ref: str) -> Post:
    return post_by_ref(db(), ref) or abort(404)


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.posts.show", ref=ref), 303)
