"""What candidates say: why offers were declined, live and named; what closed rounds published."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.hiring.queries import replies, withdrawals
from portal.hiring.queries.figures import figures
from portal.hiring.reasons import Said, words_for
from portal.offers import feedback
from portal.plumbing import clock
from portal.plumbing.text import one_line
from portal.plumbing.words import gettext as _
from portal.surveys import analytics
from portal.surveys.items import Touchpoint
from portal.surveys.release import SMALL
from portal.surveys.scoring import rounded
from portal.team import rights
from portal.team.rights import Act
from portal.web.recruiter import charts
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.paging import page_asked
from portal.web.session import db, transaction

bp = Blueprint("feedback", __name__, url_prefix="/feedback")

A_YEAR = timedelta(days=365)


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
    asked = one_line(request.args.get("round"))
    shown = analytics.rounds_shown(db(), Touchpoint.INTERVIEWED, asked)
    if asked and shown.chosen is None:
        abort(404)
    return render_template(
        "recruiter/feedback/show.html",
        declined=declined,
        bars=_bars(declined),
        words=words,
        helpful=replies.helpful(db(), since=since, jobs=jobs),
        withdrew=withdrew,
        withdrew_bars=_bars(withdrew.said),
        withdrew_words=left,
        page=page,
        reason_words=words_for,
        shown=shown,
        columns=charts.columns(shown.rounds, [_period(each) for each in shown.rounds]),
        parts=charts.scores(shown.chosen.parts_for(jobs) if shown.chosen else ()),
        named=_named(),
        zone=company(db()).time_zone,
    )


@bp.get("/promises")
def promises() -> ResponseReturnValue:
    """What was kept, extended and missed, by month and by job."""
    _jobs()
    return render_template("recruiter/feedback/promises.html", ledger=figures(db(), actor()))


@bp.app_template_filter()
def months(closed: analytics.ClosedRound) -> str:
    """What a round is called: "Q3 2026", or the months it took in."""
    return _period(closed)


@bp.app_template_filter()
def mean_words(item: Mapping[str, Any]) -> str:
    """ "4.6 of 5", or how roughly it may be said."""
    figures = item["figures"]
    most = {"nps": 10, "rating": 5, "effort": 7}.get(item["kind"])
    if figures is None or figures["mean"] is None or most is None:
        return "–"
    if figures["n"] >= SMALL:
        said = _("%(mean).1f of %(most)d", mean=rounded(figures["mean"], 1), most=most)
    else:
        said = _("about %(mean)g of %(most)d", mean=figures["mean"], most=most)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


@bp.app_template_filter()
def share_words(share: Mapping[str, Any] | None) -> str:
    """ "91 %", or that it is at least or at most so much."""
    if share is None:
        return "–"
    percent = f"{rounded(100 * share['share']):.0f}\N{NO-BREAK SPACE}%"
    words = {
        ">=": _("%(share)s or more", share=percent),
        "<=": _("%(share)s or less", share=percent),
    }
    return words.get(share["bound"], percent)


def _bars(said: Said) -> list[charts.Bar]:
    return charts.bars([(words_for(each.code), each.main) for each in said.reasons if each.main])


def _jobs() -> Collection[int] | None:
    """Whose declines they may read: those of all jobs (None), or of the jobs they are on. Raises
    Denied."""
    jobs = rights.jobs_seen(actor())
    require(Act.FEEDBACK, min(jobs or (), default=None))
    return jobs


def _named() -> list[analytics.NamedAnswer]:
    """For recruiters: what is said there may be about the hiring manager."""
    if rights.jobs_seen(actor()) is not None:
        return []
    return analytics.named_answers(db(), Touchpoint.INTERVIEWED)


def _period(closed: analytics.ClosedRound) -> str:
    first, last = closed.first_day, closed.last_day
    if (first.day, first.month % 3) == (1, 1) and last.month % 3 == 0:
        return _quarters(first, last)
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y-%m} – {last:%Y-%m}"


def _quarters(first: date, last: date) -> str:
    start, end = _quarter(first), _quarter(last)
    return start if start == end else f"{start} – {end}"


def _quarter(day: date) -> str:
    return _("Q%(number)d %(year)d", number=(day.month + 2) // 3, year=day.year)
