"""The weather at the mail server, and what becomes of a mail in it: real servers on loopback."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest

from config import Misconfigured
from portal.mail import queries
from portal.mail.carriers import carrier
from portal.mail.kinds import LEASE, Letter, MessageState
from portal.mail.sending import drain
from portal.mail.smtp import Smtp
from portal.plumbing import clock
from portal.plumbing.db import sessions as sessions_of
from tests.asked import asked
from tests.faults.smtp_sinks import (
    Sink,
    running,
)
from tests.make import MONDAY
from tests.posted import html_of, let_leases_end, messages, text_of

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


def test_a_mail_leaves_as_text_and_html_to_one_recipient(session, sessions, make):
    make.application()
    sink = Sink()
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 1

    (sender, recipients, content) = sink.envelopes[0]
    assert (sender, recipients) == (SENDER, ["sam@example.org"])
    assert content.isascii()
    mail = sink.mails()[0]
    assert set(mail.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    assert mail["From"] == f"Northwind <{SENDER}>"
    assert mail["To"] == "sam@example.org"
    assert mail["Reply-To"] == "hiring@northwind.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == messages(session)[0].message_id
    link = re.search(r"http://localhost/l/\S+", text_of(mail))
    assert link is not None
    assert link.group() in html_of(mail)


def test_an_extra_carries_one_click_to_end_extras(session, sessions, make):
    asked(make)
    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    (survey,) = (mail for mail in sink.mails() if "List-Unsubscribe" in mail)
    assert survey["Subject"] == "How did we do in the interview?"
    raw = next(content for *_who, content in sink.envelopes if b"How did we do" in content)
    assert re.search(rb"^List-Unsubscribe: <http://localhost/u/[\w.-]+>\r\n", raw, re.MULTILINE)
    assert survey["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_calendar_file_comes_with_a_step(session, sessions, make):
    make.step(starts_at=MONDAY + timedelta(days=2))
    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    mail = next(mail for mail in sink.mails() if mail["Subject"].startswith("Meet the team"))
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert (file.get_param("method"), file.get_filename()) == ("REQUEST", "interview.ics")
    assert "BEGIN:VEVENT" in file.get_payload(decode=True).decode()


def test_many_mails_share_one_connection(session, sessions, make):
    for name in ("Sam Okafor", "Ken Ito", "Mo Li"):
        make.application(candidate=make.candidate(name))
    sink = Sink()
    with running(sink) as address:
        assert drain(sessions, by=speaking(address)) == 3

    assert len(sink.sessions) == 1
    assert {recipients[0] for _sender, recipients, _content in sink.envelopes} == {
        "sam@example.org",
        "ken@example.org",
        "mo@example.org",
    }


@pytest.mark.parametrize(
    "mail_url",
    ["http://mail.example", "smtp://", "smtp://candor:secret@mail.example", "smtp+starttls:", ""],
)
def test_an_address_of_a_mail_server_that_can_not_be_used_is_said_so(config, sessions, mail_url):
    with pytest.raises(Misconfigured, match="PORTAL_MAIL_URL"):
        carrier(replace(config, mail_url=mail_url), sessions)


def test_a_stop_lets_the_mail_in_hand_finish_and_takes_no_other(session, sessions, make):
    make.application()
    make.charlie()
    stopping = Event()

    class StopsAfterOne(Smtp):
        def carry(self, recipient, source):
            stopping.set()
            super().carry(recipient, source)

    sink = Sink()
    with running(sink) as address:
        by = StopsAfterOne(f"smtp://{address}", sender=SENDER)
        assert drain(sessions, stopping, by=by) == 1

    assert [message.state for message in messages(session)] == [
        MessageState.SENT,
        MessageState.QUEUED,
    ]


def test_two_workers_send_each_mail_once(session, config, engine, make):
    for number in range(30):
        make.application(candidate=make.candidate(f"P{number} Example"))
    made, sink = sessions_of(engine, config), Sink()

    def work(address):
        with clock.held_at(MONDAY):
            while any_waiting(made):
                drain(made, by=speaking(address))

    with running(sink) as address:
        workers = [Thread(target=work, args=(address,)) for _worker in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert len(sink.envelopes) == 30
    assert len({mail["Message-ID"] for mail in sink.mails()}) == 30
    assert {message.state for message in messages(session)} == {MessageState.SENT}


def any_waiting(made):
    with made() as session:
        return queries.waiting(session, MONDAY) > 0


def test_an_old_worker_that_wakes_after_its_lease_writes_nothing(session, sessions, make):
    make.application()
    other = Sink()

    class Sleeps(Smtp):
        """Is paused for longer than its lease, while another worker sends the mail."""

        def carry(self, recipient, source):
            let_leases_end(session)
            with running(other) as quick, clock.held_at(MONDAY + LEASE):
                assert drain(sessions, by=speaking(quick)) == 1
            super().carry(recipient, source)

    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=Sleeps(f"smtp://{address}", sender=SENDER))

    message = messages(session)[0]
    assert (message.state, message.attempts) == (MessageState.SENT, 2)
    assert message.sent_at == MONDAY + LEASE
    assert sink.mails()[0]["Message-ID"] == other.mails()[0]["Message-ID"]


def test_no_log_line_holds_a_link_an_address_or_a_code(session, sessions, make, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    make.application()
    make.charlie()
    sink = Sink(rcpt=["550 5.1.1 <sam@example.org> unknown", "451 later"])
    with running(sink) as address:
        drain(sessions, by=speaking(address))
        with clock.held_at(MONDAY + timedelta(minutes=2)):
            drain(sessions, by=speaking(address))

    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    said = "\n".join(ours) + "".join(capsys.readouterr())
    assert Letter.INTRODUCTION.value in said
    assert "/l/" not in said
    assert "@example.org" not in said
