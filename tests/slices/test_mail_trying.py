"""Trying the mail on oneself, before candidates get any; how far a new team has come."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from portal.company.models import Company
from portal.hiring.actions import applications
from portal.hiring.stage_plans import StagePlan
from portal.mail import trying
from portal.mail.beginning import beginning
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.posted import messages
from tests.written import refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def _really_mails(session, monkeypatch):
    """Mail that would leave, and is not kept as in the demo."""
    config = replace(session.info["config"], mail_url="smtp://localhost:25")
    monkeypatch.setitem(session.info, "config", config)


def sent(session, letter):
    """That letter left."""
    with transaction(session):
        session.query(Message).filter_by(letter=letter).one().state = MessageState.SENT


def send(session, by, act=trying.send_test):
    with transaction(session):
        act(session, by)


def test_a_test_goes_to_oneself_and_to_nobody_else(make, session):
    robin = make.robin()

    send(session, robin)

    (message,) = messages(session)
    assert (message.letter, message.teammate_id) == (Letter.TEAM_TEST, robin.id)
    assert trail_of(session, robin.ref) == ["mail.tested"]
    assert trying.last_trial(session, robin, Letter.TEAM_TEST) == trying.Trial(
        MessageState.QUEUED, MONDAY, ""
    )
    assert trying.last_trial(session, make.ada(), Letter.TEAM_TEST) is None


def test_while_one_is_on_its_way_no_other_leaves(make, session):
    robin = make.robin()
    send(session, robin)
    send(session, robin)
    assert len(messages(session)) == 1

    sent(session, Letter.TEAM_TEST)
    send(session, robin)

    assert [message.state for message in messages(session)] == [
        MessageState.SENT,
        MessageState.QUEUED,
    ]
    assert trail_of(session, robin.ref) == ["mail.tested"] * 2


def test_the_first_mail_is_read_by_oneself_first(make, session):
    sam = make.application(introduced=False)
    make.application(
        candidate=make.candidate("Ken Ito"),
        job=sam.job,
        introduced=False,
        applied_at=MONDAY + timedelta(hours=1),
    )

    send(session, make.robin(), trying.send_sample)

    (message,) = messages(session)
    assert (message.teammate_id, message.candidate_id) == (make.robin().id, None)
    assert message.application_id == sam.id
    assert trail_of(session, make.robin().ref)[-1] == "mail.sampled"
    make.look_again()
    assert (sam.introduced_at, sam.promises) == (None, [])


@pytest.mark.parametrize("days", [0, 60])
def test_it_is_the_mail_that_the_candidate_then_gets(make, session, days):
    with clock.held_at(MONDAY - timedelta(days=days)):
        sam = make.application(introduced=False)
    send(session, make.robin(), trying.send_sample)
    with transaction(session):
        applications.introduce(session, sam, make.robin())

    with transaction(session):
        sample, real = (
            render(session, session.query(Message).filter_by(letter=letter).one()).text
            for letter in (Letter.TEAM_SAMPLE, Letter.INTRODUCTION)
        )

    own = next(line for line in real.splitlines() if "/l/" in line)
    assert sample.partition("--------\n\n")[2] == real.replace(own, "(their own link)")
    assert "/l/" not in sample


def test_a_sample_of_what_is_over_does_not_leave(make, session):
    sam = make.application(introduced=False)
    send(session, make.robin(), trying.send_sample)
    make.ending(sam)

    with pytest.raises(Outdated), transaction(session):
        render(session, session.query(Message).filter_by(letter=Letter.TEAM_SAMPLE).one())


def test_where_nobody_waits_nothing_is_sent(make, session):
    robin = make.robin()
    make.application()
    make.application(candidate=make.candidate("Ken Ito", email=""), introduced=False)

    with refused(session, "Nobody with a mail address waits"):
        trying.send_sample(session, robin)


@pytest.mark.usefixtures("_really_mails")
def test_before_mail_works_nobody_is_introduced_to_oneself(make, session):
    sam = make.application(introduced=False)

    with refused(session, "Lines 1 to 3 come first."):
        trying.send_sample(session, sam.owner)


def named(make):
    make.session.add(Company(id=1, name="Northwind"))
    make.session.commit()


def mailed(make):
    send(make.session, make.robin())
    sent(make.session, Letter.TEAM_TEST)


def says_who_keeps(make):
    make.session.get_one(Company, 1).legal_name = "Northwind A/S"
    make.session.commit()


def introduced(make):
    make.application(job=make.job("Baker"))


@pytest.mark.usefixtures("_really_mails")
def test_each_line_is_done_once_it_is_there(make, session):
    session.execute(delete(Company))
    session.commit()
    left, may = [beginning(session).open_lines], []

    for act, fields in (
        (named, "is_named"),
        (lambda make: send(session, make.robin()), ""),
        (mailed, "has_mailed"),
        (says_who_keeps, "says_who_keeps"),
        (lambda make: make.job("Painter", stages=[StagePlan("Received")]), ""),
        (lambda make: make.job(), "has_job"),
        (lambda make: make.application(introduced=False), "has_people"),
        (introduced, "has_introduced"),
    ):
        act(make)
        session.rollback()
        now = beginning(session)
        assert not fields or getattr(now, fields)
        left.append(now.open_lines)
        may.append(now.may_introduce)

    assert left == [6, 5, 5, 4, 3, 3, 2, 1, 0]
    assert may == [False] * 3 + [True] * 5


def test_in_the_demo_mail_is_kept_and_that_is_enough(make, session):
    assert beginning(session).has_mailed


def test_a_closed_job_is_no_beginning(make, session):
    make.job().closed_at = MONDAY
    session.commit()

    assert not beginning(session).has_job
