"""The morning sweep: who hears of what is late, once a working day, and when nobody does."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from portal.company.actions import set_holidays
from portal.company.calendar import Calendar
from portal.hiring.actions import updates
from portal.hiring.mornings import is_working_morning, leads_before, tell_until
from portal.hiring.stages import Status
from portal.mail import mornings
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.schedule import JOBS
from tests.make import MONDAY, WORDS
from tests.posted import messages
from tests.written import everything

DAY = timedelta(days=1)
FRIDAY = MONDAY.date() - 3 * DAY


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


def due_on(make, day=FRIDAY, name="Sam Okafor", **more):
    """Somebody in interviews who was promised a word by that day."""
    with clock.held_at(datetime(2026, 11, 9, 9, 0, tzinfo=UTC)):
        application = make.application(candidate=make.candidate(name), stage="Interviews", **more)
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=day)
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)
    return application


def swept(sessions, session, at=MONDAY):
    """Whom the sweep of that moment wrote to, by name, that day included."""
    with clock.held_at(at):
        mornings.sweep(sessions, Event())
    return sorted(message.teammate.name for message in messages(session, Letter.TEAM_LATE))


def letter(session, at=MONDAY, to="Robin Keller"):
    """What their newest letter says, were it to leave then."""
    theirs = (one for one in messages(session, Letter.TEAM_LATE) if one.teammate.name == to)
    *_earlier, message = theirs
    with clock.held_at(at), transaction(session):
        return render(session, session.get_one(Message, message.id))


def test_the_owner_hears_on_the_working_morning_after(make, session, sessions):
    due_on(make, name="Sam Okafor")
    due_on(make, name="Ken Ito", owner=make.teammate("Mira Holm"))
    due_on(make, MONDAY.date(), name="Lina Haddad")

    assert swept(sessions, session) == ["Mira Holm", "Robin Keller"]

    text = letter(session).text
    assert "Ken Ito" not in text
    assert "Sam Okafor, Backend Engineer: promised by Friday 20 November" in text
    assert "Lina" not in text


def test_it_is_run_by_the_schedule():
    assert [job.every for job in JOBS if job.name == mornings.JOB] == [600]


@pytest.mark.parametrize("hours", [-9, -2])
def test_nobody_is_woken_before_eight(make, session, sessions, hours):
    due_on(make)

    assert swept(sessions, session, MONDAY + timedelta(hours=hours)) == []
    assert swept(sessions, session, MONDAY - timedelta(hours=1)) == ["Robin Keller"]


def test_nothing_is_written_on_days_off(make, session, sessions):
    due_on(make)
    with transaction(session):
        set_holidays(session, {MONDAY.date(): "Restoration Day"}, by="system")
    before = everything(session)

    for days in (-2, -1, 0):
        assert swept(sessions, session, MONDAY + days * DAY) == []
    assert everything(session) == before
    assert swept(sessions, session, MONDAY + DAY) == ["Robin Keller"]


def test_once_a_person_and_day_also_when_the_clock_goes_back(make, session, sessions):
    due_on(make)

    for hours in (0, 1, 2, 1, 0, 8, 14):
        assert swept(sessions, session, MONDAY + timedelta(hours=hours)) == ["Robin Keller"]
    assert swept(sessions, session, MONDAY + DAY) == ["Robin Keller", "Robin Keller"]
    assert swept(sessions, session, MONDAY + timedelta(hours=23)) == ["Robin Keller"] * 2


def test_the_working_day_after_the_lead_hears_too(make, session, sessions, mira):
    due_on(make, job=make.job(lead=mira))

    assert swept(sessions, session) == ["Robin Keller"]
    assert swept(sessions, session, MONDAY + DAY) == ["Mira Holm", "Robin Keller", "Robin Keller"]
    assert "Sam Okafor" in letter(session, MONDAY + DAY, "Mira Holm").text


def test_what_nobody_owns_is_the_leads_and_without_one_the_admins(make, session, sessions, mira):
    make.ada()
    led = due_on(make, job=make.job(lead=mira))
    bare = due_on(make, name="Ken Ito")
    led.owner_id = bare.owner_id = None
    session.commit()

    assert swept(sessions, session) == ["Ada Lind", "Mira Holm"]
    adas, miras = (letter(session, to=name).text for name in ("Ada Lind", "Mira Holm"))
    assert "Ken Ito" in adas
    assert "Sam" not in adas
    assert "Sam Okafor" in miras
    assert "Ken" not in miras


def test_an_owner_who_left_does_not_swallow_it(make, session, sessions, mira):
    due_on(make, job=make.job(lead=mira), owner=make.teammate("Gone Before"))
    make.teammate("Gone Before").disabled_at = MONDAY
    session.commit()

    assert swept(sessions, session) == ["Mira Holm"]


def test_while_they_are_away_the_cover_hears(make, session, sessions, mira):
    due_on(make)
    due_on(make, name="Ken Ito", job=make.job(lead=make.robin()), owner=make.ada())
    make.absence(make.robin(), mira, first=MONDAY.date(), days=2)

    assert swept(sessions, session) == ["Ada Lind", "Mira Holm"]
    assert "Sam Okafor" in letter(session, to="Mira Holm").text
    swept(sessions, session, MONDAY + DAY)
    text = letter(session, MONDAY + DAY, "Mira Holm").text
    assert "Sam Okafor" in text
    assert "Ken Ito" in text


def test_a_day_is_over_where_the_candidate_is(make, session, sessions):
    with clock.held_at(datetime(2026, 11, 9, 9, 0, tzinfo=UTC)):
        application = make.application(
            candidate=make.candidate(zone="America/Los_Angeles"), stage="Interviews"
        )
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=MONDAY.date())
        with transaction(session):
            updates.give(session, application, make.robin(), word=word)

    tuesday = MONDAY.replace(hour=7, minute=59) + DAY
    assert swept(sessions, session, tuesday.replace(minute=0, hour=8) - timedelta(minutes=1)) == []
    assert swept(sessions, session, tuesday + timedelta(minutes=2)) == ["Robin Keller"]


def test_what_was_told_meanwhile_is_not_in_the_letter(make, session, sessions):
    first, second = due_on(make), due_on(make, name="Ken Ito")
    swept(sessions, session)
    word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=MONDAY.date() + 3 * DAY)
    with clock.held_at(MONDAY), transaction(session):
        updates.give(session, first, make.robin(), word=word)

    said = letter(session)
    assert said.subject == "1 word is late"
    assert "Sam" not in said.text

    with clock.held_at(MONDAY), transaction(session):
        updates.give(session, second, make.robin(), word=word)
    with pytest.raises(Outdated):
        letter(session)


def test_a_letter_of_yesterday_does_not_leave_today(make, session, sessions):
    due_on(make)
    swept(sessions, session)

    with pytest.raises(Outdated, match="morning is over"):
        letter(session, MONDAY + DAY)


def test_only_the_first_twenty_are_named(make, session, sessions):
    job = make.job()
    for number in range(22):
        due_on(make, name=f"P{number} Quill", job=job)

    swept(sessions, session)

    said = letter(session)
    assert said.subject == "22 words are late"
    assert said.text.count("Quill") == 20
    assert "and 2 more" in said.text


def test_a_link_in_a_name_does_not_travel(make, session, sessions):
    due_on(make, name="Sam http://localhost/l/abc.def")

    swept(sessions, session)

    assert "/l/abc" not in letter(session).text


def decided(make, days=1, **more):
    with clock.held_at(MONDAY - DAY):
        application = make.application(stage="Interviews", **more)
        make.step(application, starts_at=MONDAY + days * DAY)
        return make.verdict(application)


def test_decided_with_an_interview_tomorrow_is_told_first(make, session, sessions):
    decided(make)

    assert swept(sessions, session) == ["Robin Keller"]

    said = letter(session)
    assert said.subject == "Decided, with an interview ahead: tell first"
    assert "Sam Okafor, Backend Engineer: interview on Tuesday 24 November" in said.text
    assert not [one for one in messages(session) if one.candidate_id and one.due_at > MONDAY]


@pytest.mark.parametrize("days", [-1, 2])
def test_an_interview_that_was_or_is_later_is_no_hurry(make, session, sessions, days):
    decided(make, days)

    assert swept(sessions, session) == []


def test_an_ending_that_leaves_before_the_interview_is_enough(make, session, sessions):
    with clock.held_at(MONDAY - timedelta(minutes=5)):
        application = make.application(stage="Interviews")
        make.step(application, starts_at=MONDAY + DAY)
        make.held(application)

    assert swept(sessions, session) == []


def test_before_a_weekend_tomorrow_is_the_next_working_day():
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    assert tell_until(friday, "Europe/Lisbon", Calendar()) == datetime(2026, 12, 1, tzinfo=UTC)
    assert leads_before(friday.date(), Calendar()) == friday.date() - DAY
    assert leads_before(MONDAY.date(), Calendar()) == FRIDAY


@pytest.mark.parametrize(
    ("moment", "zone", "is_one"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), "Europe/Lisbon", False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "Europe/Lisbon", True),
        (datetime(2026, 7, 20, 7, 0, tzinfo=UTC), "Europe/Lisbon", True),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), "Asia/Tokyo", False),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "Asia/Tokyo", True),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "Europe/Lisbon", False),
    ],
)
def test_a_morning_begins_at_eight_where_the_company_is(moment, zone, is_one):
    assert is_working_morning(moment, zone, Calendar()) is is_one


def test_it_takes_as_many_statements_for_many_as_for_one(make, session, sessions, engine):
    from tests.recruiter.desk import counted

    job = make.job()
    due_on(make, job=job)
    with clock.held_at(MONDAY), counted(engine) as few:
        list(mornings.letters_due(session))
    for number in range(20):
        due_on(make, name=f"P{number} Quill", job=job)
    session.rollback()

    with clock.held_at(MONDAY), counted(engine) as many:
        list(mornings.letters_due(session))

    assert len(few) == len(many) <= 9


def refused(make, **more):
    """A word to somebody, which the mail server refused for good."""
    given = due_on(make, MONDAY.date() + 2 * DAY, **more)
    for message in messages(make.session):
        if message.application_id == given.id:
            message.state, message.problem = MessageState.FAILED, "550 no such user"
    make.session.commit()
    return given


def heard(sessions, session, at=MONDAY):
    """Who was written to about letters that reached nobody, that day included."""
    with clock.held_at(at):
        mornings.sweep(sessions, Event())
    return sorted(message.teammate.name for message in messages(session, Letter.TEAM_FAILURES))


def test_whoever_answers_hears_of_a_letter_that_reached_nobody_once_a_day(make, session, sessions):
    refused(make)

    for hours in (0, 1, 8):
        assert heard(sessions, session, MONDAY + timedelta(hours=hours)) == ["Robin Keller"]
    assert heard(sessions, session, MONDAY + DAY) == ["Robin Keller"] * 2
    assert swept(sessions, session) == []


def test_the_letter_names_theirs_alone(make, session, sessions, mira):
    refused(make, owner=mira)
    refused(make, name="Ken Ito")

    assert heard(sessions, session) == ["Mira Holm", "Robin Keller"]

    theirs = messages(session, Letter.TEAM_FAILURES)
    message = next(one for one in theirs if one.teammate.name == "Mira Holm")
    with clock.held_at(MONDAY), transaction(session):
        text = render(session, session.get_one(Message, message.id)).text
    assert "Sam Okafor, Backend Engineer: since" in text
    assert "Ken Ito" not in text


def test_what_is_nobodys_and_reached_nobody_the_admins_hear(make, session, sessions):
    make.ada()
    refused(make).owner_id = None
    session.commit()

    assert heard(sessions, session) == ["Ada Lind"]


def test_a_call_is_enough_and_the_letter_does_not_leave(make, session, sessions):
    application = refused(make)
    assert heard(sessions, session) == ["Robin Keller"]
    with clock.held_at(MONDAY):
        make.call(application, was_reached=True)

    with clock.held_at(MONDAY), transaction(session), pytest.raises(Outdated):
        render(session, session.get_one(Message, messages(session, Letter.TEAM_FAILURES)[0].id))
    assert heard(sessions, session, MONDAY + DAY) == ["Robin Keller"]


def test_who_is_covered_for_is_not_written_to(make, session, sessions, mira):
    refused(make)
    make.absence(make.robin(), mira, first=MONDAY.date(), days=2)

    assert heard(sessions, session) == ["Mira Holm"]
