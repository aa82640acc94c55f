"""Databases of any size, filled without ceremony: what is measured is reading them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Table, insert

from portal.hiring.models.people import keys_of
from portal.plumbing.db import Base
from portal.plumbing.tokens import fingerprint

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHUNK = 5_000
JOBS = 40
KEY = "bench-session-key"
HERE = 7
"""The candidate whose page is measured."""


def fill(engine: Engine, candidates: int) -> None:
    """That many candidates with an application each, in interviews, with what their page shows."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        once(connection)
        for start in range(1, candidates + 1, CHUNK):
            _some(connection, range(start, min(start + CHUNK, candidates + 1)))
        into(connection, "candidate_sessions", [_session()])


def once(connection: Connection) -> None:
    """The company, Robin, and the jobs with a stage each."""
    into(
        connection,
        "company",
        [
            {
                "id": 1,
                "name": "Northwind",
                "legal_name": "Northwind A/S",
                "time_zone": "Europe/Lisbon",
                "weekend": "56",
                "accent": "#2b5fd9",
                "retention_months": 6,
                "privacy_contact": "",
            }
        ],
    )
    robin = {
        "id": 1,
        "ref": "robin",
        "name": "Robin Keller",
        "email": "robin@northwind.example",
        "email_key": "robin@northwind.example",
        "role": "recruiter",
        "created_at": NOW,
    }
    into(connection, "teammates", [robin])
    into(connection, "jobs", [_job(number) for number in range(1, JOBS + 1)])
    into(connection, "stages", [_stage(number) for number in range(1, JOBS + 1)])


def _some(connection: Connection, numbers: range) -> None:
    into(connection, "candidates", [_candidate(number) for number in numbers])
    into(connection, "applications", [_application(number) for number in numbers])
    into(connection, "updates", [_update(number) for number in numbers])
    into(connection, "promises", [_promise(number) for number in numbers])
    into(connection, "steps", [_step(number, part) for number in numbers for part in (1, 2)])
    into(
        connection,
        "timeline_entries",
        [_line(number, part) for number in numbers for part in (1, 2, 3)],
    )
    into(connection, "magic_links", [_link(number) for number in numbers])


def into(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    """Those rows into that table."""
    found: Table = Base.metadata.tables[table]
    connection.execute(insert(found), rows)


def _job(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"job{number}",
        "title": f"Backend Engineer {number}",
        "found_by": f"backend engineer {number}",
        "location": "Lisbon",
        "public_url": "",
        "lead_id": 1,
        "created_at": NOW,
    }


def _stage(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"stage{number}",
        "job_id": number,
        "name": "Interviews",
        "position": 0,
        "status": "interviewing",
        "sentence": "",
    }


def _candidate(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"candidate{number}",
        "full_name": f"Amara Okafor {number}",
        **keys_of(f"Amara Okafor {number}", f"candidate{number}@example.org"),
        "called": "Amara",
        "email": f"candidate{number}@example.org",
        "email_key": f"candidate{number}@example.org",
        "phone": "",
        "locale": "en",
        "extras": "usual",
        "created_at": NOW,
    }


def _application(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"application{number}",
        "candidate_id": number,
        "job_id": number % JOBS + 1,
        "stage_id": number % JOBS + 1,
        "owner_id": 1,
        "status": "interviewing",
        "applied_at": NOW - timedelta(days=20),
        "source": "",
        "next_word_by": (NOW + timedelta(days=4)).date(),
        "introduced_at": NOW - timedelta(days=20),
        "interviewed": True,
        "version": 1,
    }


def _update(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"update{number}",
        "application_id": number,
        "status": "interviewing",
        "sentence": "You are in interviews",
        "words": "Your technical interview went ahead on Tuesday. Priya and Jonas come next.",
        "next_word_by": (NOW + timedelta(days=4)).date(),
        "at": NOW - timedelta(days=3),
        "by_id": 1,
    }


def _promise(number: int) -> dict[str, object]:
    return {
        "id": number,
        "application_id": number,
        "due_on": (NOW + timedelta(days=4)).date(),
        "made_at": NOW - timedelta(days=3),
    }


def _step(number: int, part: int) -> dict[str, object]:
    return {
        "id": number * 2 + part - 2,
        "ref": f"step{number}x{part}",
        "application_id": number,
        "kind": "interview" if part == 1 else "document",
        "title": "Meet the team: Priya and Jonas" if part == 1 else "Send two references",
        "starts_at": NOW + timedelta(days=part + 1, hours=6),
        "ends_at": NOW + timedelta(days=part + 1, hours=7) if part == 1 else None,
        "time_zone": "Europe/Lisbon",
        "who": "Priya, Jonas" if part == 1 else "",
        "place": "",
        "url": "",
        "preparation": "",
        "sequence": 0,
    }


def _line(number: int, part: int) -> dict[str, object]:
    return {
        "id": number * 3 + part - 3,
        "application_id": number,
        "kind": "human",
        "words": ("You applied", "Call with Mira", "Technical interview with Jonas")[part - 1],
        "is_told": True,
        "at": NOW - timedelta(days=22 - 5 * part),
        "by_id": 1,
    }


def _link(number: int) -> dict[str, object]:
    return {
        "id": number,
        "key_hash": f"link{number}",
        "purpose": "status",
        "candidate_id": number,
        "subject": "",
        "expires_at": NOW + timedelta(days=20),
    }


def _session() -> dict[str, object]:
    return {
        "id": 1,
        "key_hash": fingerprint(KEY),
        "candidate_id": HERE,
        "link_id": HERE,
        "day": NOW.date(),
        "has_code": False,
        "is_ended": False,
    }
