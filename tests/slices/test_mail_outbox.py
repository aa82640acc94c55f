from datetime import timedelta

import pytest

from portal.mail import outbox
from portal.mail.kinds import Letter, MessageState, retry_at
from portal.mail.outbox import LeaseLost, NewMessage, lease_of
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.posted import let_leases_end, messages


@pytest.fixture
def sam(make):
    return make.candidate()


def put(session, candidate, purpose="one", letter=Letter.LINK, **more):
    with transaction(session):
        outbox.put(
            session, NewMessage(letter=letter, purpose=purpose, candidate_id=candidate.id, **more)
        )


def claim(session, now=None, **more):
    with transaction(session):
        claimed = outbox.claim(session, now or clock.now(), **more)
    return claimed.message if claimed else None


def test_a_purpose_is_put_once(session, sam):
    put(session, sam)
    first = messages(session)[0].message_id
    put(session, sam)

    assert [message.message_id for message in messages(session)] == [first]
    assert first.startswith("<")
    assert first.endswith("@northwind.example>")


def test_many_are_put_at_once(session, sam):
    many = [
        NewMessage(letter=Letter.NEWS, purpose=f"news:{number}", candidate_id=sam.id)
        for number in range(2500)
    ]

    with transaction(session):
        outbox.put(session, *many, *many[:10])

    assert len(messages(session)) == 2500


def test_nothing_is_claimed_before_it_is_due(session, sam):
    put(session, sam, due_at=clock.now() + timedelta(hours=1))

    assert not outbox.is_any_due(session, clock.now())
    assert claim(session) is None


def test_a_claimed_message_is_nobody_elses_until_its_lease_ends(session, sessions, sam):
    put(session, sam)

    first = claim(session)

    assert first.state is MessageState.SENDING
    assert first.attempts == 1
    with sessions() as other:
        assert claim(other) is None
        let_leases_end(other)
        assert claim(other).attempts == 2


def test_a_lease_is_as_long_whatever_the_clock_of_a_worker_says(session, sessions, sam):
    put(session, sam)
    claim(session)

    with sessions() as other:
        assert claim(other, clock.now() + timedelta(days=1)) is None


def test_what_another_worker_began_is_known(session, sam):
    put(session, sam)
    with transaction(session):
        assert not outbox.claim(session, clock.now()).was_begun
    let_leases_end(session)

    with transaction(session):
        assert outbox.claim(session, clock.now()).was_begun


def test_two_workers_take_two_messages(session, sessions, sam, engine):
    put(session, sam, "one")
    put(session, sam, "two")
    if engine.dialect.name == "sqlite":
        taken = {claim(session).purpose, claim(session).purpose}
    else:
        with sessions() as other, transaction(session), transaction(other):
            mine, theirs = outbox.claim(session, clock.now()), outbox.claim(other, clock.now())
            taken = {mine.message.purpose, theirs.message.purpose}

    assert taken == {"one", "two"}


def test_a_write_under_a_lost_lease_is_refused(session, sessions, sam):
    put(session, sam)
    now = clock.now()
    old = lease_of(claim(session, now))
    let_leases_end(session)
    with sessions() as other:
        lease_of(claim(other, now))

    for write in (
        lambda: outbox.mark_sent(session, old, now),
        lambda: outbox.mark_failed(session, old, problem="x"),
        lambda: outbox.mark_retry(session, old, due_at=now, problem="x"),
        lambda: outbox.give_back(session, old, due_at=now),
    ):
        with pytest.raises(LeaseLost), transaction(session):
            write()
    assert messages(session)[0].state is MessageState.SENDING


def test_a_lease_is_good_for_one_result(session, sam):
    put(session, sam)
    lease = lease_of(claim(session))
    with transaction(session):
        outbox.mark_sent(session, lease, clock.now())

    with pytest.raises(LeaseLost), transaction(session):
        outbox.mark_failed(session, lease, problem="too late")
    assert messages(session)[0].state is MessageState.SENT


@pytest.mark.parametrize(
    "settle",
    [
        lambda session, lease: outbox.mark_sent(session, lease, clock.now()),
        lambda session, lease: outbox.mark_failed(session, lease, problem="no such user"),
        outbox.mark_stale,
        lambda session, lease: outbox.mark_cancelled(session, lease, problem="asked again"),
    ],
    ids=["sent", "failed", "stale", "cancelled"],
)
def test_a_secret_is_gone_once_it_is_of_no_use(session, sam, settle):
    put(session, sam, letter=Letter.CODE, secret="12345678")
    lease = lease_of(claim(session))

    with transaction(session):
        settle(session, lease)

    assert messages(session)[0].secret == ""


def test_a_secret_is_kept_while_it_is_tried_again(session, sam):
    put(session, sam, letter=Letter.CODE, secret="12345678")
    lease = lease_of(claim(session))

    with transaction(session):
        outbox.mark_retry(session, lease, due_at=clock.now(), problem="451 later\nX: y")

    message = messages(session)[0]
    assert (message.secret, message.state) == ("12345678", MessageState.RETRY)
    assert message.problem == "451 later X: y"


def test_somebody_at_the_door_is_served_first_and_extras_last(session, sam):
    for letter in (Letter.NEWS, Letter.UPDATE, Letter.ENDING, Letter.CODE):
        put(session, sam, letter.value, letter)

    taken = [claim(session).letter for _message in range(4)]

    assert taken == [Letter.CODE, Letter.ENDING, Letter.UPDATE, Letter.NEWS]


def test_only_what_is_urgent_enough_is_taken(session, sam):
    put(session, sam, "news", Letter.NEWS)

    assert not outbox.is_any_due(session, clock.now(), most=2)
    assert claim(session, most=2) is None
    assert claim(session, most=3) is not None


def test_what_waits_about_a_subject_can_be_taken_back(session, sam):
    put(session, sam, "set", Letter.STEP_SET, subject="step")
    put(session, sam, "other", Letter.STEP_SET, subject="another")

    with transaction(session):
        taken_back = outbox.cancel(session, "step", [Letter.STEP_SET], problem="It moved.")

    assert taken_back == {Letter.STEP_SET}
    assert [message.state for message in messages(session)] == [
        MessageState.CANCELLED,
        MessageState.QUEUED,
    ]


def test_what_is_being_sent_can_not_be_taken_back(session, sam):
    put(session, sam, "set", Letter.STEP_SET, subject="step")
    claim(session)

    with transaction(session):
        assert outbox.cancel(session, "step", [Letter.STEP_SET], problem="It moved.") == set()


def test_tries_are_spread_over_two_days_and_then_end():
    minutes = [
        (retry_at(attempts, MONDAY, 0.5) - MONDAY) / timedelta(minutes=1)
        for attempts in range(1, 9)
    ]

    assert minutes == pytest.approx([1, 5, 15, 60, 180, 360, 720, 1440])
    assert retry_at(9, MONDAY, 0.5) is None
    assert retry_at(1, MONDAY, 0.0) < retry_at(1, MONDAY, 1.0)
    assert timedelta(hours=40) < timedelta(minutes=sum(minutes)) < timedelta(hours=48)
