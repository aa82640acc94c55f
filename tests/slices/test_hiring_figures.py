"""Kept, extended and missed: by month and by job, never by who answers for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal.hiring.actions import updates
from portal.hiring.figures import Figures, by_job, by_month, first_month, month_after
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.figures import figures, figures_of
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS
from tests.proof import examples
from tests.recruiter.desk import counted

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def say(make, application, *, at, due, longer=False):
    with clock.held_at(at), transaction(make.session):
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=due)
        updates.give(make.session, application, make.robin(), word=word, as_extended=longer)


def promised(make, due, name="Sam Okafor", **more):
    """Somebody whose only open promise is due on that day; the one before was kept in August."""
    with clock.held_at(MONDAY.replace(month=8, day=3)):
        application = make.application(candidate=make.candidate(name), stage="Interviews", **more)
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=due)
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)
    return application


def robin(make):
    return Actor(make.robin().id, Role.RECRUITER)


def months(session, make, job):
    session.rollback()
    return dict(figures_of(session, robin(make), job.id))


def test_each_counts_in_the_month_it_was_due(make, session):
    job = make.job()
    due = date(2026, 10, 30)
    kept = promised(make, due, "Kept One", job=job)
    longer = promised(make, due, "Longer One", job=job)
    missed = promised(make, due, "Missed One", job=job)
    later = date(2026, 12, 1)
    say(make, kept, at=MONDAY.replace(month=10, day=30), due=later)
    say(make, longer, at=MONDAY.replace(month=10, day=29), due=later, longer=True)
    say(make, missed, at=MONDAY, due=later, longer=True)

    assert months(session, make, job) == {
        OCTOBER: Figures(kept=1, extended=1, missed=1),
        date(2026, 8, 1): Figures(kept=3),
    }


def test_what_stands_open_and_is_over_is_missed(make, session):
    job = make.job()
    promised(make, date(2026, 10, 30), job=job)
    promised(make, MONDAY.date(), "Due Today", job=job)

    assert months(session, make, job)[OCTOBER] == Figures(missed=1)
    assert NOVEMBER not in months(session, make, job)
    with clock.held_at(MONDAY + DAY):
        assert months(session, make, job)[NOVEMBER] == Figures(missed=1)


def test_a_day_is_over_where_the_candidate_is(make, session):
    application = promised(make, MONDAY.date())
    application.candidate.time_zone = "Pacific/Auckland"
    session.commit()

    with clock.held_at(MONDAY.replace(hour=10)):
        assert NOVEMBER not in months(session, make, application.job)
    with clock.held_at(MONDAY.replace(hour=11)):
        assert months(session, make, application.job)[NOVEMBER].missed == 1


def test_what_the_candidate_ended_stands_apart(make, session):
    offer = make.offer(make.application(stage="Decision"), answer_by=date(2026, 11, 25))
    make.declined(offer)

    found = months(session, make, offer.application.job)

    assert sum(one.ended for one in found.values()) == 1
    assert sum(one.missed for one in found.values()) == 0


def test_whoever_was_promised_nothing_counts_nowhere(make, session):
    with clock.held_at(MONDAY - 60 * DAY):
        application = make.application(introduced=False)

    assert months(session, make, application.job) == {}


def test_each_job_has_its_own_and_somebody_sees_theirs_alone(make, session):
    mine, other = make.job("Backend Engineer"), make.job("Data Analyst")
    promised(make, date(2026, 10, 30), job=mine)
    promised(make, date(2026, 10, 30), "Charlie Byrne", job=other)
    make.job("Nobody Applied")
    session.rollback()

    everything = figures(session, robin(make))
    theirs = figures(session, Actor(0, Role.HIRING_MANAGER, frozenset({mine.id})))

    assert [(job.title, one.missed) for job, one in everything.jobs] == [
        ("Backend Engineer", 1),
        ("Data Analyst", 1),
    ]
    assert dict(everything.months)[OCTOBER].missed == 2
    assert [job.title for job, _one in theirs.jobs] == ["Backend Engineer"]
    assert dict(theirs.months)[OCTOBER].missed == 1
    assert figures(session, Actor(0, Role.HIRING_MANAGER)).months == []


def test_a_year_is_shown_and_no_month_to_come(make, session):
    assert (first_month(MONDAY.date()), month_after(MONDAY.date())) == (
        date(2025, 12, 1),
        date(2026, 12, 1),
    )
    assert (first_month(date(2026, 1, 31)), month_after(date(2026, 12, 31))) == (
        date(2025, 2, 1),
        date(2027, 1, 1),
    )


RESULTS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        st.sampled_from(PromiseResult),
        st.integers(1, 9),
    ),
    max_size=40,
)


@settings(max_examples=examples(50, 1000), deadline=None)
@given(RESULTS)
def test_months_and_jobs_add_up_to_the_same(counted_so):
    for result in PromiseResult:
        total = sum(count for _job, _day, which, count in counted_so if which is result)
        for found in (dict(by_month(counted_so)), by_job(counted_so)):
            assert sum(getattr(one, result.value) for one in found.values()) == total
    days = [day for day, _one in by_month(counted_so)]
    assert days == sorted(set(days), reverse=True)
    assert all(day.day == 1 for day in days)


def test_it_takes_as_many_statements_for_many_as_for_one_and_no_scan(make, session, engine):
    job = make.job()
    promised(make, date(2026, 10, 30), job=job)
    session.rollback()
    with counted(engine) as few:
        figures(session, robin(make))
    for number in range(20):
        promised(make, date(2026, 10, 30), f"P{number} Quill", job=job)
    session.rollback()

    with counted(engine) as many:
        figures(session, robin(make))

    assert len(few) == len(many)
    if engine.dialect.name == "sqlite":
        plans = [
            str(session.execute(text(f"EXPLAIN QUERY PLAN {said}"), {}).all())
            for said in _inlined(many)
        ]
        assert plans
        assert [plan for plan in plans if "SCAN promises" in plan and "INDEX" not in plan] == []
        assert any("ix_promises_due" in plan for plan in plans)


def _inlined(said):
    """The statements about promises, with numbers for what they were given."""
    return [one.replace("?", "1") for one in said if "FROM promises" in one]
