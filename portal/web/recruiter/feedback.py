"""What candidates say: why offers were declined, live and named; what closed rounds published."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.hiring.queries import replies, withdrawals
from portal.hiring.queries.figures import figures
from portal.hiring.reasons import Said, words_for
from portal.integrations import figures as exports
from portal.offers import feedback
from portal.plumbing import clock
from portal.plumbing.text import one_line
from portal.surveys import analytics
from portal.surveys.ahead import ahead
from portal.surveys.analytics import Shown
from portal.surveys.items import Touchpoint
from portal.surveys.named import NamedPage, named_page
from portal.surveys.release import LEAST_INVITED
from portal.surveys.second_ones import who_may_agree
from portal.team import rights
from portal.team.models import Teammate
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter import charts, figure_words, labels
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.downloads import download
from portal.web.recruiter.paging import page_asked
from portal.web.session import db, transaction

bp = Blueprint("feedback", __name__, url_prefix="/feedback")
figure_words.hang_on(bp)

A_YEAR = timedelta(days=365)
COMMENTS_AT_ONCE = 50


@bp.get("/")
def show() -> ResponseReturnValue:
    """Everything at once. That somebody opened people's words is the one thing a GET writes
    down."""
    jobs = _jobs()
    if request.method == "HEAD":  # nobody reads words there, so nothing is to be written down
        return Response()
    since, page, reader = clock.now() - A_YEAR, page_asked(), me().ref
    with transaction() as session:
        words = feedback.read_words(session, reader, since=since, jobs=jobs, page=page)
        left = withdrawals.withdrawal_words(session, since=since, jobs=jobs, page=page)
    declined = feedback.declined(db(), since=since, jobs=jobs)
    withdrew = withdrawals.withdrew(db(), since=since, jobs=jobs)
    touchpoint = _touchpoint()
    shown = _shown(touchpoint, jobs)
    return render_template(
        "recruiter/feedback/show.html",
        declined=declined,
        bars=_bars(declined),
        acceptance=figure_words.acceptance(feedback.outcomes(db(), since=since, jobs=jobs)),
        words=words,
        helpful=replies.helpful(db(), since=since, jobs=jobs),
        withdrew=withdrew,
        withdrew_bars=_bars(withdrew.said),
        withdrew_words=left,
        page=page,
        reason_words=words_for,
        touchpoint=touchpoint,
        touchpoints=analytics.touchpoints(db()),
        moments=labels.TOUCHPOINTS,
        shown=shown,
        least_asked=LEAST_INVITED,
        ahead=ahead(db(), touchpoint),
        reader=reader,
        second_ones=_second_ones(shown),
        columns=charts.columns(shown.rounds, [figure_words.months(one) for one in shown.rounds]),
        spreads=charts.spreads(shown.chosen.items if shown.chosen else ()),
        parts=charts.scores(shown.chosen.parts if shown.chosen else ()),
        comments_page=page_asked("comments"),
        comments_at_once=COMMENTS_AT_ONCE,
        named=_named(),
        named_page=page_asked("named"),
        zone=company(db()).time_zone,
    )


@bp.post("/export/<kind>")
def export(kind: str) -> ResponseReturnValue:
    """What the page shows of closed rounds, as a file; noted on the trail first."""
    jobs = _jobs()
    if kind not in exports.KINDS:
        abort(404)
    touchpoint, form = _touchpoint(), HouseForm()
    shown = _shown(touchpoint, jobs)
    if form.validate_on_submit() and form.carry_out(exports.note, me(), touchpoint):
        file = exports.KINDS[kind](exports.rows(touchpoint, shown))
        return download(file, exports.MEDIA[kind], f"feedback-{touchpoint}.{kind}")
    return redirect(url_for("recruiter.feedback.show", touchpoint=touchpoint.value), 303)


@bp.get("/promises")
def promises() -> ResponseReturnValue:
    """What was kept, extended and missed, by month and by job."""
    _jobs()
    ledger = figures(db(), actor())
    return render_template(
        "recruiter/feedback/promises.html",
        ledger=ledger,
        kept=figure_words.kept([counts for _month, counts in ledger.months]),
    )


def _bars(said: Said) -> list[charts.Bar]:
    return charts.bars([(words_for(each.code), each.main) for each in said.reasons if each.main])


def _jobs() -> Collection[int] | None:
    """Whose declines they may read: those of all jobs (None), or of the jobs they are on. Raises
    Denied."""
    jobs = rights.jobs_seen(actor())
    require(Act.FEEDBACK, min(jobs or (), default=None))
    return jobs


def _touchpoint() -> Touchpoint:
    asked = request.args.get("touchpoint", Touchpoint.INTERVIEWED.value)
    return Touchpoint(asked) if asked in set(Touchpoint) else abort(404)


def _shown(touchpoint: Touchpoint, jobs: Collection[int] | None) -> Shown:
    """The rounds of that touchpoint as far as those jobs let one see, with the one in full that the
    address asks for."""
    asked = one_line(request.args.get("round"))
    shown = analytics.rounds_shown(db(), touchpoint, asked, jobs=jobs)
    return abort(404) if asked and shown.chosen is None else shown


def _second_ones(shown: Shown) -> dict[str, Sequence[Teammate]]:
    """Who may agree to take a comment out, by who asked for it."""
    if shown.chosen is None:
        return {}
    asking, ref = {one.by for one in shown.chosen.doubts}, shown.chosen.ref
    return {one: who_may_agree(db(), ref, asked_by=one) for one in sorted(asking)}


def _named() -> NamedPage:
    """For recruiters: what is said there may be about the hiring manager."""
    if rights.jobs_seen(actor()) is not None:
        return NamedPage((), has_more=False)
    return named_page(db(), page_asked("named"))
