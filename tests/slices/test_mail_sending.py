"""Letters look again before they leave, and one that can't be written holds up no other."""

import time
from datetime import date, timedelta
from threading import Thread

import pytest

from portal.hiring.actions import applications, steps, updates
from portal.hiring.models import Candidate, StepKind
from portal.hiring.models.people import Extras
from portal.hiring.stages import Outcome, Status
from portal.links.actions import ask_code
from portal.mail import heartbeat, queries
from portal.mail.answers import Refused, Stopped, TryLater
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import KeptMail
from portal.mail.sending import drain
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.asked import asked
from tests.make import MONDAY
from tests.posted import Collector, let_leases_end, messages, states


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def box():
    return Collector()


def give_update(make, application):
    word = updates.Word(Status.IN_REVIEW, "Still reading.", next_word_by=date(2026, 12, 1))
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word)


def test_what_is_due_leaves_once(session, sessions, make, box):
    make.application()

    assert drain(sessions, by=box) == 1
    assert drain(sessions, by=box) == 0
    assert [recipient for recipient, _mail in box.taken] == ["sam@example.org"]
    message = messages(session)[0]
    assert (message.state, message.sent_at) == (MessageState.SENT, MONDAY)
    assert box.taken[0][1]["Message-ID"] == message.message_id


def test_a_worker_that_dies_before_sending_costs_nothing(session, sessions, make, box):
    make.application()

    with pytest.raises(KeyboardInterrupt):
        drain(sessions, by=Collector(KeyboardInterrupt()))
    assert drain(sessions, by=box) == 0
    let_leases_end(session)
    assert drain(sessions, by=box) == 1
    assert messages(session)[0].attempts == 2


@pytest.mark.parametrize(
    "outdated",
    [
        lambda make, application: applications.close(make.session, application, Outcome.WITHDRAWN),
        lambda make, application: setattr(application.candidate, "email", None),
    ],
    ids=["closed since", "address gone"],
)
def test_an_update_that_is_no_longer_true_stays(session, sessions, make, box, outdated):
    application = make.application()
    give_update(make, application)
    with transaction(session):
        outdated(make, application)

    assert drain(sessions, by=box) == 0
    assert states(session)[Letter.UPDATE] is MessageState.CANCELLED
    assert all(message.problem for message in messages(session))


def test_an_address_corrected_meanwhile_is_the_one_written_to(session, sessions, make, box):
    application = make.application()
    with transaction(session):
        session.get_one(Candidate, application.candidate_id).email = "sam@elsewhere.example"

    drain(sessions, by=box)

    assert [recipient for recipient, _mail in box.taken] == ["sam@elsewhere.example"]


def test_an_offer_that_was_answered_is_not_announced(session, sessions, make, box):
    make.accepted()

    drain(sessions, by=box)

    assert states(session)[Letter.OFFER] is MessageState.CANCELLED
    assert "You said yes: thank you, Sam" in box.subjects()


def test_an_answer_that_was_taken_back_is_not_confirmed(session, sessions, make, box):
    offer = make.declined()
    with transaction(session):
        offers.undo_answer(session, offer.application.candidate_id, offer.ref)

    drain(sessions, by=box)

    assert states(session)[Letter.OFFER_DECLINED] is MessageState.CANCELLED
    assert states(session)[Letter.TEAM_OFFER_ANSWERED] is MessageState.CANCELLED
    assert states(session)[Letter.ANSWER_UNDONE] is MessageState.SENT


def test_a_step_whose_time_is_over_is_not_announced(session, sessions, make, box):
    application = make.application(stage="Interviews")
    soon = MONDAY + timedelta(hours=1)
    plan = steps.Plan(StepKind.INTERVIEW, "Call", soon, None, "Europe/Lisbon")
    with transaction(session):
        steps.set_step(session, application, make.robin(), plan=plan)

    with clock.held_at(MONDAY + timedelta(hours=2)):
        drain(sessions, by=box)

    assert states(session)[Letter.STEP_SET] is MessageState.CANCELLED


def test_news_does_not_reach_whoever_declined_meanwhile(session, sessions, make, box):
    offer = make.offer()
    make.post()
    make.declined(offer)

    drain(sessions, by=box)

    assert states(session)[Letter.NEWS] is MessageState.CANCELLED


def test_an_extra_does_not_reach_whoever_ended_extras_meanwhile(session, sessions, make, box):
    invitation = asked(make)
    invitation.application.candidate.extras = Extras.NONE
    session.commit()

    drain(sessions, by=box)

    assert states(session)[Letter.SURVEY] is MessageState.CANCELLED


def test_a_survey_whose_round_closed_is_not_asked(session, sessions, make, box):
    invitation = asked(make)
    invitation.round.closes_on = date(2026, 11, 22)
    session.commit()

    drain(sessions, by=box)

    assert states(session)[Letter.SURVEY] is MessageState.CANCELLED


def test_a_code_is_of_no_use_after_ten_minutes(session, sessions, make, box):
    visit = make.candidate_session(make.application().candidate)
    with transaction(session):
        ask_code(session, visit.id)

    with clock.held_at(MONDAY + timedelta(minutes=11)):
        drain(sessions, by=box)

    code = messages(session, Letter.CODE)[0]
    assert (code.state, code.secret) == (MessageState.STALE, "")


def test_after_three_days_a_person_decides(session, sessions, make, box):
    make.application()

    with clock.held_at(MONDAY + timedelta(hours=73)):
        assert drain(sessions, by=box) == 0

    assert [message.ref for message in queries.stuck(session)] == [messages(session)[0].ref]
    assert states(session)[Letter.INTRODUCTION] is MessageState.STALE


def test_a_poison_letter_fails_alone_with_its_reason(session, sessions, make, box):
    poisoned = make.application(job=make.job("Engineer"))
    poisoned.job.title = "Engineer\nBcc: everybody@example.org"
    session.commit()
    make.charlie()

    assert drain(sessions, by=box) == 1

    failed, fine = messages(session)
    assert (failed.state, fine.state) == (MessageState.FAILED, MessageState.SENT)
    assert "ValueError" in failed.problem
    assert queries.messages_of(session, poisoned.id)[0].problem == failed.problem


@pytest.mark.parametrize(
    "title",
    ["a\rb", "a\x0bb", "a\x1cb", "a\x85b", "a\u2028b", "a\u2029b", "a\x07b"],
    ids=ascii,
)
def test_no_subject_grows_a_second_header(session, sessions, make, box, title):
    application = make.application()
    application.job.title = title
    session.commit()

    drain(sessions, by=box)

    assert box.taken == []
    assert states(session)[Letter.INTRODUCTION] is MessageState.FAILED


def test_an_extra_goes_within_the_budget(session, sessions, make, box):
    make.offer()
    make.post("One")
    drain(sessions, by=box)
    make.post("Two")
    make.post("Three")

    assert drain(sessions, by=box) == 0

    first, second, third = messages(session, Letter.NEWS)
    assert first.state is MessageState.SENT
    tuesday = MONDAY.replace(day=24, hour=8)
    for waits in (second, third):
        assert (waits.state, waits.due_at, waits.attempts) == (MessageState.QUEUED, tuesday, 0)
    with clock.held_at(tuesday):
        assert drain(sessions, by=box) == 1
        make.post("Four")
        drain(sessions, by=box)
    assert messages(session, Letter.NEWS)[3].due_at == MONDAY + timedelta(days=7)


def test_what_is_owed_does_not_wait_for_morning(session, sessions, make, box):
    night = MONDAY.replace(day=28, hour=3)
    with clock.held_at(night):
        make.application()
        assert drain(sessions, by=box) == 1


def test_one_refused_recipient_is_marked_and_the_next_is_served(session, sessions, make):
    make.application()
    make.charlie()
    box = Collector(Refused("550 5.1.1 no such user"))

    assert drain(sessions, by=box) == 1

    failed, sent = messages(session)
    assert (failed.state, sent.state) == (MessageState.FAILED, MessageState.SENT)
    assert failed.problem == "550 5.1.1 no such user"
    with clock.held_at(MONDAY + timedelta(days=2)):
        assert drain(sessions, by=box) == 0


def test_not_now_is_tried_again_later(session, sessions, make):
    make.application()
    box = Collector(TryLater("451 greylisted"), TryLater("451 greylisted"))

    assert drain(sessions, by=box) == 0
    for minutes in (2, 9):
        with clock.held_at(MONDAY + timedelta(minutes=minutes)):
            drain(sessions, by=box)

    assert states(session)[Letter.INTRODUCTION] is MessageState.SENT
    assert messages(session)[0].attempts == 3


def test_after_two_days_of_tries_it_failed(session, sessions, make):
    make.application()
    box = Collector(*[TryLater("451 greylisted")] * 20)
    for hours in range(60):
        with clock.held_at(MONDAY + timedelta(hours=hours)):
            drain(sessions, by=box)

    message = messages(session)[0]
    assert message.state is MessageState.FAILED
    assert "Gave up after two days" in message.problem


def test_where_nobody_answers_the_others_are_not_tried(session, sessions, make):
    make.application()
    make.charlie()

    assert drain(sessions, by=Collector(TryLater("no route", is_away=True))) == 0

    tried, untouched = messages(session)
    assert (tried.state, untouched.state) == (MessageState.RETRY, MessageState.QUEUED)
    assert heartbeat_of(session).problem == "no route"
    assert heartbeat_of(session).problem_since == MONDAY


def test_our_own_fault_stops_the_queue_and_fails_no_mail(session, sessions, make, box):
    make.application()
    make.charlie()

    assert drain(sessions, by=Collector(Stopped("535 bad password"))) == 0
    assert [message.state for message in messages(session)] == [MessageState.QUEUED] * 2
    assert [message.attempts for message in messages(session)] == [0, 0]
    assert heartbeat_of(session).problem == "535 bad password"

    assert drain(sessions, by=box) == 0
    with clock.held_at(MONDAY + timedelta(minutes=6)):
        assert drain(sessions, by=box) == 2
    assert heartbeat_of(session).problem == ""


def test_a_stop_lasts_longer_each_time(session, sessions, make):
    make.application()
    ends = []
    moment = MONDAY
    for _time in range(4):
        with clock.held_at(moment):
            drain(sessions, by=Collector(Stopped("535 bad password")))
        ends.append(heartbeat_of(session).stopped_until - moment)
        moment = heartbeat_of(session).stopped_until

    assert [end / timedelta(minutes=1) for end in ends] == [5, 15, 60, 60]
    assert heartbeat.is_in_trouble(session)


def test_a_message_that_kills_its_worker_is_set_aside(session, sessions, make, box):
    make.application()
    messages(session)[0].attempts = 20
    session.commit()

    assert drain(sessions, by=box) == 0
    assert "never finished" in messages(session)[0].problem


def test_the_demo_keeps_its_mails(session, sessions, make):
    make.application()

    assert drain(sessions) == 1

    session.rollback()
    kept = queries.kept_mails(session)
    assert [mail.recipient for mail in kept] == ["sam@example.org"]
    assert "http://localhost/l/" in session.get_one(KeptMail, kept[0].id).text


def test_two_workers_may_each_be_the_first_to_note_something(session, sessions):
    faults = []

    def note():
        try:
            with sessions() as other, transaction(other):
                heartbeat.trouble(other, MONDAY, "no route")
        except Exception as fault:
            faults.append(fault)

    second = Thread(target=note)
    with transaction(session):
        heartbeat.record(session, MONDAY)
        session.flush()
        second.start()
        time.sleep(0.3)
    second.join()

    assert faults == []
    assert heartbeat_of(session).problem == "no route"


def heartbeat_of(session):
    session.rollback()
    session.expire_all()
    return queries.heartbeat(session)
