"""What is decided but untold changes nothing outside: not a byte, not a header, not a message."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.hiring.actions import applications, endings, jobs, stages, verdicts
from portal.hiring.models import Application, Promise, Step, TimelineEntry, Update
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.models import Message
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing import queries as standing
from portal.surveys.models import Invitation
from tests.make import MONDAY, NOTE, Make
from tests.proof import examples

Fact = Callable[[Make, Application], None]


def reach_a_verdict(make: Make, application: Application) -> None:
    with transaction(make.session):
        if application.verdict() is None:
            verdicts.decide(make.session, application, make.robin(), reason="Not enough SQL")


def reach_one_and_take_it_back(make: Make, application: Application) -> None:
    reach_a_verdict(make, application)
    with transaction(make.session):
        verdicts.take_back(make.session, application, make.robin())


def write_words_that_wait(make: Make, application: Application) -> None:
    reach_a_verdict(make, application)
    with transaction(make.session):
        if application.waiting() is None:
            way = EndingWay.NOTE
            endings.write(make.session, application, make.robin(), way=way, words=NOTE)


def write_words_and_undo_them(make: Make, application: Application) -> None:
    write_words_that_wait(make, application)
    with transaction(make.session):
        endings.take_back(make.session, application, make.robin())


def write_words_for_a_job_that_closes(make: Make, application: Application) -> None:
    with transaction(make.session):
        if application.waiting() is None:
            way, outcome = EndingWay.NOTE, Outcome.JOB_CLOSED
            endings.write(
                make.session, application, make.robin(), way=way, words=NOTE, outcome=outcome
            )


def move_to_a_later_stage(make: Make, application: Application) -> None:
    with transaction(make.session):
        stage = make.stage(application.job, "Decision")
        stages.move(make.session, application, make.robin(), stage=stage)


def move_to_a_stage_nobody_mapped(make: Make, application: Application) -> None:
    with transaction(make.session):
        stage = jobs.add_stage(make.session, application.job, name="To reject", status=None)
        stages.move(make.session, application, make.robin(), stage=stage)


def write_a_memo(make: Make, application: Application) -> None:
    with transaction(make.session):
        applications.add_memo(make.session, application, make.robin(), words="Rather not")


def draft_an_offer(make: Make, application: Application) -> None:
    with transaction(make.session):
        make.session.add(
            Offer(application_id=application.id, state=OfferState.DRAFT, created_at=clock.now())
        )


def write_a_line_for_the_team(make: Make, application: Application) -> None:
    with transaction(make.session):
        make.session.add(
            TimelineEntry(
                application_id=application.id,
                kind="fact",
                words="Jonas said no",
                is_told=False,
                at=clock.now(),
            )
        )


FACTS: list[Fact] = [
    reach_a_verdict,
    reach_one_and_take_it_back,
    write_words_that_wait,
    write_words_and_undo_them,
    write_words_for_a_job_that_closes,
    move_to_a_later_stage,
    move_to_a_stage_nobody_mapped,
    write_a_memo,
    draft_an_offer,
    write_a_line_for_the_team,
]


def world(session: Session, browser: FlaskClient, application: Application) -> list[object]:
    """All that reaches the candidate or stands ready to: pages with headers, calendar, messages,
    promises.
    """
    session.rollback()
    paths = [
        "/me/",
        f"/me/applications/{application.ref}",
        "/me/data/",
        "/me/news/",
        *(f"/me/steps/{step.ref}/calendar.ics" for step in session.scalars(select(Step))),
    ]
    answers = [browser.get(path) for path in paths]
    pages = [
        (reply.status_code, constant(str(reply.headers)), constant(reply.text)) for reply in answers
    ]
    rows = [
        [(row.id, row.letter, row.state, row.due_at) for row in session.scalars(select(Message))],
        [(row.id, row.due_on, row.result) for row in session.scalars(select(Promise))],
        [(row.id, row.words, row.status) for row in session.scalars(select(Update))],
        [(row.id, row.cancelled_at, row.sequence) for row in session.scalars(select(Step))],
        [(row.id, row.application_id) for row in session.scalars(select(Invitation))],
    ]
    return [*pages, *rows]


def visited(browser: FlaskClient, application: Application) -> FlaskClient:
    """A browser that was there before: the first page sets the cookie that forms are checked by."""
    browser.get(f"/me/applications/{application.ref}")
    return browser


def constant(text: str) -> str:
    """The same text with what is bound to the request put to a constant: CSRF token, cookie,
    length of both.
    """
    text = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1x", text)
    text = re.sub(r"Set-Cookie: \S+=[^;]+", "Set-Cookie: x", text)
    return re.sub(r"Content-Length: \d+", "", text)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
@pytest.mark.parametrize("stage", ["Review", "Interviews"])
def test_an_untold_fact_changes_no_byte(candidate, make, session, fact, stage):
    with clock.held_at(MONDAY):
        application = make.application(stage=stage)
        make.step(application)
        browser = visited(candidate(application), application)
        before = world(session, browser, application)

        fact(make, application)

        assert world(session, browser, application) == before


@settings(
    max_examples=examples(5, 200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    chosen=st.lists(st.sampled_from(FACTS), min_size=1, max_size=6, unique=True),
    days=st.integers(0, 40),
)
def test_nor_do_several_on_any_later_day(candidate, make, session, chosen, days):
    with clock.held_at(MONDAY):
        application = make.application(stage="Interviews", candidate=make.candidate("Sam Okafor"))
        twin = make.application(
            stage="Interviews", candidate=make.candidate("Sam Okafor"), job=application.job
        )
        for one in (application, twin):
            make.step(one, starts_at=MONDAY + timedelta(days=2))
        for fact in chosen:
            fact(make, application)

    with clock.held_at(MONDAY + timedelta(days=days)):
        told, untold = (named_alike(session, one) for one in (twin, application))

        assert told == untold


def named_alike(session: Session, application: Application) -> str:
    """The candidate's view in full, with the random refs of its rows put to a constant."""
    session.rollback()
    view = standing.application_view(session, application.candidate_id, application.ref)
    return re.sub(r"ref='\w+'", "ref", repr(view))


def test_the_check_has_teeth(candidate, make, session, monkeypatch):
    with clock.held_at(MONDAY):
        application = make.application(stage="Interviews")
        browser = visited(candidate(application), application)
        before = world(session, browser, application)
        leak = lambda words, **values: words + str(application.verdict() is not None)  # noqa: E731
        monkeypatch.setattr(
            standing.sentences, "marks", lambda status: [(leak(str(status)), "now")]
        )

        reach_a_verdict(make, application)

        assert world(session, browser, application) != before
