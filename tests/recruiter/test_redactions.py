"""A comment that names somebody goes where two agree, and not by the hand of who it is about."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import jobs
from portal.surveys.models import Snapshot
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, crowd
from tests.pages import Page
from tests.recruiter.desk import unchanged
from tests.recruiter.test_feedback_export import table

PAGE = "/team/feedback/"


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def job(make):
    return make.job("Site Manager")


@pytest.fixture
def closed(make, session, job):
    for number, invitation in enumerate(crowd(make, 12, job=job)):
        answer(session, invitation, {"recommend": "9", "change": f"Ida, number {number}."})
    with clock.held_at(AFTER):
        return jobs.close_rounds(session)[0]


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


@pytest.fixture
def ada(teammate):
    return teammate(Role.ADMIN)


def path(closed, act):
    return f"/team/feedback/rounds/{closed.ref}/comments/{act}"


def press(browser, closed, act, spot="change:3"):
    return browser.post(path(closed, act), data={"spot": spot})


def comments(session):
    session.rollback()
    return session.scalars(select(Snapshot)).one().comments["change"]


def lines(session):
    session.rollback()
    asked_for = select(AuditEntry.action).where(AuditEntry.action.startswith("comment."))
    return session.scalars(asked_for.order_by(AuditEntry.id)).all()


def text(browser):
    return Page(browser.get(PAGE).text).text()


def test_what_one_asks_and_another_agrees_to_is_gone_for_ever(robin, ada, closed, session):
    words = comments(session)[3]

    first, second = (press(robin, closed, "doubt") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == (
        f"{PAGE}?touchpoint=interviewed&round={closed.ref}&comments=1#comments"
    )
    assert words in text(ada)
    assert "somebody asked to take this out" in text(ada)
    assert press(ada, closed, "take-out").status_code == 303
    assert press(ada, closed, "take-out").status_code == 404
    assert comments(session)[3] == ""
    assert words not in text(robin)
    assert "Taken out by the team." in text(robin)
    assert lines(session) == ["comment.doubted", "comment.taken_out"]
    rows = table(robin.post(f"{PAGE}export/csv?touchpoint=interviewed"))
    assert words not in str(rows)
    assert comments(session)[4] in str(rows)


def test_nobody_takes_out_alone(robin, closed, session):
    press(robin, closed, "doubt")

    press(robin, closed, "take-out")

    assert "You asked for it: somebody else has to agree." in text(robin)
    assert "" not in comments(session)
    assert "Take it out" not in text(robin)


def test_whoever_leads_a_job_of_the_round_may_not_agree(robin, ada, make, closed, session, job):
    make.teammate("Nora Apart")
    press(robin, closed, "doubt")
    with transaction(session):
        job.lead = make.ada()
    before = text(ada)

    press(ada, closed, "take-out")

    assert "May agree: Nora Apart." in before
    assert "Take it out" not in before
    assert "You lead a job that people were asked about" in text(ada)
    assert "" not in comments(session)


def test_where_everybody_else_leads_one_an_admin_may_agree(
    robin, ada, teammate, make, closed, session, job
):
    """Still two people, and both are on the trail."""
    press(robin, closed, "doubt")
    with transaction(session):
        job.lead = make.ada()
    before = text(ada)

    press(ada, closed, "take-out")

    assert "May agree: Ada" in before
    assert comments(session)[3] == ""
    assert lines(session) == ["comment.doubted", "comment.taken_out"]


def test_who_leads_a_job_and_is_no_admin_never_agrees(robin, ada, make, closed, session, job):
    press(ada, closed, "doubt")
    with transaction(session):
        job.lead = make.robin()
    before = text(robin)

    press(robin, closed, "take-out")

    assert "Nobody else may agree: keep it, and let somebody else ask; then an admin may." in before
    assert "Take it out" not in before
    assert "" not in comments(session)


def test_what_is_kept_stays_and_may_be_asked_about_again(robin, ada, closed, session):
    press(robin, closed, "doubt")

    press(ada, closed, "keep")

    assert "somebody asked" not in text(ada)
    assert press(ada, closed, "keep").status_code == 404
    press(robin, closed, "doubt")
    assert lines(session) == ["comment.doubted", "comment.kept", "comment.doubted"]


@pytest.mark.parametrize("act", ["doubt", "take-out", "keep"])
@pytest.mark.parametrize(
    "spot", ["change:12", "nearly:0", "recommend:0", "", "change", "change:-1", "change:1:x"]
)
def test_a_comment_that_is_not_there_is_missing(robin, closed, session, act, spot):
    with unchanged(session):
        assert press(robin, closed, act, spot).status_code == 404


@pytest.mark.parametrize("act", ["doubt", "take-out", "keep"])
def test_a_hiring_manager_takes_nothing_out(teammate, make, closed, session, job, act):
    manager = teammate(Role.HIRING_MANAGER)

    with unchanged(session):
        assert press(manager, closed, act).status_code == 403
        assert manager.get(path(closed, act)).status_code == 405
