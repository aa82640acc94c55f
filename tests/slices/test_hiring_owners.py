"""Who answers for an application: one changes hands, or all that somebody who leaves had."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.hiring.actions import owners
from portal.hiring.models import HandOver, Job
from portal.hiring.queries.history import Line, history
from portal.hiring.queries.theirs import theirs
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from portal.team import actions as team
from portal.team.rights import Role
from tests.make import MONDAY
from tests.posted import messages
from tests.recruiter.desk import anew, counted
from tests.written import ledger_of, refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


def own(session, application, by, owner, **more):
    with transaction(session):
        owners.own(session, application, by, owner=owner, **more)


def hand_over(session, leaver, to, by):
    with transaction(session):
        return owners.hand_over(session, leaver.ref, to=to.ref, by=by)


def test_another_owner_is_read_by_the_candidate_and_noted_for_the_team(make, session, mira):
    application, robin = make.application(), make.robin()
    version = application.version

    own(session, application, robin, mira)

    anew(session)
    assert (application.owner.name, application.version) == ("Mira Holm", version + 1)
    view = application_view(session, application.candidate_id, application.ref)
    assert view.owner == "Mira Holm"
    assert [line.words for line in view.so_far] == ["You applied"]
    line = next(one for one in history(session, application) if one.kind is Line.NOTED)
    assert (line.words, line.by, line.is_internal) == (
        "Mira Holm answers for this application now",
        "Robin Keller",
        True,
    )
    assert trail_of(session, application.ref)[-1] == "application.owned"


def test_the_same_owner_once_more_changes_nothing(make, session):
    application, robin = make.application(), make.robin()
    before = application.version

    own(session, application, robin, robin)

    anew(session)
    assert application.version == before
    assert "application.owned" not in trail_of(session, application.ref)


def test_who_could_not_answer_is_no_owner(make, session):
    application, robin = make.application(), make.robin()
    jonas, ada = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER), make.ada()

    with refused(session, "sees some jobs only"):
        owners.own(session, application, robin, owner=jonas)
    with refused(session, "Somebody changed this application"):
        owners.own(session, application, robin, owner=ada, seen=1)


def test_a_closed_application_keeps_its_owner(make, session, mira):
    application, robin = make.ending(), make.robin()

    with refused(session, "closed"):
        owners.own(session, application, robin, owner=mira)


@pytest.fixture
def busy(make, session):
    """Robin owns three, one of them closed, leads a job and covers for Olga; a fourth is Ada's."""
    robin, job = make.robin(), make.job(lead=make.robin())
    for name in ("Sam Okafor", "Ken Ito"):
        make.application(candidate=make.candidate(name), job=job)
    make.ending(make.application(candidate=make.candidate("Mo Li"), job=job))
    make.application(candidate=make.candidate("Lina Haddad"), owner=make.ada())
    make.absence(make.teammate("Olga Other"), robin)
    return robin


def test_nobody_leaves_while_something_is_theirs(make, session, busy):
    ada = make.ada()

    with refused(session, "Robin Keller covers for Olga Other"):
        team.disable(session, busy.ref, by=ada)
    with clock.held_at(MONDAY.replace(month=12)), refused(session, "still answers for"):
        team.disable(session, busy.ref, by=ada)


def test_a_hand_over_gives_all_of_it_and_ends_the_access(make, session, busy, mira):
    ada = make.ada()

    done = hand_over(session, busy, mira, ada)

    anew(session)
    assert (done.applications, done.jobs, done.covers) == (2, 1, 1)
    assert not theirs(session, busy.id).is_any
    assert theirs(session, mira.id).applications == [("Backend Engineer", 2)]
    assert theirs(session, mira.id).led == ["Backend Engineer"]
    assert theirs(session, ada.id).applications == [("Backend Engineer", 1)]
    assert busy.disabled_at == MONDAY
    assert trail_of(session, busy.ref) == ["team.handed_over", "team.disabled"]
    job = session.scalars(select(Job).where(Job.lead_id == mira.id)).one()
    assert trail_of(session, job.ref)[-1] == "job.handed_over"
    letter = messages(session, Letter.TEAM_HAND_OVER)
    assert [(one.teammate_id, one.subject) for one in letter] == [(mira.id, done.ref)]


def test_each_application_is_noted_and_its_promise_stands(make, session, mira):
    application, ada = make.application(), make.ada()
    before, version = ledger_of(session, application), application.version

    with clock.held_at(MONDAY + timedelta(hours=1)):
        hand_over(session, make.robin(), mira, ada)

    anew(session)
    assert ledger_of(session, application) == before
    assert application.version == version + 1
    assert trail_of(session, application.ref)[-1] == "application.owned"
    assert history(session, application)[0].words == "Mira Holm answers for this application now"


def test_a_hand_over_that_is_refused_leaves_all_as_it_was(make, session, busy, mira):
    ada = make.ada()
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    olga = make.teammate("Olga Other")
    make.absence(mira, ada)

    for to, words in (
        (busy, "somebody else to hand it to"),
        (jonas, "sees some jobs only"),
        (olga, "covers for Olga Other"),
        (mira, "Mira Holm is away"),
    ):
        with refused(session, words):
            owners.hand_over(session, busy.ref, to=to.ref, by=ada)
    with refused(session, "your own access"):
        owners.hand_over(session, busy.ref, to=ada.ref, by=busy)
    with pytest.raises(Missing), transaction(session):
        owners.hand_over(session, busy.ref, to="nobody", by=ada)


def test_where_nothing_is_theirs_there_is_nothing_to_hand_over(make, session, mira):
    robin, ada = make.robin(), make.ada()

    with refused(session, "Nothing is theirs"):
        owners.hand_over(session, robin.ref, to=mira.ref, by=ada)


def test_what_was_left_behind_before_can_be_handed_over(make, session, mira):
    make.application()
    robin = make.robin()
    robin.disabled_at = MONDAY
    session.commit()

    hand_over(session, robin, mira, make.ada())

    anew(session)
    assert not theirs(session, robin.id).is_any
    assert session.scalars(select(HandOver)).one().applications == 1


def test_a_hand_over_takes_as_many_statements_for_fifty_as_for_two(make, session, engine, mira):
    ada, said = make.ada(), []
    for count in (2, 50):
        leaver, job = make.teammate(f"Leaver{count} One"), make.job(f"Job {count}")
        for number in range(count):
            make.application(
                candidate=make.candidate(f"P{count}{number} Quill"), job=job, owner=leaver
            )
        with counted(engine) as all_said:
            hand_over(session, leaver, mira, ada)
        said.append(len(all_said))

    assert said[0] == said[1]
