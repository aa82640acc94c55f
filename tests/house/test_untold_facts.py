"""What is decided but untold changes nothing outside: not a byte, not a header, not a message."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from portal.hiring.actions import (
    applications,
    batch_writing,
    batches,
    calls,
    closing,
    endings,
    note_lines,
    pipelines,
    second_choices,
    stages,
    steps,
    updates,
    verdicts,
)
from portal.hiring.actions.ledger import default_date
from portal.hiring.models import (
    Application,
    EndingBatch,
    Job,
    Promise,
    Step,
    StepKind,
    TimelineEntry,
    Update,
)
from portal.hiring.queries import note_facts
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.offers import drafts
from portal.offers.queries import latest_told_offer
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.standing import queries as standing
from portal.standing.views import ApplicationView
from portal.surveys.models import Invitation
from portal.team.rights import Role
from tests.conftest import enter_code
from tests.house.twins import Twins
from tests.make import MONDAY, NOTE, Make
from tests.proof import examples

Fact = Callable[[Make, Application], None]
Told = Callable[[Make, Application], None]


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
            application.job.closing_at = application.job.closing_at or clock.now()
            way, outcome = EndingWay.NOTE, Outcome.JOB_CLOSED
            endings.write(
                make.session, application, make.robin(), way=way, words=NOTE, outcome=outcome
            )


def draft_a_batch(make: Make, application: Application) -> EndingBatch | None:
    reach_a_verdict(make, application)
    with transaction(make.session):
        if application.waiting() is not None:
            return None
        return batches.draft(
            make.session, application.job, make.robin(), words=NOTE, among={application.ref}
        )


def begin_a_batch(make: Make, application: Application) -> EndingBatch | None:
    batch = draft_a_batch(make, application)
    if batch is not None and not application.interviewed:
        with transaction(make.session):
            ready = len(batches.sorted_out(make.session, batch).ready)
            if ready:
                batches.begin(make.session, batch, make.robin(), count=ready)
        batch_writing.go_on(sessionmaker(make.session.get_bind()), batch.id)
    return batch


def begin_a_batch_and_take_it_back(make: Make, application: Application) -> None:
    batch = begin_a_batch(make, application)
    if batch is not None:
        with transaction(make.session):
            batches.take_back(make.session, batch, make.robin())


def begin_to_close_the_job(make: Make, application: Application) -> None:
    with transaction(make.session):
        if make.session.get_one(Job, application.job_id).closing_at is None:
            closing.close(make.session, application.job, make.robin())


def mark_as_the_second_choice(make: Make, application: Application) -> None:
    with transaction(make.session):
        is_free = application.verdict() is None
        if is_free and second_choices.standing(make.session, application) is None:
            second_choices.mark(make.session, application, make.robin())


def move_to_a_later_stage(make: Make, application: Application) -> None:
    with transaction(make.session):
        stage = make.stage(application.job, "Decision")
        stages.move(make.session, application, make.robin(), stage=stage)


def move_to_a_stage_nobody_mapped(make: Make, application: Application) -> None:
    with transaction(make.session):
        stage = pipelines.add_stage(make.session, application.job, plan=StagePlan("To reject"))
        stages.move(make.session, application, make.robin(), stage=stage)


def write_a_memo(make: Make, application: Application) -> None:
    with transaction(make.session):
        applications.add_memo(make.session, application, make.robin(), words="Rather not")


def draft_an_offer(make: Make, application: Application) -> None:
    terms = Terms("Nobody has read this yet.", None, None, (("Salary", "to be settled"),))
    with suppress(Refusal), transaction(make.session):
        drafts.keep(make.session, application, make.robin(), terms=terms)


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


def call_in_vain(make: Make, application: Application) -> None:
    with transaction(make.session):
        if not application.calls:  # a note after two of them says so, once it is told
            calls.missed(make.session, application, make.robin())


def ask_the_team_for_two_lines(make: Make, application: Application) -> None:
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    if jonas not in note_facts.may_be_asked(make.session, application):
        make.member(application.job, jonas)
    make.look_again()
    if note_facts.lines_asked_of(make.session, application, jonas) is None:
        with transaction(make.session):
            note_lines.ask(make.session, application, make.robin(), of=jonas)
        with transaction(make.session):
            note_lines.give(make.session, application, jonas, words="Not enough SQL.")


FACTS: list[Fact] = [
    reach_a_verdict,
    reach_one_and_take_it_back,
    write_words_that_wait,
    write_words_and_undo_them,
    write_words_for_a_job_that_closes,
    draft_a_batch,
    begin_a_batch,
    begin_a_batch_and_take_it_back,
    mark_as_the_second_choice,
    move_to_a_later_stage,
    move_to_a_stage_nobody_mapped,
    write_a_memo,
    call_in_vain,
    ask_the_team_for_two_lines,
    draft_an_offer,
    write_a_line_for_the_team,
]

OF_THE_JOB: list[Fact] = [begin_to_close_the_job]
"""What is as true of everybody in the job: only before and after can be compared."""


def world(session: Session, browser: FlaskClient, application: Application) -> list[object]:
    """All that reaches the candidate or stands ready to: pages with headers, calendar, messages,
    promises.
    """
    session.rollback()
    paths = [
        "/me/",
        f"/me/applications/{application.ref}",
        f"/me/applications/{application.ref}/withdraw",
        "/me/data/",
        "/me/news/",
        *(
            f"/me/steps/{step.ref}/{page}"
            for step in session.scalars(select(Step))
            for page in ("calendar.ics", "other-times")
        ),
    ]
    answers = [browser.get(path) for path in paths]
    pages = [
        (reply.status_code, constant(str(reply.headers)), constant(reply.text)) for reply in answers
    ]
    letters = select(Message).where(Message.candidate_id.is_not(None))
    rows = [
        [(row.id, row.letter, row.state, row.due_at) for row in session.scalars(letters)],
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


@pytest.mark.parametrize("fact", [*FACTS, *OF_THE_JOB], ids=lambda fact: fact.__name__)
@pytest.mark.parametrize("stage", ["Review", "Interviews"])
def test_an_untold_fact_changes_no_byte(candidate, make, session, fact, stage):
    with clock.held_at(MONDAY):
        application = make.application(stage=stage)
        make.step(application)
        browser = visited(candidate(application), application)
        before = world(session, browser, application)

        fact(make, application)

        assert world(session, browser, application) == before


def say_more(n: int) -> Told:
    status = [Status.IN_REVIEW, Status.INTERVIEWING, Status.DECIDING, Status.ON_HOLD][n % 4]

    def act(make: Make, application: Application) -> None:
        due = default_date(make.session, application, status)
        word = updates.Word(status, f"Word number {n}.", next_word_by=due)
        robin = make.robin()
        updates.give(make.session, application, robin, word=word, as_extended=n % 3 == 0)

    return act


def set_a_step(n: int) -> Told:
    def act(make: Make, application: Application) -> None:
        start = clock.now() + timedelta(hours=20 + 9 * n)
        kind = list(StepKind)[n % 3]
        plan = steps.Plan(kind, f"Step {n}", start, None, "Europe/Lisbon", "Priya")
        steps.set_step(make.session, application, make.robin(), plan=plan)

    return act


def change_a_step(n: int) -> Told:
    def act(make: Make, application: Application) -> None:
        for step in sorted(application.steps, key=lambda step: step.id)[:1]:
            start = clock.now() + timedelta(hours=30 + 7 * n)
            plan = steps.Plan(step.kind, step.title, start, None, "Europe/Lisbon", "Jonas")
            steps.change(make.session, step, make.robin(), plan=plan)

    return act


def cancel_a_step(_n: int) -> Told:
    def act(make: Make, application: Application) -> None:
        for step in sorted(application.steps, key=lambda step: step.id)[:1]:
            steps.cancel(make.session, step, make.robin())

    return act


def send_an_offer(n: int) -> Told:
    def act(make: Make, application: Application) -> None:
        today = clock.now().date()
        terms = Terms("Join us.", today + timedelta(days=5 + n), today + timedelta(days=60))
        offers.send(make.session, application, make.robin(), terms=terms)

    return act


TOLD = [say_more, say_more, set_a_step, change_a_step, cancel_a_step, send_an_offer]


def tick_off(
    browser: FlaskClient, _session: Session, application: Application
) -> TestResponse | None:
    ahead = sorted(application.steps, key=lambda step: step.id)
    return browser.post(f"/me/steps/{ahead[0].ref}/done") if ahead else None


def want_no_extras(
    browser: FlaskClient, _session: Session, _application: Application
) -> TestResponse | None:
    return browser.post("/me/data/", data={"extras": "none", "time_zone": "Asia/Tokyo"})


def accept(browser: FlaskClient, session: Session, application: Application) -> TestResponse | None:
    offer = latest_told_offer(session, application.id)
    if offer is None:
        return None
    enter_code(session, application.candidate_id)
    return browser.post(f"/me/offers/{offer.ref}/accept", data={"sure": "y"})


PRESSED = [tick_off, want_no_extras, accept]
HISTORY = st.lists(
    st.one_of(
        st.tuples(st.just("told"), st.integers(0, len(TOLD) - 1), st.integers(0, 9)),
        st.tuples(st.just("untold"), st.integers(0, len(FACTS) - 1), st.just(0)),
        st.tuples(st.just("untold"), st.integers(0, len(FACTS) - 1), st.just(0)),
        st.tuples(st.just("pressed"), st.integers(0, len(PRESSED) - 1), st.just(0)),
        st.tuples(st.just("hours"), st.integers(1, 100), st.just(0)),
    ),
    min_size=3,
    max_size=9,
)


@pytest.fixture
def twins(make, app, candidate, sessions) -> Twins:
    del app
    return Twins(make, sessions, candidate)


@settings(
    max_examples=examples(8, 150),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # histories are short; shrinking is not
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, stage=st.sampled_from(["Received", "Interviews"]))
def test_whatever_happened_what_is_untold_shows_nowhere(twins, history, stage):
    """Pages, mails, calendar files, headers, and the rows that give rise to them."""
    twins.begin(stage)

    for kind, which, n in history:
        if kind == "told":
            act = TOLD[which](n)
            twins.team(lambda application, act=act: act(twins.make, application))
        elif kind == "pressed":
            twins.candidate(PRESSED[which])
        elif kind == "untold":
            twins.untold(FACTS[which])
        else:
            twins.wait(which)

    twins.agree()


def leaky(session: Session, application: Application) -> str:
    """What a projection that let untold facts through would say."""
    of = {"id": application.id}
    counts = [session.scalar(text(count), of) for count in _UNTOLD.values()]
    return ".".join(map(str, [application.stage_id, *counts]))


_UNTOLD = {
    "verdicts": "SELECT count(*) FROM verdicts WHERE application_id = :id",
    "endings": "SELECT count(*) FROM endings WHERE application_id = :id",
    "batches": "SELECT count(*) FROM ending_lines WHERE application_id = :id",
    "seconds": "SELECT count(*) FROM second_choices WHERE application_id = :id",
    "calls": "SELECT count(*) FROM calls WHERE application_id = :id",
    "asked": "SELECT count(*) FROM note_lines WHERE application_id = :id",
    "memos": "SELECT count(*) FROM memos WHERE application_id = :id",
    "moves": "SELECT count(*) FROM stage_moves WHERE application_id = :id",
    "drafts": "SELECT count(*) FROM offers WHERE application_id = :id AND state = 'draft'",
    "lines": "SELECT count(*) FROM timeline_entries WHERE application_id = :id AND NOT is_told",
}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_with_any_one_fact_let_through_the_check_fails(twins, monkeypatch, fact):
    """The teeth: each fact, once the projection tells it, is seen by the comparison."""
    honest = standing.application_view

    def tells_all(
        session: Session, candidate_id: int, ref: str, **known: bool
    ) -> ApplicationView | None:
        view = honest(session, candidate_id, ref, **known)
        application = session.scalars(select(Application).where(Application.ref == ref)).one()
        return view and replace(view, words=f"{view.words} {leaky(session, application)}")

    monkeypatch.setattr(standing, "application_view", tells_all)
    twins.begin("Interviews")
    twins.agree()

    twins.untold(fact)

    told, untold = twins.worlds()
    assert told != untold
