"""Bringing in 50,000 rows, while somebody else writes all the time."""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import insert

from portal.hiring.models import Candidate
from portal.plumbing import clock, db
from portal.plumbing.db import transaction
from portal.team.models import SignInAttempt
from tests.databases import fresh_url, let_go

ROWS = 50_000
SECONDS = 60.0
LONGEST_WAIT = 1.0
MEGABYTES = 600
ROOT = Path(__file__).parent.parent
HEADERS = ("application_id", "full_name", "email", "job_title", "stage", "applied_at")


@dataclass
class Writer:
    """Writes a row again and again, and remembers its longest wait in seconds."""

    url: str
    longest: float = 0.0
    writes: int = 0

    def run(self, over: Event) -> None:
        """Until `over` is set."""
        engine = db.make_engine(self.url)
        with db.sessions(engine)() as session:
            while not over.wait(0.02):
                began = time.monotonic()
                with transaction(session):
                    session.add(SignInAttempt(source="bench", at=clock.now()))
                self.longest = max(self.longest, time.monotonic() - began)
                self.writes += 1
        engine.dispose()


def measure(database: str) -> dict[str, object]:
    """Time, memory and the longest wait of another writer."""
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        _write(file)
        bare = _bare(file, database)
        writer, over = Writer(url), Event()
        thread = Thread(target=writer.run, args=(over,))
        thread.start()
        seconds, megabytes = _import(file, url, folder)
        over.set()
        thread.join()
    let_go(url)
    print(
        f"import {database:<11} {ROWS:>8,} rows  {seconds:.1f} s, {seconds / bare:.1f} times bare"
        f" inserts  {megabytes:.0f} MB at most  {writer.writes} other writes, the longest waited"
        f" {writer.longest:.2f} s",
        flush=True,
    )
    return {
        "name": "import",
        "database": database,
        "size": ROWS,
        "ratio": bare / seconds,
        "seconds": seconds,
        "longest_wait": writer.longest,
        "megabytes": megabytes,
        "is_kept": seconds <= SECONDS and writer.longest <= LONGEST_WAIT and megabytes <= MEGABYTES,
    }


def _write(file: Path) -> None:
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(HEADERS)
        for number in range(ROWS):
            stage = ("Received", "Review", "Interviews")[number % 3]
            address = f"person{number}@example.org"
            rows.writerow(
                (f"A-{number}", f"Person {number}", address, "Engineer", stage, "2026-11-02")
            )


def _bare(file: Path, database: str) -> float:
    """The same file read and its people inserted, with nothing asked and nothing else written."""
    url = fresh_url(database)
    engine, now = db.make_engine(url), clock.now()
    began = time.monotonic()
    with file.open(newline="") as opened, engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        people = [_person(number, row, now) for number, row in enumerate(csv.DictReader(opened))]
        with connection.begin():
            connection.execute(insert(Candidate.__table__), people)
    seconds = time.monotonic() - began
    engine.dispose()
    let_go(url)
    return seconds


def _person(number: int, row: dict[str, str], now: object) -> dict[str, object]:
    return {
        "ref": f"ref{number}",
        "full_name": row["full_name"],
        "called": row["full_name"],
        "email": row["email"],
        "email_key": row["email"],
        "phone": "",
        "locale": "en",
        "extras": "usual",
        "created_at": now,
    }


def _import(file: Path, url: str, folder: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "flask", "--app", "portal", "import-candidates", str(file)]
    command += ["--apply", "--accept-proposals"]
    settings = {
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": url,
        "PORTAL_FOLDER": folder,
        "PORTAL_MAIL_URL": "keep:",
    }
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"The import failed:\n{done.stdout.decode()}{done.stderr.decode()}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - began, most
