"""How much is too much: the rule alone, then with the outbox and whoever empties it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, sessionmaker

from portal.company.calendar import Calendar, local_day
from portal.engagement.actions import posts
from portal.engagement.budget import CLOSES, OPENS, next_allowed
from portal.engagement.models import Post
from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import Extras
from portal.mail import queries
from portal.mail.answers import TryLater
from portal.mail.kinds import EXTRAS, WAITING, Letter, MessageState
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys.models import Invitation
from tests.asked import asked
from tests.make import Make
from tests.posted import Collector, messages
from tests.proof import examples

CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 25)}))
LISBON = "Europe/Lisbon"
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def allowed(moment: datetime, *sent: datetime, zone: str = LISBON) -> datetime:
    return next_allowed(moment, sent, zone=zone, calendar=CALENDAR)


def test_an_extra_leaves_at_once_by_day():
    assert allowed(MONDAY_NOON) == MONDAY_NOON


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-11-23T06:00", "2026-11-23T08:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-27T23:30", "2026-11-30T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),
        ("2026-12-24T21:00", "2026-12-28T08:00"),
    ],
    ids=["too early", "too late", "friday night", "saturday", "before a holiday"],
)
def test_nights_and_days_off_are_left_in_peace(moment, then):
    start = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert allowed(start) == datetime.fromisoformat(then).replace(tzinfo=UTC)


def test_the_day_is_the_candidates_own():
    evening_in_tokyo = allowed(MONDAY_NOON, zone="Asia/Tokyo")

    assert evening_in_tokyo == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert evening_in_tokyo.astimezone(ZoneInfo("Asia/Tokyo")).hour == 8


def test_one_a_day():
    assert allowed(MONDAY_NOON, MONDAY_NOON - timedelta(hours=2)) == datetime(
        2026, 11, 24, 8, 0, tzinfo=UTC
    )


def test_two_in_seven_days():
    sent = (MONDAY_NOON - timedelta(days=6), MONDAY_NOON - timedelta(days=3))

    assert allowed(MONDAY_NOON, *sent) == sent[0] + timedelta(days=7)


def test_what_was_sent_seven_days_ago_counts_no_more():
    sent = (MONDAY_NOON - timedelta(days=7), MONDAY_NOON - timedelta(days=3))

    assert allowed(MONDAY_NOON, *sent) == MONDAY_NOON


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working day"):
        next_allowed(MONDAY_NOON, (), zone=LISBON, calendar=Calendar(frozenset(range(7))))


@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 3 * 365 * 24 * 60),
    waits=st.lists(st.integers(0, 60 * 24 * 4), min_size=1, max_size=12),
)
@settings(max_examples=examples(60, 3000), deadline=None)
def test_the_budget_holds_for_any_weeks_in_any_zone(zone, start, waits):
    sent: list[datetime] = []
    moment = NEW_YEAR + timedelta(minutes=start)
    for minutes in waits:
        moment += timedelta(minutes=minutes)
        found = next_allowed(moment, sent, zone=zone, calendar=CALENDAR)
        assert found >= moment
        assert next_allowed(found, sent, zone=zone, calendar=CALENDAR) == found
        sent.append(found)
        moment = found
    check_the_budget(sent, zone, CALENDAR)


_ASKED = select(Invitation.id).where(Invitation.application_id == bindparam("id"))
_NEXT_DUE = select(func.min(Message.due_at)).where(Message.state.in_(WAITING))


class Postbox(Collector):
    """Takes every mail, and notes when."""

    def __init__(self, *answers: Exception | None) -> None:
        super().__init__(*answers)
        self.at: list[datetime] = []

    def carry(self, recipient: str, source: bytes) -> None:
        super().carry(recipient, source)
        self.at.append(clock.now())


def drained(sessions: sessionmaker[Session], box: Postbox, moment: datetime) -> int:
    with clock.held_at(moment):
        return drain(sessions, by=box)


def news_of(session: Session) -> list[Message]:
    return messages(session, Letter.NEWS)


def test_what_does_not_fit_waits_and_leaves_in_one_letter(session, sessions, make):
    box = Postbox()
    with clock.held_at(MONDAY_NOON):
        application = make.application(stage="Interviews")
        make.offer(application)
        make.post("First")
        drain(sessions, by=box)
        make.post("Second")
        make.post("Third")
        asked(make, application)
        assert drain(sessions, by=box) == 0

    tuesday = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert drained(sessions, box, tuesday) == 1

    said = box.texts()[-1]
    assert said.index("May we ask") < said.index("Second") < said.index("Third")
    assert "First" not in said
    digest = messages(session, Letter.DIGEST)[0]
    joined = [*news_of(session)[1:], *messages(session, Letter.SURVEY)]
    assert (digest.state, digest.sent_at) == (MessageState.SENT, tuesday)
    assert {(one.state, one.joined_id) for one in joined} == {(MessageState.CANCELLED, digest.id)}
    survey = queries.messages_of(session, application.id)[0]
    assert (survey.letter, survey.state, survey.sent_at) == (
        Letter.SURVEY,
        MessageState.SENT,
        tuesday,
    )


def test_a_digest_counts_as_one_extra(session, sessions, make):
    box = Postbox()
    with clock.held_at(MONDAY_NOON):
        make.offer()
        make.post("First")
        make.post("Second")
        drain(sessions, by=box)
    with clock.held_at(MONDAY_NOON + timedelta(days=1)):
        make.post("Third")
        drain(sessions, by=box)

    assert [mail["Subject"] for _to, mail in box.taken if mail["List-Unsubscribe"]] == [
        "Northwind: 2 pieces of news",
        "Northwind: Third",
    ]


def test_a_digest_leaves_out_what_is_no_longer_true(session, sessions, make):
    box, later = Postbox(), MONDAY_NOON + timedelta(days=1)
    make_digest_wait(sessions, make, box)
    with clock.held_at(later), transaction(session):
        second = session.scalars(select(Post).where(Post.title == "Second")).one()
        posts.take_back(session, second, make.robin())

    drained(sessions, box, later)

    assert "Third" in box.texts()[-1]
    assert "Second" not in box.texts()[-1]


def test_a_digest_with_nothing_left_to_say_stays(session, sessions, make):
    box, later = Postbox(), MONDAY_NOON + timedelta(days=1)
    make_digest_wait(sessions, make, box)
    before = len(box.taken)
    with transaction(session):
        for candidate in session.scalars(select(Candidate)):
            candidate.extras = Extras.NONE

    drained(sessions, box, later)

    assert len(box.taken) == before
    assert messages(session, Letter.DIGEST)[0].state is MessageState.CANCELLED


def test_what_waits_too_long_is_dropped_from_a_digest(session, sessions, make):
    box = Postbox()
    make_digest_wait(sessions, make, box)
    with transaction(session):
        news_of(session)[0].use_by = MONDAY_NOON + timedelta(hours=1)

    drained(sessions, box, MONDAY_NOON + timedelta(days=1))

    assert "Third" in box.texts()[-1]
    assert "Second" not in box.texts()[-1]


def test_what_is_due_joins_a_digest_that_waits(session, sessions, make):
    box = Postbox()
    make_digest_wait(sessions, make, box)
    later = MONDAY_NOON + timedelta(days=1)
    with clock.held_at(later):
        make.post("Fourth")
        drain(sessions, by=box)

    assert all(title in box.texts()[-1] for title in ("Second", "Third", "Fourth"))
    assert len(messages(session, Letter.DIGEST)) == 1
    assert messages(session, Letter.DIGEST)[0].attempts == 2


def test_two_digests_become_one(session, sessions, make):
    box = Postbox()
    make_digest_wait(sessions, make, box)
    first = messages(session, Letter.DIGEST)[0].id
    with clock.held_at(MONDAY_NOON + timedelta(minutes=10)):
        make.post("Fourth")
        make.post("Fifth")
        box.answers = [TryLater("451 not now")]
        with transaction(session):
            session.get_one(Message, first).due_at = MONDAY_NOON + timedelta(hours=1)
        drain(sessions, by=box)

    drained(sessions, box, MONDAY_NOON + timedelta(days=1))

    assert all(title in box.texts()[-1] for title in ("Second", "Third", "Fourth", "Fifth"))
    digests = messages(session, Letter.DIGEST)
    assert sorted(one.state for one in digests) == [MessageState.CANCELLED, MessageState.SENT]


def make_digest_wait(sessions: sessionmaker[Session], make: Make, box: Postbox) -> None:
    """A digest of two posts that could not leave on Monday noon."""
    with clock.held_at(MONDAY_NOON):
        make.offer()
        drain(sessions, by=box)
        make.post("Second")
        make.post("Third")
        box.answers = [TryLater("451 not now")]
        assert drain(sessions, by=box) == 0


HAPPENS = st.sampled_from(["news", "news", "survey", "answer", "answer"])
WEEKS = st.lists(st.tuples(st.integers(0, 60 * 24 * 3), HAPPENS), min_size=1, max_size=9)


@given(zone=st.sampled_from(ZONES), start=st.integers(0, 350 * 24 * 60), weeks=WEEKS)
@settings(
    max_examples=examples(6, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_weeks_of_extras_keep_the_budget_and_delay_nothing_owed(
    session, sessions, make, zone, start, weeks
):
    moment = NEW_YEAR + timedelta(minutes=start)
    with clock.held_at(moment):
        somebody = make.candidate(email=f"sam{moment:%s}@example.org", zone=zone)
        application = make.application(candidate=somebody, job=make.job(), stage="Interviews")
        make.offer(application)
    box, titles = Postbox(), []
    for number, (minutes, what) in enumerate(weeks):
        moment = worked_until(sessions, box, moment + timedelta(minutes=minutes))
        with clock.held_at(moment):
            titles += happened(make, application, what, f"Title-{number}-")
            drain(sessions, by=box)
    worked_until(sessions, box, moment + timedelta(days=25))

    rows = [one for one in messages(session) if one.candidate_id == somebody.id]
    assert {one.state for one in rows} <= {MessageState.SENT, MessageState.CANCELLED}
    for owed in (one for one in rows if one.letter not in EXTRAS):
        assert owed.sent_at == owed.created_at
    extras = [one.sent_at for one in rows if one.sent_at and one.letter in EXTRAS]
    check_the_budget(extras, zone, Calendar())
    lines = "\n".join(box.texts()).splitlines()
    assert [lines.count(title) for title in titles] == [1] * len(titles)


def happened(make: Make, application: Application, what: str, title: str) -> list[str]:
    """Some of what people are written about; the titles of news."""
    make.look_again()
    if what == "news":
        make.post(title, job=application.job)
        return [title]
    if what == "answer":
        make.answer(make.question(application))
    elif not make.session.scalars(_ASKED, {"id": application.id}).first():
        asked(make, application)
    return []


def worked_until(sessions: sessionmaker[Session], box: Postbox, until: datetime) -> datetime:
    """A worker that takes what is due when it is due, until that moment."""
    while True:
        with sessions() as session:
            due = session.scalar(_NEXT_DUE)
        if due is None or due > until:
            return until
        drained(sessions, box, due)


def check_the_budget(sent: list[datetime], zone: str, calendar: Calendar) -> None:
    """Two in seven days, one a day, by day."""
    for one in sent:
        local = one.astimezone(ZoneInfo(zone))
        assert OPENS <= local.time() < CLOSES
        assert calendar.is_business_day(local.date())
        assert sum(one - timedelta(days=7) < other <= one for other in sent) <= 2
    assert len({local_day(one, zone) for one in sent}) == len(sent)
