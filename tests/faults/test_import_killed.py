"""An import whose process is killed goes on where it stopped, and half a row never happens."""

import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.hiring.models import Application, Candidate, TimelineEntry, Update
from portal.integrations.models import ImportRun, ImportState
from tests.importer import rows

ROOT = Path(__file__).parents[2]
MANY = 800
PATIENCE = 60


def test_an_import_that_is_killed_goes_on_and_brings_everybody_in_once(
    config, make, session, tmp_path
):
    file = tmp_path / "people.csv"
    file.write_text(rows(*(line(number) for number in range(MANY))))

    first = started(config, file)
    wait_for(session, first, at_least=200)
    first.kill()
    first.communicate()
    halfway = how_many(session)
    again = started(config, file)
    said, _errors = again.communicate(timeout=PATIENCE)

    assert set(halfway.values()) != {MANY}
    assert len(set(halfway.values())) == 1, halfway
    assert again.returncode == 0, said
    assert "it goes on where it stopped" in said
    assert set(how_many(session).values()) == {MANY}
    assert session.scalars(select(ImportRun.state)).all() == [ImportState.DONE]


def line(number):
    return f"A-{number},Sam {number},sam{number}@example.org,Engineer,Review,active,2026-11-02"


def started(config, file):
    settings = {
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_FOLDER": str(config.folder),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "portal", "import-candidates", file, "--apply"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(session, process, *, at_least):
    until = time.monotonic() + PATIENCE
    while how_many(session)["applications"] < at_least:
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < until
        time.sleep(0.02)


def how_many(session):
    """How many of each kind of row there are: as many of one as of another, at any moment."""
    session.rollback()
    added = select(func.count()).where(AuditEntry.action == "application.added")
    tables = {"applications": Application, "candidates": Candidate, "updates": Update}
    tables |= {"timeline": TimelineEntry}
    counts = {
        name: session.scalar(select(func.count()).select_from(table))
        for name, table in tables.items()
    }
    return {**counts, "trail": session.scalar(added)}
