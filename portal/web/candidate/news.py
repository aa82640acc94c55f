"""Company news, for whoever has an offer or is joining."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.standing import news
from portal.web.candidate.access import visitor
from portal.web.session import db

bp = Blueprint("news", __name__, url_prefix="/news")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All posts this candidate may read."""
    return render_template(
        "candidate/news/index.html", posts=news.news(db(), visitor().candidate_id)
    )


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """One post in full. Its HTML was washed by an allow-list when it was saved."""
    post = news.post(db(), visitor().candidate_id, ref) or abort(404)
    return render_template("candidate/news/show.html", post=post, body=Markup(post.html))  # noqa: S704
