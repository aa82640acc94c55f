"""A team with 200,000 applications, made by the database itself: four in five closed, some due
every day, groups and single ones, some decided and untold, some never introduced.
"""

from datetime import timedelta

from sqlalchemy import Column, Date, Engine, Integer, MetaData, String, Table, insert, text

from bench.data import JOBS, NOW, into, once
from portal.plumbing.db import UTCDateTime
from portal.plumbing.tokens import fingerprint

TEAM_KEY = "bench-team-key"
TEAM = 20
DAYS = 1_000
FIRST = (
    "Amara", "Sam", "Tomas", "Lina", "Ken", "Ines", "Bjorn", "Omar",
    "Sofia", "Jonas", "Priya", "Charlie", "Mira", "Zoe", "Luc", "Paul",
)  # fmt: skip
LAST = (
    "ka", "lo", "mi", "ra", "te", "su", "no", "vi", "de", "shi",
    "ber", "gan", "holt", "man", "rez", "ova", "sen", "ito", "fal", "qui",
)  # fmt: skip

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)"
_NAME = (
    " (SELECT part FROM bench_names WHERE kind = 1 AND nth = i % 16) AS first,"
    " (SELECT part FROM bench_names WHERE kind = 2 AND nth = i / 16 % 20)"
    " || (SELECT part FROM bench_names WHERE kind = 2 AND nth = i / 320 % 20)"
    " || (SELECT part FROM bench_names WHERE kind = 2 AND nth = i / 6400 % 20) AS last"
)
_PEOPLE = (
    "INSERT INTO candidates (id, ref, full_name, name_key, found_by, called, email, email_key,"
    " phone, locale, extras, created_at) "
    + _NUMBERS
    + ", named AS (SELECT i,"
    + _NAME
    + " FROM n) SELECT i, 'candidate' || i, first || ' ' || last, lower(first || ' ' || last),"
    " lower(first || ' ' || last) || ' person' || i || ' example org', first,"
    " 'person' || i || '@example.org', 'person' || i || '@example.org', '', 'en', 'usual', applied"
    " FROM named JOIN bench_days ON nth = i % 1000"
)
_APPLICATIONS = (
    "INSERT INTO applications (id, ref, candidate_id, job_id, stage_id, owner_id, status,"
    " applied_at, source, next_word_by, introduced_at, interviewed, outcome, closed_at, version) "
    + _NUMBERS
    + " SELECT i, 'application' || i, i, days.nth % :jobs + 1, days.nth % :jobs + 1,"
    " CASE WHEN i % 100 = 7 THEN NULL ELSE i / 5 % :team + 1 END,"
    " CASE WHEN i % 5 > 0 THEN 'closed' WHEN i % 50 = 0 THEN 'interviewing'"
    " WHEN i % 50 = 5 THEN 'deciding' WHEN i % 50 < 30 THEN 'received' ELSE 'in_review' END,"
    " applied, '', CASE WHEN i % 5 = 0 THEN due END,"
    " CASE WHEN i % 500 = 10 THEN NULL ELSE applied END, i % 50 = 0,"
    " CASE WHEN i % 5 > 0 THEN 'withdrawn' END, CASE WHEN i % 5 > 0 THEN applied END, 1"
    " FROM n JOIN bench_days AS days ON days.nth = i * 7 % 1000"
)
_VERDICTS = (
    "INSERT INTO verdicts (application_id, reason, decided_at)"
    " SELECT id, '', applied_at FROM applications"
    " WHERE (outcome IS NULL AND id % 350 = 0) OR (outcome IS NOT NULL AND id % 2 = 0)"
)
_UPDATES = (
    "INSERT INTO updates (ref, application_id, status, sentence, words, at, by_id)"
    " SELECT 'update' || id, id, status, '', 'We have compared notes.', applied_at, 1"
    " FROM applications"
)
_STEPS = (
    "INSERT INTO steps (ref, application_id, kind, title, starts_at, time_zone, who, place, url,"
    " preparation, sequence) SELECT 'step' || id, id, 'interview', 'Meet the team', applied_at,"
    " 'Europe/Lisbon', '', '', '', '', 0 FROM applications WHERE interviewed"
)

_LEADS = "UPDATE jobs SET lead_id = id % :team + 1"


def crowd(engine: Engine, size: int) -> None:
    """That many applications, and somebody of the team signed in."""
    beside = MetaData()
    names = Table("bench_names", beside, Column("kind", Integer), Column("nth", Integer), *_text())
    days = Table("bench_days", beside, Column("nth", Integer), *_moments())
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        once(connection)
        into(connection, "teammates", [_teammate(number) for number in range(2, TEAM + 1)])
        into(connection, "team_sessions", [_session()])
        beside.create_all(connection)
        connection.execute(insert(names), _parts())
        connection.execute(insert(days), [_day(nth) for nth in range(DAYS)])
        for statement in (_PEOPLE, _APPLICATIONS, _VERDICTS, _UPDATES, _STEPS, _LEADS):
            known = {"size": size, "jobs": JOBS, "team": TEAM}
            given = {name: value for name, value in known.items() if f":{name}" in statement}
            connection.execute(text(statement), given)
        beside.drop_all(connection)
    if engine.dialect.name == "postgresql":  # which does that by itself; SQLite never does
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _text() -> list[Column[str]]:
    return [Column("part", String)]


def _moments() -> list[Column[object]]:
    return [Column("applied", UTCDateTime()), Column("due", Date)]


def _parts() -> list[dict[str, object]]:
    given = ((1, FIRST), (2, LAST))
    return [
        {"kind": kind, "nth": nth, "part": part}
        for kind, parts in given
        for nth, part in enumerate(parts)
    ]


def _day(nth: int) -> dict[str, object]:
    """Applied within two years; due on one of the next fifteen days, or a little late."""
    applied = NOW - timedelta(days=nth % 730, minutes=nth)
    return {"nth": nth, "applied": applied, "due": NOW.date() + timedelta(days=nth % 17 - 2)}


def _teammate(number: int) -> dict[str, object]:
    address = f"teammate{number}@northwind.example"
    return {
        "id": number,
        "ref": f"teammate{number}",
        "name": f"Teammate {number}",
        "email": address,
        "email_key": address,
        "role": "recruiter",
        "created_at": NOW,
    }


def _session() -> dict[str, object]:
    return {
        "id": 1,
        "key_hash": fingerprint(TEAM_KEY),
        "teammate_id": 1,
        "started_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
