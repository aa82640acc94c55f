"""Several at once: each is told as one is told, or is left as they are and named."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.hiring.actions import together, updates
from portal.hiring.models import Promise, TimelineKind
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import Status
from portal.hiring.together import Pick, Same, why_not
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS
from tests.posted import messages
from tests.recruiter.desk import anew, counted, unchanged
from tests.written import trail_of

DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 27)
SAME = Same(WORDS, FRIDAY)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def tell(make, picks, same=SAME, actor=None):
    """Robin tells them."""
    robin = make.robin()
    with transaction(make.session):
        return together.give_same(
            make.session,
            picks,
            robin,
            actor=actor or Actor(robin.id, Role.RECRUITER),
            same=same,
        )


def pick(application):
    return Pick(application.ref, application.version)


def people(make, count, **more):
    return [
        make.application(candidate=make.candidate(f"Person{number} Quill"), **more)
        for number in range(count)
    ]


def test_each_is_told_as_one_is(make, session):
    three = people(make, 3, stage="Interviews")
    headings = [application.updates[-1].sentence for application in three]

    said = tell(make, [pick(application) for application in three])

    anew(session)
    assert (said.told, said.left) == (3, [])
    for application, heading in zip(three, headings, strict=True):
        told = application.updates[-1]
        assert (told.words, told.sentence, told.next_word_by) == (WORDS, heading, FRIDAY)
        assert (application.status, application.next_word_by) == (Status.INTERVIEWING, FRIDAY)
        assert application.timeline[-1].kind is TimelineKind.HUMAN
        assert trail_of(session, application.ref)[-1] == "update.given"
        assert application.promises[0].result is PromiseResult.KEPT
    assert len(messages(session, Letter.UPDATE)) == 3


def test_we_need_longer_is_an_extension(make, session):
    two = people(make, 2)

    tell(make, [pick(one) for one in two], Same(WORDS, FRIDAY, as_extended=True))

    settled = session.scalars(select(Promise.result).where(Promise.result.is_not(None))).all()
    assert settled == [PromiseResult.EXTENDED] * 2


def test_who_was_changed_since_is_left_and_named(make, session):
    sam, ken = make.application(), make.application(candidate=make.candidate("Ken Ito"))
    picks = [pick(sam), pick(ken)]
    with transaction(session):
        updates.give(
            session, ken, make.robin(), word=updates.Word(Status.RECEIVED, "Mine.", "", FRIDAY)
        )

    said = tell(make, picks)

    anew(session)
    assert said.told == 1
    assert [(one.name, one.again) for one in said.left] == [("Ken Ito", pick(ken))]
    assert "meanwhile" in said.left[0].why
    assert ken.updates[-1].words == "Mine."


def test_whoever_needs_words_of_their_own_is_left_and_named(make, session):
    decided = make.verdict(make.application(candidate=make.candidate("Decided Quill")))
    closed = make.ending(make.application(candidate=make.candidate("Closed Quill")))
    stranger = make.application(candidate=make.candidate("New Quill"), introduced=False)
    offered = make.offer(
        make.application(candidate=make.candidate("Offered Quill"), stage="Decision")
    ).application
    anew(session)
    picks = [pick(one) for one in (decided, closed, stranger, offered)]

    with unchanged(session):
        said = tell(make, picks)

    why = {one.name.partition(" ")[0]: one.why for one in said.left}
    assert why == {
        "Decided": "Decided, and not told yet: tell them that.",
        "Closed": "This application is closed.",
        "New": "Not introduced yet: nothing was promised.",
        "Offered": "There is an offer: that takes words of its own.",
    }
    assert [one.again for one in said.left] == [None] * 4


def test_the_same_again_at_once_is_told_once(make, session):
    picks = [pick(one) for one in people(make, 3)]
    tell(make, picks)

    with unchanged(session):
        said = tell(make, picks)

    assert (said.told, said.left) == (3, [])


def test_the_same_a_minute_later_is_not_a_double_click(make, session):
    picks = [pick(make.application())]
    tell(make, picks)

    with clock.held_at(MONDAY + timedelta(minutes=1)), unchanged(session):
        said = tell(make, picks)

    assert (said.told, len(said.left)) == (0, 1)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 28), date(2036, 11, 28)])
def test_a_day_that_nobody_can_be_promised_is_refused_for_all(make, session, day):
    picks = [pick(one) for one in people(make, 2)]

    with unchanged(session), pytest.raises(Refusal):
        tell(make, picks, Same(WORDS, day))


def test_a_day_that_one_of_them_can_t_be_promised_leaves_that_one(make, session):
    sam = make.application()
    paused = make.application(candidate=make.candidate("Ken Ito"), stage="On hold")

    said = tell(make, [pick(sam), pick(paused)], Same(WORDS, date(2027, 2, 26)))

    assert said.told == 1
    assert [one.name for one in said.left] == ["Ken Ito"]
    assert "paused role" in said.left[0].why


def test_who_is_not_the_actors_to_see_is_nobody(make, session):
    sam, charlie = make.application(), make.charlie()
    jonas = Actor(make.robin().id, Role.HIRING_MANAGER, frozenset({sam.job_id}))
    picks = [pick(sam), pick(charlie), Pick("2" * 16, 1)]

    said = tell(make, picks, actor=jonas)

    anew(session)
    assert (said.told, said.left) == (1, [])
    assert charlie.updates[-1].words == ""


def test_a_fault_halfway_tells_nobody(make, session, monkeypatch):
    picks = [pick(one) for one in people(make, 2)]
    given = []
    real = updates.give_held

    def fails(*args, **more):
        given.append(real(*args, **more))
        if len(given) == 2:
            raise RuntimeError

    monkeypatch.setattr(updates, "give_held", fails)

    with unchanged(session), pytest.raises(RuntimeError):
        tell(make, picks)


def test_it_costs_the_same_for_each(make, session, engine):
    few, many = people(make, 2), people(make, 20, job=make.job("Data Analyst"))
    costs = []
    for some in (few, many):
        picks = [pick(one) for one in some]
        with counted(engine) as said:
            tell(make, picks)
        costs.append(len(said))

    each = (costs[1] - costs[0]) / 18

    assert each <= 10
    assert costs[0] <= 15 + 2 * each


@pytest.mark.parametrize("status", Status)
def test_who_can_be_told_the_same(status):
    may = why_not(status, is_open=True, is_introduced=True, is_decided=False) is None

    assert may == (status not in {Status.OFFER, Status.JOINING})
