"""F9 to F15: every weather at the mail server, with a real one on loopback. What was promised to
leave waits, leaves once, or stops where a person sees why.
"""

import time
from datetime import timedelta

import pytest

from portal.hiring.models import Candidate
from portal.links.actions import ask_code
from portal.mail import parcels, queries
from portal.mail.answers import Doubted, Refused, Stopped, TryLater
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.mail.smtp import Smtp
from portal.mail.smtp_answers import about_the_mail, about_the_recipient
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.faults.smtp_sinks import (
    Sink,
    accepts_login,
    free_port,
    refuses_login,
    running,
    server_context,
    tarpit,
    trusting_context,
)
from tests.make import MONDAY
from tests.posted import messages

SENDER = "hiring@northwind.example"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def speaking(address, scheme="smtp", **more):
    """What speaks to that server, with little patience."""
    given = {"sender": SENDER, "own_name": "localhost", "command_within": 2, "mail_within": 4}
    return Smtp(f"{scheme}://{address}", **{**given, **more})


def state(session, position=0):
    return messages(session)[position].state


def all_states(session):
    return [message.state for message in messages(session)]


def test_f9_a_server_that_is_away_leaves_the_mails_waiting(session, sessions, make):
    make.application()

    assert drain(sessions, by=speaking(f"127.0.0.1:{free_port()}")) == 0

    assert state(session) is MessageState.RETRY
    assert "refused" in messages(session)[0].problem.lower()
    assert queries.heartbeat(session).problem_since == MONDAY


def test_f9_a_name_that_does_not_resolve_leaves_the_mails_waiting(session, sessions, make):
    make.application()

    assert drain(sessions, by=speaking("mail.invalid:25")) == 0

    assert state(session) is MessageState.RETRY


def test_f9_a_day_without_a_server_loses_nothing(session, sessions, make):
    make.application()
    nowhere = f"127.0.0.1:{free_port()}"
    for hours in range(24):
        with clock.held_at(MONDAY + timedelta(hours=hours)):
            drain(sessions, by=speaking(nowhere))
    sink = Sink()
    with running(sink) as address, clock.held_at(MONDAY + timedelta(hours=47)):
        assert drain(sessions, by=speaking(address)) == 1

    assert sink.mails()[0]["Message-ID"] == messages(session)[0].message_id
    assert queries.heartbeat(session).problem == ""


@pytest.mark.parametrize("drip", [None, 0.1], ids=["silent", "dripping"])
def test_f10_a_tarpit_is_left_in_time(session, sessions, make, drip):
    make.application()
    with tarpit(drip) as address:
        began = time.monotonic()
        by = speaking(address, command_within=0.5, mail_within=1)
        assert drain(sessions, by=by) == 0

    assert time.monotonic() - began < 3
    assert state(session) is MessageState.RETRY


def test_f10_a_server_that_hangs_after_data_holds_up_one_mail(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(data=["hang"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address, command_within=0.5)) == 1

    assert [message.state for message in messages(session)] == [
        MessageState.RETRY,
        MessageState.SENT,
    ]


def test_f11_greylisting_passes(session, sessions, make):
    make.application()
    sink = Sink(rcpt=["451 4.7.1 try again", "451 4.7.1 try again"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 0
        assert (state(session), messages(session)[0].problem) == (
            MessageState.RETRY,
            "451 4.7.1 try again",
        )
        for minutes in (2, 9):
            with clock.held_at(MONDAY + timedelta(minutes=minutes)):
                drain(sessions, by=speaking(address))

    assert state(session) is MessageState.SENT
    assert len(sink.envelopes) == 1


def test_f11_a_full_server_closing_with_421_costs_one_mail_a_minute(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(mail=["421 4.3.2 too many connections"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1

    assert state(session) is MessageState.RETRY


def test_f11_a_dropped_connection_is_tried_again_under_the_same_name(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(data=["drop"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1
        assert [message.state for message in messages(session)] == [
            MessageState.RETRY,
            MessageState.SENT,
        ]
        with clock.held_at(MONDAY + timedelta(minutes=2)):
            assert drain(sessions, by=speaking(address)) == 1

    assert sink.mails()[1]["Message-ID"] == messages(session)[0].message_id


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_f12_a_refused_recipient_holds_up_nobody_else(session, sessions, make, command):
    make.application()
    make.charlie()
    sink = Sink(**{command: ["550 5.1.1 no such user"]})
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1

    assert [message.state for message in messages(session)] == [
        MessageState.FAILED,
        MessageState.SENT,
    ]
    assert messages(session)[0].problem == "550 5.1.1 no such user"


def test_f13_a_refused_sender_is_our_fault_and_stops_the_queue(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(mail=["550 5.7.1 you may not send from here"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 0

    assert {message.state for message in messages(session)} == {MessageState.QUEUED}
    assert "550" in queries.heartbeat(session).problem


def test_f13_a_refused_login_stops_the_queue(session, sessions, make):
    make.application()
    login = {"authenticator": refuses_login, "auth_require_tls": False}
    with running(Sink(), **login) as address:
        by = speaking(f"candor:wrong@{address}")
        assert drain(sessions, by=by) == 0

    assert state(session) is MessageState.QUEUED
    assert messages(session)[0].attempts == 0
    assert queries.heartbeat(session).problem.startswith("535")
    assert "wrong" not in queries.heartbeat(session).problem


def test_f13_a_login_with_an_odd_password_works(session, sessions, make):
    make.application()
    login = {"authenticator": accepts_login, "auth_require_tls": False}
    with running(Sink(), **login) as address:
        assert drain(sessions, by=speaking(f"candor:p%40ss%3Aword%2F@{address}")) == 1


def test_f14_a_certificate_nobody_vouches_for_stops_the_queue(session, sessions, make):
    make.application()
    sink = Sink()
    with running(sink, tls_context=server_context(), require_starttls=False) as address:
        assert drain(sessions, by=speaking(address, "smtp+starttls")) == 0

    assert sink.envelopes == []
    assert state(session) is MessageState.QUEUED
    assert "certificate" in queries.heartbeat(session).problem.lower()


def test_f14_a_server_without_tls_gets_nothing_where_tls_was_asked_for(session, sessions, make):
    make.application()
    sink = Sink()
    with running(sink) as address:
        assert drain(sessions, by=speaking(address, "smtp+starttls")) == 0

    assert sink.envelopes == []
    assert "STARTTLS" in queries.heartbeat(session).problem


def test_f14_starttls_and_tls_deliver_where_the_certificate_is_good(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink()
    with running(sink, tls_context=server_context(), require_starttls=True) as address:
        by = speaking(address, "smtp+starttls", context=trusting_context())
        assert drain(sessions, by=by) == 2
    make.application(candidate=make.candidate("Ken Ito"))
    with running(sink, ssl_context=server_context()) as address:
        assert drain(sessions, by=speaking(address, "smtps", context=trusting_context())) == 1

    assert len(sink.envelopes) == 3


def test_f9_the_banner_comes_after_fifteen_minutes(teammate, session, sessions, make):
    make.application()
    nowhere = f"127.0.0.1:{free_port()}"
    browser = teammate()
    drain(sessions, by=speaking(nowhere))
    assert "Mail does not leave" not in browser.get("/team/").text

    with clock.held_at(MONDAY + timedelta(minutes=16)):
        drain(sessions, by=speaking(nowhere))
        page = browser.get("/team/").text

    assert "Mail does not leave" in page


def test_f9_a_line_that_was_closed_meanwhile_is_opened_anew_at_once(session, sessions, make):
    for name in ("Sam Okafor", "Ken Ito", "Mo Li"):
        make.application(candidate=make.candidate(name))

    class LeavesAfterEach(Sink):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            answer = await super().handle_DATA(server, session, envelope)
            server.transport.write(f"{answer}\r\n".encode())
            server.transport.close()
            return answer

    sink = LeavesAfterEach()
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 3

    assert set(all_states(session)) == {MessageState.SENT}
    assert {message.attempts for message in messages(session)} == {1}
    assert len(sink.sessions) == 3


def test_f9_a_line_that_is_told_to_close_is_opened_anew_at_once(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(mail=["250 OK", "421 4.4.2 idle for too long"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 2

    assert {message.attempts for message in messages(session)} == {1}


def test_f12_a_refused_address_is_marked_and_nobody_writes_there_again(session, sessions, make):
    application = make.application()
    sink = Sink(rcpt=["550 5.1.1 no such user"])
    with running(sink) as address:
        drain(sessions, by=speaking(address))
        make.step(application, starts_at=MONDAY + timedelta(days=2))
        assert drain(sessions, by=speaking(address)) == 0

    session.expire_all()
    assert session.get_one(Candidate, application.candidate_id).email_refused_at == MONDAY
    assert all_states(session) == [MessageState.FAILED, MessageState.FAILED]
    assert "was refused before" in messages(session)[-1].problem


def test_f12_another_address_is_written_to(session, sessions, make):
    application = make.application()
    sink = Sink(rcpt=["550 5.1.1 no such user"])
    with running(sink) as address:
        drain(sessions, by=speaking(address))
        with transaction(session):
            session.get_one(Candidate, application.candidate_id).email = "sam@elsewhere.example"
        make.step(application, starts_at=MONDAY + timedelta(days=2))
        assert drain(sessions, by=speaking(address)) == 1


def test_f12_a_code_is_tried_all_the_same_and_takes_the_mark_away(session, sessions, make):
    application = make.application()
    browser = make.candidate_session(application.candidate)
    sink = Sink(rcpt=["550 5.1.1 no such user"])
    with running(sink) as address:
        drain(sessions, by=speaking(address))
        with transaction(session):
            ask_code(session, browser.id)
        assert drain(sessions, by=speaking(address)) == 1

    session.expire_all()
    assert session.get_one(Candidate, application.candidate_id).email_refused_at is None


def test_f12_a_mail_refused_for_what_it_says_marks_no_address(session, sessions, make):
    application = make.application()
    sink = Sink(data=["554 5.6.0 not liked"])
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    session.expire_all()
    assert state(session) is MessageState.FAILED
    assert session.get_one(Candidate, application.candidate_id).email_refused_at is None


@pytest.mark.parametrize(
    "answer",
    ["530 5.7.0 Authentication required", "554 5.7.1 <sam@example.org>: Relay access denied"],
)
def test_f13_a_server_that_won_t_pass_on_for_us_stops_the_queue(session, sessions, make, answer):
    make.application()
    make.charlie()
    sink = Sink(rcpt=[answer, answer])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 0

    assert all_states(session) == [MessageState.QUEUED, MessageState.QUEUED]
    assert answer in queries.heartbeat(session).problem


def test_f13_a_policy_against_one_person_fails_that_mail_alone(session, sessions, make):
    make.application()
    make.charlie()
    policy = "550 5.7.1 this mailbox takes mail from colleagues only"
    sink = Sink(rcpt=[policy, "250 OK", policy])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1
        assert all_states(session) == [MessageState.RETRY, MessageState.SENT]
        with clock.held_at(MONDAY + timedelta(minutes=2)):
            drain(sessions, by=speaking(address))

    assert all_states(session) == [MessageState.FAILED, MessageState.SENT]


def test_f13_a_policy_against_us_fails_no_mail(session, sessions, make):
    make.application()
    make.charlie()
    sink = Sink(data=["550 5.7.26 unauthenticated mail is not accepted"] * 8)
    with running(sink) as address:
        for minutes in (0, 2, 4, 9, 30):
            with clock.held_at(MONDAY + timedelta(minutes=minutes)):
                assert drain(sessions, by=speaking(address)) == 0
        assert set(all_states(session)) == {MessageState.RETRY}
        with clock.held_at(MONDAY + timedelta(hours=6)):
            sink.answers.clear()
            assert drain(sessions, by=speaking(address)) == 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((550, b"5.1.1 no such user"), Refused),
        ((550, b"no such user here"), Refused),
        ((552, b"5.2.2 mailbox full"), Refused),
        ((450, b"4.2.1 busy"), TryLater),
        ((530, b"Must issue a STARTTLS command first"), Stopped),
        ((554, b"5.7.1 Relaying denied"), Stopped),
        ((554, b"5.7.1 listed by somebody"), Doubted),
    ],
)
def test_what_is_said_of_a_recipient_is_told_apart(answer, kind):
    assert type(about_the_recipient(*answer)) is kind


def test_only_an_address_where_nobody_is_counts_as_refused_for_good():
    said = [b"5.1.1 unknown", b"5.2.1 disabled", b"no such user", b"5.2.2 full", b"5.3.4 too big"]

    marks = [about_the_recipient(550, words).is_address for words in said]

    assert marks == [True, True, True, False, False]
    assert not about_the_mail(550, b"5.1.1 unknown").is_address


def hold_ending(make):
    application = make.ending()
    with transaction(make.session):
        for message in messages(make.session):
            if message.letter is not Letter.ENDING:
                make.session.get_one(Message, message.id).state = MessageState.SENT
    return application


def test_f15_an_ending_that_may_have_left_asks_a_person(session, sessions, make):
    hold_ending(make)
    sink = Sink(data=["drop"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 0
        with clock.held_at(MONDAY + timedelta(hours=1)):
            assert drain(sessions, by=speaking(address)) == 0

    (message,) = messages(session, Letter.ENDING)
    assert message.state is MessageState.UNSURE
    assert "it may have left" in message.problem


def test_f15_an_ending_that_never_began_is_tried_again(session, sessions, make):
    hold_ending(make)
    sink = Sink(rcpt=["451 later"])
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 0
        with clock.held_at(MONDAY + timedelta(minutes=2)):
            assert drain(sessions, by=speaking(address)) == 1


def test_f15_a_letter_that_asks_the_database_in_vain_fails_alone(
    session, sessions, make, monkeypatch
):
    make.application()
    make.charlie()
    written = parcels.render

    def poisoned(session, message):
        if message.candidate.called == "Sam":
            return session.query(Candidate).filter_by(id=-1).one()
        return written(session, message)

    monkeypatch.setattr(parcels, "render", poisoned)
    sink = Sink()
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1

    assert sink.mails()[0]["To"] == "charlie@example.org"
    assert all_states(session) == [MessageState.FAILED, MessageState.SENT]
