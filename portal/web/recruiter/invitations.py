"""Who is asked next how it was, and why somebody waits. Nothing here says who answered."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.mail.queries import surveys_waiting
from portal.mail.survey_letters import unreached
from portal.surveys import editions, waiting
from portal.surveys.release import LEAST_INVITED, LEAST_K
from portal.team.rights import Act
from portal.web.recruiter import labels
from portal.web.recruiter.access import require
from portal.web.session import db

bp = Blueprint("invitations", __name__, url_prefix="/invitations")

SHOWN = 50
"""Of each survey: the page is no list of everybody who applied."""


@bp.get("/")
def coming() -> ResponseReturnValue:
    """Every survey, on or off; of those that are on, who is asked next."""
    require(Act.TELL)
    surveys = [
        (one, waiting.reached(db(), one.touchpoint, months=one.months))
        for one in editions.editions(db())
    ]
    on = [one.touchpoint for one, _reached in surveys if one.is_on]
    return render_template(
        "recruiter/invitations/coming.html",
        surveys=surveys,
        next_ones=[(one, waiting.coming(db(), one)) for one in on],
        letters=surveys_waiting(db(), most=SHOWN),
        unreached=unreached(db(), most=SHOWN),
        shown=SHOWN,
        least_asked=LEAST_INVITED,
        least_k=LEAST_K,
        zone=company(db()).time_zone,
        named=labels.TOUCHPOINTS,
        asked_when=labels.ASKED_WHEN,
        not_asked=labels.NOT_ASKED,
    )
