"""Telling that we do not go on: the close, the page, the ledger and the mail change together."""

from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import endings, history, releases, stages, steps, verdicts
from portal.hiring.holding import Dropped
from portal.hiring.models import Application, Ending, StepKind, TimelineKind
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import CLOSED_BY_US, EndingWay, Outcome, Status
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from portal.web.races import words_for_race
from tests.make import MONDAY, NOTE
from tests.written import at_once, ledger_of, letters, refused, trail_of

TWO_DAYS = timedelta(days=2)
BEFORE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def write(make, application, *, way=EndingWay.NOTE, words=NOTE, **more):
    return endings.write(make.session, application, make.robin(), way=way, words=words, **more)


def tell(make, application, **more):
    ending = write(make, application, **more)
    endings.release(make.session, ending)
    return ending


def view_of(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_a_told_ending_closes_with_the_words_they_read(make, session):
    application = make.verdict()
    seen = application.version

    with transaction(session):
        ending = tell(make, application)

    assert (application.outcome, application.closed_at) == (Outcome.NOT_SELECTED, MONDAY)
    assert (application.ending, application.next_word_by) == (ending, None)
    assert (ending.way, ending.words, ending.told_at) == (EndingWay.NOTE, NOTE, MONDAY)
    assert application.version > seen
    assert [result for _due, result in ledger_of(session, application)] == [PromiseResult.KEPT]
    assert trail_of(session, application.ref)[-1] == "ending.told"
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]


def test_the_page_closes_and_says_why(make, session):
    application = make.ending()

    view = view_of(session, application)
    assert (view.status, view.outcome) == (Status.CLOSED, Outcome.NOT_SELECTED)
    assert (view.ending.words, view.ending.by) == (NOTE, "Robin Keller")
    last = application.timeline[-1]
    assert (last.kind, last.words) == (TimelineKind.HUMAN, "Our decision")


def test_until_it_is_told_the_page_is_open(make, session):
    application = make.application()
    before = view_of(session, application)

    make.verdict(application)

    assert view_of(session, application) == before
    assert before.status is not Status.CLOSED


def test_whoever_was_never_interviewed_may_get_a_mail(make, session):
    application = make.verdict()

    with transaction(session):
        tell(make, application, way=EndingWay.MAIL, words="Many applied, and we chose another.")

    assert application.ending.way is EndingWay.MAIL


def stood_in_interviews(make):
    application = make.application()
    for name in ("Interviews", "Received"):
        with transaction(make.session):
            stage = make.stage(application.job, name)
            stages.move(make.session, application, make.robin(), stage=stage)
    return application


def came_in_while_deciding(make):
    return make.application(stage="Decision")


def had_an_interview(make):
    application = make.application()
    with clock.held_at(MONDAY - TWO_DAYS):
        make.step(application, starts_at=MONDAY - timedelta(hours=1))
    return application


def had_one_elsewhere(make):
    application = make.application(introduced=False)
    plan = steps.Plan(StepKind.INTERVIEW, "A call", MONDAY - TWO_DAYS, None, "Europe/Lisbon")
    with transaction(make.session):
        history.set_step(make.session, application, None, plan=plan, external_id="i-1")
    return application


@pytest.mark.parametrize(
    "met", [stood_in_interviews, came_in_while_deciding, had_an_interview, had_one_elsewhere]
)
def test_whoever_was_interviewed_gets_no_form_letter(make, session, met):
    application = make.verdict(met(make))

    with refused(session, "Sam Okafor was interviewed: write a note"):
        tell(make, application, way=EndingWay.MAIL)
    with transaction(session):
        tell(make, application, way=EndingWay.NOTE)


def only_planned(make):
    application = make.application()
    make.step(application, starts_at=MONDAY + TWO_DAYS)
    return application


def called_off(make):
    application = make.application()
    step = make.step(application, starts_at=MONDAY + timedelta(minutes=1))
    with transaction(make.session):
        steps.cancel(make.session, step, make.robin())
    return application


def only_a_task(make):
    application = make.application()
    make.step(application, kind=StepKind.TASK, starts_at=MONDAY + timedelta(minutes=1))
    return application


@pytest.mark.parametrize("not_met", [only_planned, called_off, only_a_task])
def test_what_never_took_place_is_no_interview(make, session, not_met):
    application = make.verdict(not_met(make))

    with clock.held_at(MONDAY + timedelta(hours=1)), transaction(session):
        tell(make, application, way=EndingWay.MAIL)

    assert application.outcome is Outcome.NOT_SELECTED


def test_nobody_is_told_elsewhere_from_here(make, session):
    application = make.verdict()

    with refused(session, "by a call, a note or a mail"):
        write(make, application, way=EndingWay.ELSEWHERE)


def test_nobody_is_told_what_was_not_decided(make, session):
    application = make.application()
    make.robin()

    with refused(session, "Decide first"):
        tell(make, application)


def test_a_note_that_says_nothing_is_refused(make, session, subtests):
    application = make.verdict()

    for words in ("", " ", "N/A", "...", "[name], thank you", "Dear {{ name }}"):
        with subtests.test(str(words)), refused(session, "a line of your own|placeholder"):
            tell(make, application, words=words)


def test_it_is_told_once(make, session):
    application = make.ending()

    with refused(session, "closed already"):
        tell(make, application)


def test_the_second_of_two_is_told_what_the_first_did(make, session):
    application = make.application()
    seen = application.version
    make.verdict(application)

    with refused(session, "Somebody changed"):
        tell(make, application, seen=seen)


def test_while_there_is_an_offer_nobody_is_let_go(make, session):
    application = make.verdict(make.offer().application)

    with refused(session, "There is an offer"):
        tell(make, application)


def test_a_late_ending_stays_late(make, session):
    application = make.verdict(make.late())

    with transaction(session):
        tell(make, application)

    assert [result for _due, result in ledger_of(session, application)] == [PromiseResult.MISSED]


def test_whoever_was_never_introduced_is_told_too(make, session):
    application = make.ending(make.application(introduced=False))

    assert application.introduced_at == MONDAY
    assert ledger_of(session, application) == []
    assert letters(session) == [Letter.ENDING]


def test_charlie_hears_nothing_of_it(make, session):
    charlie = make.charlie()
    before = view_of(session, charlie)

    make.ending()

    assert view_of(session, charlie) == before
    whom = select(Message.candidate_id).where(Message.letter == Letter.ENDING)
    assert charlie.candidate_id not in session.scalars(whom).all()


def test_the_database_keeps_no_ending_without_words(make, session, subtests):
    application = make.ending()

    for way in (EndingWay.NOTE, EndingWay.MAIL, EndingWay.CALL):
        with subtests.test(str(way)), pytest.raises(IntegrityError, match="says_something"):
            session.execute(text("UPDATE endings SET words = '', way = :it"), {"it": way.value})
        session.rollback()
    moments = {"written_at": MONDAY, "leaves_at": MONDAY, "told_at": MONDAY}
    session.add(Ending(application_id=application.id, way=EndingWay.ELSEWHERE, **moments))
    session.commit()


def test_the_database_keeps_what_was_told(make, session, subtests):
    make.ending()

    for changed in (
        "UPDATE endings SET taken_back_at = told_at",
        "UPDATE endings SET dropped_at = told_at, dropped_because = 'closed'",
    ):
        with subtests.test(changed), pytest.raises(IntegrityError, match="told_stays_told"):
            session.execute(text(changed))
        session.rollback()


def test_what_waits_changes_nothing_outside_and_is_on_the_trail(make, session):
    application = make.verdict(make.application(stage="Interviews"))
    before, seen = view_of(session, application), application.version

    with transaction(session):
        ending = write(make, application)

    assert view_of(session, application) == before
    assert (application.outcome, application.ending_id, ending.told_at) == (None, None, None)
    make.look_again()
    assert application.waiting() == ending
    assert ending.leaves_at == MONDAY + timedelta(minutes=10)
    assert application.version > seen
    assert trail_of(session, application.ref)[-1] == "ending.written"
    assert letters(session) == [Letter.INTRODUCTION]


def test_it_leaves_when_its_time_has_come_and_not_before(make, session, sessions):
    ending = make.held()
    application = ending_of(session, ending)

    for minutes, told in ((9, 0), (10, 1), (11, 0)):
        with clock.held_at(MONDAY + timedelta(minutes=minutes)):
            assert releases.release_due(sessions) == told

    make.look_again()
    assert application.outcome is Outcome.NOT_SELECTED
    assert ending.told_at == application.closed_at == MONDAY + timedelta(minutes=10)
    assert trail_of(session, application.ref)[-2:] == ["ending.written", "ending.told"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]


def ending_of(session, ending):
    return session.get_one(Application, ending.application_id)


def test_undone_in_time_nobody_hears_of_it(make, session, sessions):
    application = make.application(stage="Interviews")
    before = view_of(session, application)
    make.held(application)

    with clock.held_at(MONDAY + timedelta(minutes=9)), transaction(session):
        endings.take_back(session, application, make.robin())
    with clock.held_at(MONDAY + timedelta(days=1)):
        assert releases.release_due(sessions) == 0

    assert view_of(session, application) == before
    assert application.waiting() is None
    assert trail_of(session, application.ref)[-1] == "ending.taken_back"
    assert letters(session) == [Letter.INTRODUCTION]


def test_what_left_is_not_undone(make, session):
    application = make.ending()

    with refused(session, "Nothing is waiting to leave"):
        endings.take_back(session, application, make.robin())


def test_taking_the_decision_back_takes_its_words_back(make, session, sessions):
    application = ending_of(session, make.held())

    with transaction(session):
        verdicts.take_back(session, application, make.robin())

    assert trail_of(session, application.ref)[-2:] == ["ending.taken_back", "verdict.taken_back"]
    with clock.held_at(MONDAY + timedelta(days=1)):
        assert releases.release_due(sessions) == 0


def test_one_ending_waits_at_a_time(make, session):
    application = ending_of(session, make.held())

    with refused(session, "wait to leave already"):
        write(make, application, words=f"{NOTE} Once more.")


def test_the_database_lets_one_wait(make, session):
    ending = make.held()
    twin = Ending(
        application_id=ending.application_id,
        way=EndingWay.NOTE,
        words=NOTE,
        written_at=MONDAY,
        leaves_at=MONDAY,
    )

    session.add(twin)
    with pytest.raises(IntegrityError) as raised:
        session.flush()
    assert "wait to leave already" in words_for_race(raised.value)


def test_a_call_is_told_at_once(make, session):
    application = make.verdict(make.application(stage="Interviews"))

    with transaction(session):
        ending = write(make, application, way=EndingWay.CALL, words="We spoke on the phone.")

    assert (ending.told_at, application.outcome) == (MONDAY, Outcome.NOT_SELECTED)
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]


def test_a_job_that_closes_needs_no_decision(make, session):
    application = make.application()

    with transaction(session):
        application.job.closing_at = clock.now()
        tell(make, application, way=EndingWay.MAIL, outcome=Outcome.JOB_CLOSED)

    assert application.outcome is Outcome.JOB_CLOSED


def test_nobody_is_told_that_a_job_closes_that_does_not(make, session):
    application = make.application()

    with refused(session, "Decide first"):
        tell(make, application, way=EndingWay.MAIL, outcome=Outcome.JOB_CLOSED)


def they_are_offered_the_job(make, application):
    make.offer(application)


def they_accept_it(make, application):
    make.accepted(make.offer(application))


def they_decline_it(make, application):
    make.declined(make.offer(application))


def somebody_meets_them(make, application):
    make.step(application, starts_at=MONDAY + timedelta(minutes=5))


def the_decision_is_gone(make, application):
    with transaction(make.session):
        application.verdict().taken_back_at = MONDAY


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (they_are_offered_the_job, Dropped.OFFER),
        (they_accept_it, Dropped.OFFER),
        (they_decline_it, Dropped.CLOSED),
        (somebody_meets_them, Dropped.INTERVIEWED),
        (the_decision_is_gone, Dropped.NOT_DECIDED),
    ],
)
def test_what_is_no_longer_so_is_not_told(make, session, sessions, happens, why):
    ending = make.held(way=EndingWay.MAIL)
    application = ending_of(session, ending)
    happens(make, application)
    make.look_again()
    was, told = (application.status, application.outcome), letters(session)
    later = MONDAY + timedelta(minutes=10)

    with clock.held_at(later):
        before = view_of(session, application)
        assert releases.release_due(sessions) == 0
        assert view_of(session, application) == before

    make.look_again()
    assert (ending.dropped_at, ending.dropped_because, ending.told_at) == (later, why, None)
    assert (application.status, application.outcome, letters(session)) == (*was, told)
    last = application.timeline[-1]
    assert (last.is_told, last.words[:28]) == (False, "The ending that waited was n")
    assert trail_of(session, application.ref)[-1] == "ending.dropped"


def test_an_hour_back_on_the_clock_tells_nothing_twice(make, session, sessions):
    ending = make.held()
    application = ending_of(session, ending)
    with clock.held_at(MONDAY + timedelta(minutes=30)):
        assert releases.release_due(sessions) == 1

    with clock.held_at(MONDAY - timedelta(minutes=30)):
        assert releases.release_due(sessions) == 0
    with clock.held_at(MONDAY + timedelta(minutes=30)):
        assert releases.release_due(sessions) == 0

    assert letters(session).count(Letter.ENDING) == 1
    assert trail_of(session, application.ref).count("ending.told") == 1


def test_one_that_fails_keeps_nobody_waiting(make, session, sessions, monkeypatch):
    first = make.held()
    make.held(make.application(candidate=make.candidate("Lina Haddad")))
    release = endings.release

    def failing(writing, ending):
        if ending.id == first.id:
            raise RuntimeError
        return release(writing, ending)

    monkeypatch.setattr(endings, "release", failing)
    with clock.held_at(MONDAY + timedelta(minutes=10)):
        assert releases.release_due(sessions) == 1
    monkeypatch.undo()
    with clock.held_at(MONDAY + timedelta(minutes=11)):
        assert releases.release_due(sessions) == 1


def test_a_stopped_worker_begins_nothing_new(make, sessions):
    make.held()
    stopping = Event()
    stopping.set()

    with clock.held_at(MONDAY + timedelta(minutes=10)):
        assert releases.release_due(sessions, stopping) == 0


def test_several_workers_tell_each_once(make, session, sessions):
    for name in ("Lina Haddad", "Ken Ito", "Omar Said"):
        make.held(make.application(candidate=make.candidate(name)))
    told = []

    def work(begin):
        with clock.held_at(MONDAY + timedelta(minutes=10)):
            begin()
            told.append(releases.release_due(sessions))

    at_once(work, work)
    with clock.held_at(MONDAY + timedelta(minutes=10)):
        told.append(releases.release_due(sessions))

    assert sum(told) == 3
    assert letters(session).count(Letter.ENDING) == 3


def test_what_ended_before_it_came_in_is_closed_in_silence(make, session, subtests):
    robin, job = make.robin(), make.job()

    for outcome in Outcome:
        application = make.application(job=job, introduced=False)
        with transaction(session):
            past = history.Past(application.id, application.ref, outcome, BEFORE)
            history.close(session, [past], robin)
        make.look_again()

        with subtests.test(str(outcome)):
            assert (application.outcome, application.closed_at) == (outcome, BEFORE)
            way = application.ending.way if application.ending else None
            assert way == (EndingWay.ELSEWHERE if outcome in CLOSED_BY_US else None)
            assert trail_of(session, application.ref)[-1] == "application.came_closed"
            assert view_of(session, application).status is Status.CLOSED
    assert letters(session) == []


def test_what_came_in_decided_shows_nothing_of_it(make, session):
    application = make.application(introduced=False)
    before = view_of(session, application)

    with transaction(session):
        decided = history.Decided(application.id, application.ref, BEFORE, "In the file")
        history.decide(session, [decided], make.robin())

    assert view_of(session, application) == before
    assert application.verdict().reason == "In the file"
    assert trail_of(session, application.ref)[-1] == "verdict.reached"


def test_a_step_of_somebody_introduced_is_not_changed_in_silence(make, session):
    application = make.application()
    plan = steps.Plan(StepKind.INTERVIEW, "A call", MONDAY + TWO_DAYS, None, "Europe/Lisbon")

    with refused(session, "They were introduced"):
        history.set_step(session, application, None, plan=plan, external_id="i-1")


def test_the_same_interview_in_the_next_file_moves(make, session):
    application = make.application(introduced=False)
    for days in (2, 3):
        when = MONDAY + timedelta(days=days)
        plan = steps.Plan(StepKind.INTERVIEW, "A call", when, None, "Europe/Lisbon")
        with transaction(session):
            history.set_step(session, application, None, plan=plan, external_id="i-1")

    (step,) = application.steps
    assert step.starts_at.date() == date(2026, 11, 26)
    assert letters(session) == []
