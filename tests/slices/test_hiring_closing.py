"""Closing a job: everybody hears first, the job closes last. And a second choice, which nobody
outside notices."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import arrivals, closing, endings, second_choices
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.holding import Dropped
from portal.hiring.models import SecondChoice
from portal.hiring.queries.closing import who_is_open
from portal.hiring.queries.scope import Scope
from portal.hiring.queries.untold import my_notes, notes_of
from portal.hiring.stages import EndingWay, Outcome
from portal.offers import actions as offers
from portal.offers.around import FirstOne, acceptances_to_undo
from portal.offers.around import second_choices as seconds
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor, Role
from tests.make import MONDAY, NOTE
from tests.written import refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def close(make, job):
    with transaction(make.session):
        closing.close(make.session, job, make.robin())
    make.look_again()


def empty(make):
    with transaction(make.session):
        closing.close_emptied(make.session)
    make.look_again()


def mark(make, application):
    with transaction(make.session):
        second_choices.mark(make.session, application, make.robin())
    make.look_again()


def robins(make, **more):
    return Scope(Actor(make.robin().id, Role.RECRUITER), **more)


def test_a_job_in_which_nobody_is_open_closes_at_once(make, session):
    job = make.ending(make.application()).job

    close(make, job)

    assert (job.closing_at, job.closed_at) == (MONDAY, MONDAY)
    assert trail_of(session, job.ref)[-2:] == ["job.closing", "job.closed"]


def test_else_it_closes_once_the_last_one_was_told(make, session):
    application = make.application()
    job = application.job
    close(make, job)
    empty(make)
    assert job.closed_at is None

    with transaction(session):
        outcome = Outcome.JOB_CLOSED
        ending = endings.write(
            session, application, make.robin(), way=EndingWay.MAIL, words=NOTE, outcome=outcome
        )
    empty(make)
    assert job.closed_at is None
    with transaction(session):
        endings.release(session, ending)
    empty(make)
    empty(make)

    assert job.closed_at == MONDAY
    assert application.outcome is Outcome.JOB_CLOSED
    assert trail_of(session, job.ref).count("job.closed") == 1


def test_a_job_is_closed_once(make, session):
    job = make.application().job
    close(make, job)

    with refused(session, "being closed already"):
        closing.close(session, job, make.robin())


def test_an_open_offer_keeps_a_job_open(make, session):
    job = make.offer().application.job

    with refused(session, "An offer is open"):
        closing.close(session, job, make.robin())


def test_whoever_joins_keeps_no_job_open_and_goes_on(make):
    offer = make.accepted()

    close(make, offer.application.job)

    assert offer.application.job.closed_at == MONDAY
    assert offer.application.is_open()


def test_who_accepted_and_may_undo_it_is_named(make, session):
    offer = make.accepted()
    job = offer.application.job

    assert [one.name for one in acceptances_to_undo(session, job)] == ["Sam Okafor"]
    with clock.held_at(MONDAY + timedelta(hours=25)):
        assert acceptances_to_undo(session, job) == []


def test_it_may_stay_open_after_all(make, session):
    job = make.application().job
    close(make, job)

    with transaction(session):
        closing.keep_open(session, job, make.robin())

    assert job.closing_at is None
    assert trail_of(session, job.ref)[-1] == "job.kept_open"
    with refused(session, "not being closed"):
        closing.keep_open(session, job, make.robin())


def test_only_a_closed_job_is_opened_again(make, session):
    job = make.ending(make.application()).job
    close(make, job)

    with transaction(session):
        closing.reopen(session, job, make.robin())

    assert (job.closing_at, job.closed_at) == (None, None)
    assert trail_of(session, job.ref)[-1] == "job.reopened"
    with refused(session, "open already"):
        closing.reopen(session, job, make.robin())


def test_not_while_words_wait_that_say_it_closes(make, session):
    application = make.application()
    close(make, application.job)
    with transaction(session):
        way, outcome = EndingWay.MAIL, Outcome.JOB_CLOSED
        endings.write(session, application, make.robin(), way=way, words=NOTE, outcome=outcome)

    with refused(session, "Take them back first"):
        closing.keep_open(session, application.job, make.robin())


def test_words_that_say_it_closes_are_dropped_where_it_does_not(make, session):
    application = make.application()
    close(make, application.job)
    with transaction(session):
        way, outcome = EndingWay.MAIL, Outcome.JOB_CLOSED
        ending = endings.write(
            session, application, make.robin(), way=way, words=NOTE, outcome=outcome
        )
        application.job.closing_at = None

    with transaction(session):
        assert not endings.release(session, ending)

    assert ending.dropped_because is Dropped.NOT_DECIDED
    assert application.is_open()


def test_nobody_new_comes_into_a_closed_job(make, session):
    job = make.job()
    close(make, job)
    arrival = arrivals.Arrival(
        NewCandidate("Omar Said", "Omar", "omar@example.org"), job, job.stages[0], MONDAY.date()
    )

    with refused(session, "That job is closed"):
        arrivals.bring_in(session, arrival, make.robin())


def test_who_is_open_stands_by_what_they_wait_for(make, session):
    job = make.job()

    def apply(name, **more):
        return make.application(candidate=make.candidate(name), job=job, **more)

    spoke, plain = apply("Omar Said", stage="Interviews"), apply("Ines Moreau")
    held = make.held(apply("Ken Ito"))
    asked = make.offer(apply("Lina Haddad", stage="Decision"))
    joins = make.accepted(make.offer(apply("Sofia Lind", stage="Decision")))

    who = who_is_open(session, job)

    assert [one.ref for one in who.interviewed] == [spoke.ref]
    assert [one.ref for one in who.others] == [plain.ref]
    assert [one.name for one in who.waiting] == ["Ken Ito"]
    assert [one.ref for one in who.with_offer] == [asked.application.ref]
    assert [one.ref for one in who.joining] == [joins.application.ref]
    assert held.is_waiting()


def test_a_job_that_closes_is_said_where_nothing_was_decided(make):
    application = make.application()
    decided = make.verdict(
        make.application(candidate=make.candidate("Omar Said"), job=application.job)
    )
    assert application.ends_as() is Outcome.NOT_SELECTED

    close(make, application.job)

    assert application.ends_as() is Outcome.JOB_CLOSED
    assert decided.ends_as() is Outcome.NOT_SELECTED


def test_notes_are_for_whoever_was_interviewed_and_is_untold(make, session):
    job = make.job()

    def apply(name, **more):
        return make.application(candidate=make.candidate(name), job=job, **more)

    first = make.verdict(apply("Omar Said", stage="Interviews"))
    with clock.held_at(MONDAY + timedelta(minutes=1)):
        second = make.verdict(apply("Ines Moreau"))
        make.step(second, starts_at=MONDAY - timedelta(hours=1))
        make.verdict(apply("Ken Ito"))
        make.held(apply("Lina Haddad", stage="Interviews"))
        undecided = apply("Sofia Lind", stage="Interviews")

    actor = Actor(make.robin().id, Role.RECRUITER)
    make.look_again()
    assert [note.ref for note in notes_of(session, job)] == [first.ref, second.ref]
    assert [note.ref for note in my_notes(session, actor)] == [first.ref, second.ref]
    nobody = Actor(make.robin().id, Role.HIRING_MANAGER)
    assert my_notes(session, nobody) == []
    close(make, job)
    assert {note.ref for note in notes_of(session, job)} == {
        first.ref,
        second.ref,
        undecided.ref,
    }


def test_a_second_choice_is_marked_and_taken_off(make, session):
    application = make.application()

    mark(make, application)
    assert second_choices.standing(session, application) is not None
    with refused(session, "marked already"):
        second_choices.mark(session, application, make.robin())
    with transaction(session):
        second_choices.take_off(session, application, make.robin())

    assert second_choices.standing(session, application) is None
    assert trail_of(session, application.ref)[-2:] == [
        "second_choice.marked",
        "second_choice.taken_off",
    ]
    with refused(session, "not marked any more"):
        second_choices.take_off(session, application, make.robin())


def test_no_two_marks_stand(make, session):
    application = make.application()
    mark(make, application)

    with pytest.raises(IntegrityError), transaction(session):
        session.add(SecondChoice(application_id=application.id, marked_at=MONDAY))


@pytest.mark.parametrize(
    ("ready", "words"),
    [
        ("ending", "This application is closed"),
        ("verdict", "It is decided not to go on"),
        ("offered", "They have an offer themselves"),
    ],
)
def test_whoever_is_no_second_choice_is_not_marked(make, session, ready, words):
    if ready == "offered":
        application = make.offer().application
    else:
        application = getattr(make, ready)(make.application())

    with refused(session, words):
        second_choices.mark(session, application, make.robin())


def test_the_line_is_tied_to_the_first_ones_answer(make, session):
    second = make.application(stage="Decision")
    mark(make, second)

    def line():
        make.look_again()
        return [(one.first, one.first_name) for one in seconds(session, robins(make))]

    assert line() == [(FirstOne.NOBODY, "")]
    first = make.application(
        candidate=make.candidate("Omar Said"), job=second.job, stage="Decision"
    )
    offer = make.offer(first)
    assert line() == [(FirstOne.ASKED, "Omar Said")]
    assert seconds(session, robins(make))[0].answer_by == offer.answer_by
    with transaction(session):
        offers.decline(session, first.candidate_id, offer.ref)
    assert line() == [(FirstOne.NOT_COMING, "Omar Said")]
    make.ending(second)
    assert line() == []


def test_the_line_says_that_the_first_one_does_not_come_after_all(make, session):
    second = make.application(stage="Decision")
    mark(make, second)
    first = make.application(
        candidate=make.candidate("Omar Said"), job=second.job, stage="Decision"
    )
    make.accepted(make.offer(first))

    make.withdrawn(first)

    assert [one.first for one in seconds(session, robins(make))] == [FirstOne.NOT_COMING]


def test_the_line_says_that_the_first_one_comes(make, session):
    second = make.application(stage="Decision")
    mark(make, second)
    first = make.application(
        candidate=make.candidate("Omar Said"), job=second.job, stage="Decision"
    )
    make.accepted(make.offer(first))

    assert [one.first for one in seconds(session, robins(make))] == [FirstOne.ACCEPTED]
    make.verdict(second)
    assert seconds(session, robins(make)) == []
