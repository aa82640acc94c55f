"""Rounds of any size, filled without ceremony: what is measured is closing and reading them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from bench.data import JOBS, NOW, into
from portal.plumbing.db import ROUNDS, transaction
from portal.surveys import keys
from portal.surveys.actions import surveys
from portal.surveys.counting import ANSWERED
from portal.surveys.items import Touchpoint
from portal.surveys.models import Round

WRITES = 10
"""One in so many writes a comment."""
FIRST_DAY = date(2023, 1, 1)
_A_PRIME = 2_654_435_761
_SAID = ("who", "will", "be", "there", "how", "long", "it", "takes", "what", "is", "next", "why")
SCALES = {"recommend": 11} | dict.fromkeys(
    ("on_time", "role_clear", "prepared", "courtesy", "strengths"), 5
)


@dataclass(frozen=True)
class Place:
    """An application on a database of its own."""

    app: Flask
    engine: Engine
    sessions: sessionmaker[Session]


def filled_round(place: Place, number: int, answered: int, *, people: int = 0) -> None:
    """A round of its own month that so many answered, all of whom, or `people`, were asked."""
    first = _month(number)
    last = _month(number + 1) - timedelta(days=1)
    is_over = answered > 0
    with place.sessions() as session, transaction(session):
        version = surveys.survey(session, Touchpoint.INTERVIEWED).versions[-1]
        one = Round(
            touchpoint=Touchpoint.INTERVIEWED,
            version=version,
            opens_on=first,
            invites_until=last,
            closes_on=last if is_over else NOW.date() + timedelta(days=14),
            k=5,
            comment_limit=10,
            delivered=people or answered,
        )
        session.add(one)
        session.flush()
        keys.make(session, one.ref)
        _fill(session.connection(), one.id, answered, people=people or answered)


def _fill(connection: Connection, round_id: int, answered: int, *, people: int) -> None:
    asked = range(1, people + 1)
    invitations = [
        {
            "ref": f"invitation{round_id}x{number}",
            "round_id": round_id,
            "candidate_id": number,
            "application_id": number,
            "created_at": NOW,
        }
        for number in asked
    ]
    _in_lots(connection, "survey_invitations", invitations)
    counted: dict[tuple[int, str, str], int] = {}
    for number in range(answered):
        for key in values_of(row_of(number)):
            counted[key] = counted.get(key, 0) + 1
    where = {"round_id": round_id}
    tallies = [
        {**where, "job_id": job, "item": item, "value": value, "n": n}
        for (job, item, value), n in counted.items()
    ]
    _in_lots(connection, f"{ROUNDS}.survey_tallies", tallies)
    comments = [
        {
            **where,
            "key": f"{round_id}x{number}",
            "job_id": number % JOBS + 1,
            "item": "change",
            "words": words_of(number)["change"],
        }
        for number in range(0, answered, WRITES)
    ]
    _in_lots(connection, f"{ROUNDS}.survey_comments", comments)


def _in_lots(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), 5_000):
        into(connection, table, rows[start : start + 5_000])


def row_of(number: int) -> dict[str, int]:
    """Somebody's answers, spread over jobs and values."""
    scales = {item: number * 7 % (11 * size) % size for item, size in SCALES.items()}
    ratings = {item: value + (item != "recommend") for item, value in scales.items()}
    return {"job": number % JOBS + 1, **ratings}


def words_of(number: int) -> dict[str, str | None]:
    """What they wrote, and nobody else; most wrote nothing."""
    mixed = number * _A_PRIME
    said = (_SAID[mixed // len(_SAID) ** place % len(_SAID)] for place in range(10))
    return {"change": None if number % WRITES else f"Tell people {' '.join(said)}."}


def values_of(row: dict[str, int]) -> Iterable[tuple[int, str, str]]:
    """What they are counted under."""
    yield row["job"], ANSWERED, ""
    for item in SCALES:
        yield row["job"], item, str(row[item])


def _month(number: int) -> date:
    years, month = divmod(number, 12)
    return date(FIRST_DAY.year + years, month + 1, 1)
