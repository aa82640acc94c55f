"""Surveys with a million answers: the Feedback page after many rounds beside after one, closing a
round beside one bare look at as many rows, answering beside two bare commits.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from bench.crowd import crowd
from bench.data import NOW
from bench.rounds import SCALES, Place, filled_round, row_of, values_of, words_of
from bench.team import environ_of, get
from config import Config
from portal import create_app
from portal.plumbing import clock, schema
from portal.plumbing.db import ROUNDS, transaction
from portal.surveys.actions import answers, forgetting, rounds
from portal.surveys.actions.answers import Slip
from tests.databases import fresh_url, let_go

ROUNDS_MANY = 36
ANSWERS = 1_000_000
IN_ONE = 100_000
CLOSINGS = 7
ANSWERING = 300
PASSES, REQUESTS = 5, 10
TIMES_AFTER_MANY = 1.5
LEAST_ACCEPTED = 0.40
PAGE = "/team/feedback/"
_AS_ROWS = text(
    "CREATE TABLE bench_answers (job_id INTEGER, recommend INTEGER, on_time INTEGER,"
    " role_clear INTEGER, prepared INTEGER, courtesy INTEGER, strengths INTEGER, change TEXT)"
)
_ROW = text(
    "INSERT INTO bench_answers VALUES (:job, :recommend, :on_time, :role_clear, :prepared,"
    " :courtesy, :strengths, :change)"
)
_RATINGS = ("on_time", "role_clear", "prepared", "courtesy", "strengths")
_WORDS = {"sqlite": "group_concat(change, char(10))", "postgresql": "string_agg(change, chr(10))"}
_LOOK = (
    "SELECT job_id, count(*), avg(recommend), sum(CASE WHEN recommend >= 9 THEN 1 ELSE 0 END),"
    " sum(CASE WHEN recommend <= 6 THEN 1 ELSE 0 END), {ratings}, {words}"
    " FROM bench_answers GROUP BY job_id"
)
_RATING = "avg({0}), sum(CASE WHEN {0} >= 4 THEN 1 ELSE 0 END)"
_ONE_LOOK = {
    database: text(
        _LOOK.format(words=words, ratings=", ".join(_RATING.format(each) for each in _RATINGS))
    )
    for database, words in _WORDS.items()
}
"""What closing publishes of each job: means, promoters and detractors, who is satisfied, words."""
_A_BALLOT = text(f"INSERT INTO {ROUNDS}.survey_ballots (round_id, mark) VALUES (0, :mark)")
_A_COUNT = text(
    f"INSERT INTO {ROUNDS}.survey_tallies AS kept (round_id, job_id, item, value, n)"
    " VALUES (0, :job, :item, :value, 1)"
    " ON CONFLICT (round_id, job_id, item, value) DO UPDATE SET n = kept.n + 1"
)


def measure(database: str, config: Config) -> list[dict[str, object]]:
    """All three, in that database."""
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(config, database_url=url, folder=Path(folder)))
        place = Place(app, app.extensions["engine"], app.extensions["sessions"])
        schema.tables()
        crowd(place.engine, IN_ONE)
        with clock.held_at(NOW):
            found = [_feedback(place), _closing(place), _answering(place)]
        place.engine.dispose()
    let_go(url)
    return [one | {"database": database} for one in found]


def _feedback(place: Place) -> dict[str, object]:
    """The page's CPU after one round, and after all of them."""
    _closed_round(place, 0, ANSWERS // ROUNDS_MANY)
    after_one = _cpu(place.app)
    for number in range(1, ROUNDS_MANY):
        _closed_round(place, number, ANSWERS // ROUNDS_MANY)
    after_many = _cpu(place.app)
    times = after_many / after_one
    print(
        f"surveys  {place.engine.dialect.name:<11} Feedback after {ROUNDS_MANY} rounds with"
        f" {ANSWERS:,} answers: {times:.2f} times the CPU of after one",
        flush=True,
    )
    is_kept = times <= TIMES_AFTER_MANY
    return {"name": "feedback", "size": ANSWERS, "times": times, "is_kept": is_kept}


def _closing(place: Place) -> dict[str, object]:
    """Publishing a round, beside one look at as many rows that hold the same answers, for the same
    figures of each job, without the histograms."""
    with place.engine.connect().execution_options(writes=True) as one, one.begin():
        one.execute(_AS_ROWS)
        one.execute(_ROW, [row_of(number) | words_of(number) for number in range(IN_ONE)])
    bare, took = [], []
    for number in range(ROUNDS_MANY, ROUNDS_MANY + CLOSINGS):
        filled_round(place, number, IN_ONE)
        gc.collect()
        bare.append(_seconds(lambda: _one_look(place.engine)))
        took.append((_seconds(lambda: _close(place)), _seconds(lambda: _forget(place))))
    seconds, forgetting_took = (min(part) for part in zip(*took, strict=True))
    times = seconds / min(bare)
    print(
        f"surveys  {place.engine.dialect.name:<11} closing a round of {IN_ONE:,} answers:"
        f" {seconds * 1000:.0f} ms, {times:.2f} times one look at as many rows;"
        f" forgetting them {forgetting_took * 1000:.0f} ms",
        flush=True,
    )
    return {
        "name": "closing",
        "size": IN_ONE,
        "times": times,
        "seconds": seconds,
        "is_kept": times <= 1,
    }


def _answering(place: Place) -> dict[str, object]:
    """Answers one after the other, beside two bare commits for each."""
    number = ROUNDS_MANY + CLOSINGS
    filled_round(place, number, 0, people=ANSWERING * (PASSES + 1))
    turns = [range(turn * ANSWERING, (turn + 1) * ANSWERING) for turn in range(PASSES + 1)]
    costs = []
    for turn in turns:
        bare = _seconds(lambda turn=turn: _bare_commits(place, turn))
        ours = _seconds(lambda turn=turn: _answers(place, number, turn))
        costs.append(bare / ours)
    ratio = statistics.median(costs[1:])
    print(
        f"surveys  {place.engine.dialect.name:<11} answers at {ratio:.0%} of two bare commits",
        flush=True,
    )
    return {
        "name": "answers",
        "size": ANSWERING,
        "ratio": ratio,
        "is_kept": ratio >= LEAST_ACCEPTED,
    }


def _closed_round(place: Place, number: int, people: int) -> None:
    filled_round(place, number, people)
    _close(place)
    _forget(place)


def _close(place: Place) -> None:
    with place.sessions() as session, transaction(session):
        if len(rounds.close_due(session, NOW.date())) != 1:
            raise SystemExit("The round did not close.")


def _forget(place: Place) -> None:
    with place.sessions() as session, transaction(session):
        forgetting.forgotten(session, forgetting.forget(session))


def _one_look(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(_ONE_LOOK[engine.dialect.name]).all()


def _bare_commits(place: Place, numbers: Iterable[int]) -> None:
    """The same rows in two transactions, with nothing asked."""
    for number in numbers:
        rows = [
            {"job": job, "item": item, "value": value}
            for job, item, value in sorted(values_of(row_of(number)))
        ]
        with place.sessions() as session:
            with transaction(session):
                session.execute(_A_BALLOT, {"mark": f"bare {number}"})
            with transaction(session):
                session.execute(_A_COUNT, rows)


def _answers(place: Place, number: int, turn: Iterable[int]) -> None:
    for each in turn:
        slip = Slip({item: str(value) for item, value in row_of(each).items() if item in SCALES})
        with place.sessions() as session:
            ref = f"invitation{number + 1}x{each + 1}"
            with transaction(session):
                answers.spend(session, each + 1, ref, slip=slip)
            with transaction(session):
                answers.count(session, slip)


def _cpu(app: Flask) -> float:
    """The CPU seconds of some requests, by the median pass."""
    environ = environ_of(app, PAGE)
    get(app, environ)
    costs = []
    for _pass in range(PASSES):
        gc.collect()
        began = time.process_time()
        for _request in range(REQUESTS):
            get(app, environ)
        costs.append(time.process_time() - began)
    return statistics.median(costs)


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
