"""Pictures in company news, for whoever may read the post."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from portal.standing import news
from portal.web.candidate.access import visitor
from portal.web.session import db

bp = Blueprint("pictures", __name__, url_prefix="/news/pictures")


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Its bytes; gone at once for whoever declines, and when the post is taken back."""
    found = news.picture(db(), visitor().candidate_id, ref) or abort(404)
    return Response(found, mimetype="image/jpeg")
