"""Delivery reports: what had left and came back has failed, and its address is marked."""

from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.hiring.models import Candidate
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.mail.reports import reports_in
from portal.plumbing.db import transaction
from tests import corpus
from tests.posted import messages
from tests.proof import examples
from tests.written import everything


def report(message_id, *, status="5.1.1", action="failed", said="smtp; 550 5.1.1 no such user"):
    """A mail as a server sends it back, with the headers of what it is about."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["Subject"] = "MAILER-DAEMON@mx.example", "Undelivered Mail"
    whole.attach(MIMEText("I'm sorry to have to inform you ..."))
    status_part = MIMENonMultipart("message", "delivery-status")
    about_all, about_one = EmailMessage(), EmailMessage()
    about_all["Reporting-MTA"] = "dns; mx.example"
    about_one["Final-Recipient"] = "rfc822; sam@example.org"
    about_one["Action"], about_one["Status"] = action, status
    about_one["Diagnostic-Code"] = said
    status_part.set_payload([about_all, about_one])
    whole.attach(status_part)
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "Your application"
    whole.attach(MIMEMessage(original))
    return whole.as_bytes()


@pytest.fixture
def sent(make, session):
    make.application()
    with transaction(session):
        session.get_one(Message, messages(session)[0].id).state = MessageState.SENT
    return messages(session)[0]


def run(app, file):
    done = app.test_cli_runner().invoke(args=["bounces", str(file)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_mail_that_came_back_has_failed_and_its_address_is_marked(app, session, sent, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report(sent.message_id))

    said = run(app, file)

    assert said == "1 came back, 0 known already.\n"
    (message,) = messages(session)
    assert (message.state, message.problem) == (
        MessageState.FAILED,
        "It came back: 550 5.1.1 no such user",
    )
    assert session.get_one(Candidate, message.candidate_id).email_refused_at is not None


def test_read_twice_it_is_known(app, session, sent, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report(sent.message_id))
    run(app, file)
    before = everything(session)

    assert run(app, file) == "0 came back, 1 known already.\n"

    assert everything(session) == before


@pytest.mark.parametrize("folder", [True, False], ids=["folder", "mbox"])
def test_many_are_read_from_a_folder_or_an_mbox(app, sent, tmp_path, folder):
    sources = [report("<x@elsewhere.example>"), b"no report at all", report(sent.message_id)]
    where = tmp_path / "mails"
    if folder:
        where.mkdir()
        for number, source in enumerate(sources):
            (where / f"{number}.eml").write_bytes(source)
    else:
        where.write_bytes(b"".join(b"From x@y Mon Nov 23\n" + one + b"\n\n" for one in sources))

    said = run(app, where)

    assert "1 came back" in said
    assert "1 about mails that are not ours" in said


@pytest.mark.parametrize(
    "more",
    [{"action": "delayed", "status": "4.4.1"}, {"action": "delivered"}, {"status": "4.2.2"}],
    ids=["delayed", "delivered", "for now"],
)
def test_what_is_no_lasting_failure_changes_nothing(app, session, sent, tmp_path, more):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report(sent.message_id, **more))
    before = everything(session)

    run(app, file)

    assert everything(session) == before


def test_a_full_mailbox_fails_the_mail_and_marks_no_address(app, session, sent, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report(sent.message_id, status="5.2.2", said="smtp; 552 5.2.2 full"))

    run(app, file)

    (message,) = messages(session)
    assert message.state is MessageState.FAILED
    assert session.get_one(Candidate, message.candidate_id).email_refused_at is None


def test_a_forged_report_about_an_address_alone_marks_nothing(app, session, sent, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(report("<guessed@northwind.example>"))
    before = everything(session)

    run(app, file)

    assert everything(session) == before


@given(st.binary(max_size=400), st.integers(0, 2000))
@settings(max_examples=examples(60, 2000), deadline=None)
def test_whatever_comes_in_never_harms(noise, at):
    whole = report("<a@b>")

    list(reports_in(noise))
    list(reports_in(whole[:at] + noise + whole[at:]))


def test_the_hostile_corpus_never_harms():
    for words in corpus.everything():
        source = report("<a@b>").replace(b"no such user", words.encode("utf-8", "surrogatepass"))
        assert all("\n" not in one.message_id for one in reports_in(source))
