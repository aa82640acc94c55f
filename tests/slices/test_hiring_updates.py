"""A word to the candidate: page, timeline, promise and mail change together, or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.company.actions import set_holidays
from portal.hiring.actions import pipelines, updates
from portal.hiring.models import Application, TimelineKind
from portal.hiring.promises import PromiseResult
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.standing.queries import application_view
from portal.team.models import Teammate
from tests.make import MONDAY, WORDS
from tests.written import at_once, everything, ledger_of, letters, refused, trail_of

FRIDAY = date(2026, 11, 27)
FIRST_DUE = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def word(status=Status.IN_REVIEW, words=WORDS, due=FRIDAY, sentence=""):
    return updates.Word(status, words, sentence, due)


def give(make, application, said=None, **more):
    with transaction(make.session):
        return updates.give(make.session, application, make.robin(), word=said or word(), **more)


def view_of(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_a_word_keeps_the_promise_and_makes_the_next(make, session):
    application = make.application()
    seen = application.version

    update = give(make, application)

    assert (update.status, update.words, update.by.name) == (
        Status.IN_REVIEW,
        WORDS,
        "Robin Keller",
    )
    assert (application.status, application.next_word_by) == (Status.IN_REVIEW, FRIDAY)
    assert application.version > seen
    assert ledger_of(session, application) == [(FIRST_DUE, PromiseResult.KEPT), (FRIDAY, None)]
    assert trail_of(session, application.ref)[-1] == "update.given"
    assert letters(session) == [Letter.INTRODUCTION, Letter.UPDATE]


def test_a_word_is_on_the_page_and_counts_as_human(make, session):
    application = make.application()

    give(make, application, word(sentence="You are through to the talks"))

    last = application.timeline[-1]
    assert (last.kind, last.words, last.at, last.is_told) == (
        TimelineKind.HUMAN,
        WORDS,
        MONDAY,
        True,
    )
    view = view_of(session, application)
    assert (view.sentence, view.words, view.next_word_by) == (
        "You are through to the talks",
        WORDS,
        FRIDAY,
    )


def test_a_word_that_we_need_longer_extends(make, session):
    application = make.application()

    give(make, application, as_extended=True)

    assert ledger_of(session, application)[0] == (FIRST_DUE, PromiseResult.EXTENDED)


@pytest.mark.parametrize("as_extended", [False, True])
def test_a_late_word_is_missed_for_ever(make, session, as_extended):
    application = make.application()

    for due in (date(2027, 1, 29), date(2027, 2, 5)):
        with clock.held_at(MONDAY + timedelta(days=60)):
            give(make, application, word(due=due), as_extended=as_extended)

    assert [result for _due, result in ledger_of(session, application)] == [
        PromiseResult.MISSED,
        PromiseResult.EXTENDED if as_extended else PromiseResult.KEPT,
        None,
    ]


def test_the_day_ends_at_the_candidates_midnight(make, session, subtests):
    for zone, midnight in (
        (None, datetime(2026, 12, 8, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 12, 7, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 8, 8, tzinfo=UTC)),
    ):
        for seconds, result in ((1, PromiseResult.KEPT), (0, PromiseResult.MISSED)):
            application = make.application(candidate=make.candidate(zone=zone))
            with subtests.test(str(zone)), clock.held_at(midnight - timedelta(seconds=seconds)):
                give(make, application, word(due=date(2026, 12, 11)))
                assert ledger_of(session, application)[0] == (FIRST_DUE, result)


def test_what_is_no_word_is_refused(make, session, subtests):
    with transaction(session):
        set_holidays(session, {date(2026, 12, 25): "Christmas"}, by="ada")
    application, robin = make.application(), make.robin()

    for said, because in (
        (word(words=""), "Write what the candidate will read"),
        (word(due=None), "by when the next word"),
        (word(due=date(2026, 11, 20)), "That day is over"),
        (word(due=date(2026, 11, 28)), "Nobody works on that day"),
        (word(due=date(2026, 12, 25)), "Nobody works on that day"),
        (word(due=date(2027, 4, 2)), "90 working days"),
        (word(due=date(9999, 12, 31)), "90 working days"),
        (word(Status.ON_HOLD, due=date(2027, 1, 8)), "30 working days"),
        (word(Status.OFFER), "forms of their own"),
        (word(Status.JOINING), "forms of their own"),
        (word(Status.CLOSED), "forms of their own"),
    ):
        with subtests.test(str(said)), refused(session, because):
            updates.give(session, application, robin, word=said)


def test_the_first_and_the_last_day_that_may_be_promised(make):
    application = make.application()

    for said in (
        word(due=MONDAY.date()),
        word(due=date(2027, 3, 29)),
        word(Status.ON_HOLD, due=date(2027, 1, 4)),
    ):
        give(make, application, said)
        assert application.next_word_by == said.next_word_by


def test_today_is_the_candidates_today(make, session):
    far_east = make.application(candidate=make.candidate("Mere Ihaka", zone="Pacific/Auckland"))
    robin = make.robin()

    with clock.held_at(MONDAY.replace(hour=20)), refused(session, "That day is over"):
        updates.give(session, far_east, robin, word=word(due=MONDAY.date()))


def test_nobody_says_more_once_it_is_closed(make, session):
    application, robin = make.ending(), make.robin()

    with refused(session, "is closed"):
        updates.give(session, application, robin, word=word())


@pytest.mark.parametrize("answer", ["offer", "accepted"])
def test_an_offer_is_not_talked_over(make, session, answer):
    application, robin = getattr(make, answer)().application, make.robin()

    with refused(session, "There is an offer"):
        updates.give(session, application, robin, word=word())


def test_whoever_has_an_offer_is_still_written_to(make, session):
    application = make.offer().application

    give(make, application, word(Status.OFFER, "Any questions? Ask me."))

    assert application.status is Status.OFFER
    assert ledger_of(session, application)[-1] == (FRIDAY, None)


def test_a_word_introduces_whoever_was_not(make, session):
    application = make.application(introduced=False)

    give(make, application)

    assert application.introduced_at == MONDAY
    assert ledger_of(session, application) == [(FRIDAY, None)]
    assert letters(session) == [Letter.UPDATE]


def test_whoever_has_no_address_reads_it_on_the_page_alone(make, session):
    application = make.application(candidate=make.candidate(email=""), introduced=False)

    give(make, application)

    assert view_of(session, application).words == WORDS
    assert letters(session) == []


def test_a_word_of_interviews_counts_as_interviewed(make):
    application = make.application()

    give(make, application, word(Status.INTERVIEWING))

    assert application.interviewed


def test_the_same_form_sent_twice_is_told_once(make, session):
    application, robin = make.application(), make.robin()
    seen = application.version
    give(make, application, seen=seen)

    with refused(session, "Somebody changed this application"):
        updates.give(session, application, robin, word=word(), seen=seen)


def test_of_two_who_write_at_once_one_is_told(make, session, sessions):
    application, by, answers = make.application(), make.robin().id, []
    which, version = application.id, application.version

    def write(begin):
        with clock.held_at(MONDAY), sessions() as own:
            mine = own.get_one(Application, which)
            robin = own.get_one(Teammate, by)
            begin()
            try:
                with transaction(own):
                    updates.give(own, mine, robin, word=word(), seen=version)
                answers.append("told")
            except Refusal as refusal:
                answers.append(str(refusal).partition(".")[0])

    at_once(write, write)

    make.look_again()
    assert sorted(answers) == ["Somebody changed this application meanwhile", "told"]
    assert len(application.updates) == 2
    assert [result for _due, result in ledger_of(session, application)] == [
        PromiseResult.KEPT,
        None,
    ]


def test_what_was_told_stays_as_it_was_told(make, session):
    application = make.application(stage="Review")
    give(make, application)
    before = view_of(session, application)

    with transaction(session):
        stage = make.stage(application.job, "Review")
        pipelines.change_stage(
            session, stage, None, plan=StagePlan(stage.name, Status.ON_HOLD, "Paused")
        )

    assert view_of(session, application) == before


def test_a_word_and_a_move_are_one(make, session):
    application = make.application()
    with transaction(session):
        updates.give_and_move(
            session,
            application,
            make.robin(),
            word=word(Status.INTERVIEWING),
            stage=make.stage(application.job, "Interviews"),
            seen=application.version,
        )

    assert (application.status, application.stage.name) == (Status.INTERVIEWING, "Interviews")
    assert trail_of(session, application.ref)[-2:] == ["update.given", "application.moved"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.UPDATE]


def test_no_word_is_told_where_the_move_is_refused(make, session):
    application, robin = make.application(), make.robin()
    elsewhere = make.stage(make.job("Designer"), "Interviews")

    with refused(session, "another job"):
        updates.give_and_move(session, application, robin, word=word(), stage=elsewhere)


def test_a_word_leaves_the_verdict_and_the_stage_alone(make, session):
    application = make.verdict()
    before = everything(session)

    give(make, application)

    after = everything(session)
    assert all(after[table] == before[table] for table in ("verdicts", "stage_moves", "steps"))
