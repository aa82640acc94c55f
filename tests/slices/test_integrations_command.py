"""`flask import-candidates`: what it prints, how it ends, what it leaves behind."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.hiring.models import Application
from portal.hiring.stages import Outcome
from portal.integrations import apply, creating
from portal.plumbing import clock
from tests.importer import HEADER, Importer, rows

SAMPLES = Path(__file__).parent / "samples"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAM = "A-1,Sam Okafor,sam@example.org,Backend Engineer,Interviews,active,2026-11-02"
LINA = "A-2,Lina Haddad,lina@example.org,Designer,Phone screen,active,2026-11-02"
OMAR = "A-3,Omar Said,omar@example.org,Designer,Decision,rejected,2026-10-01"
WRONG = "A-4,Priya Nair,priya@example.org,Designer,Received,active,03/04/2026"


@pytest.fixture(autouse=True)
def monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def run(app, tmp_path):
    """`run(text, *options)`: the command on a file with that text."""

    def go(text, *options):
        file = tmp_path / "people.csv"
        file.write_text(text, encoding="utf-8")
        return app.test_cli_runner().invoke(args=["import-candidates", str(file), *options])

    return go


@pytest.fixture
def counts(engine, config, make):
    return Importer.on(engine, config).counts


def test_a_clean_plan_is_said_in_sentences_and_writes_nothing(run, counts):
    before = counts()

    done = run(rows(SAM))

    assert done.exit_code == 0
    assert "1 will read “You are in interviews”, next word by 30 November." in done.output
    assert "Nothing is mailed." in done.output
    assert counts() == before


def test_a_plan_with_refused_rows_ends_with_1_and_names_them(run, counts):
    done = run(rows(SAM, WRONG))

    assert done.exit_code == 1
    assert "line 3, applied_at: “03/04/2026” is ambiguous" in done.output


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", (), "The file is empty."),
        ("a,b\n1,2\n", (), "No column is one we know."),
        (rows(SAM), ("--encoding", "klingon"), "There is no encoding called “klingon”."),
        (rows(SAM), ("--date-format", "soon"), "“soon” is no date format."),
        (rows(SAM), ("--map", "Nobody=email"), "There is no column called “Nobody”."),
        (rows(SAM), ("--map", "email=pay"), "There is no field called “pay”."),
        (rows(SAM), ("--map", "email"), "needs an ="),
        (rows(SAM), ("--template", "Bakers"), "There is no template called “Bakers”."),
        (rows(SAM), ("--stage", "Interviews=closed"), "A stage can’t mean “closed”."),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_line(run, counts, text, options, said):
    done = run(text, "--apply", *options)

    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_file_that_is_not_there_ends_with_2(app, make):
    done = app.test_cli_runner().invoke(args=["import-candidates", "/nowhere/people.csv"])

    assert done.exit_code == 2
    assert "No such file or directory" in done.output


def test_every_option_is_heard(run, session, counts):
    header = HEADER.replace("full_name", "Who").replace("applied_at", "When")

    done = run(
        rows(
            LINA.replace("2026-11-02", "02/11/2026"), OMAR.replace("2026-10-01", ""), header=header
        ),
        "--apply",
        "--map",
        "Who=full_name",
        "--map",
        "When=applied_at",
        "--stage",
        "Phone screen=interviewing",
        "--date-format",
        "DD/MM/YYYY",
        "--told",
        "--introduce",
        "--encoding",
        "utf-8",
    )

    assert (done.exit_code, counts()["messages"]) == (0, 1)
    outcomes = {one.external_id: one.outcome for one in session.scalars(select(Application))}
    assert outcomes == {"A-2": None, "A-3": Outcome.NOT_SELECTED}
    lina = select(Application).where(Application.external_id == "A-2")
    assert session.scalar(lina).applied_at == datetime(2026, 11, 2, tzinfo=UTC)


def test_new_jobs_begin_with_the_stages_of_a_template(run, session):
    done = run(rows(SAM), "--apply", "--template", "with a task")

    assert done.exit_code == 0
    stages = session.scalars(select(Application)).one().job.stages
    assert "Take-home" in {stage.name for stage in stages}


def test_nothing_is_applied_while_a_stage_is_not_mapped(run, counts):
    done = run(rows(SAM, LINA), "--apply")

    assert done.exit_code == 1
    assert 'Not mapped: Phone screen, 1 rows (--stage "Phone screen=interviewing"?)' in done.output
    assert "Nothing was applied: say first what these stages mean." in done.output
    assert counts()["applications"] == 0


def test_proposals_are_accepted_where_somebody_says_so(run, counts):
    done = run(rows(SAM, LINA), "--apply", "--accept-proposals")

    assert done.exit_code == 0
    assert counts()["applications"] == 2


def test_an_import_ends_with_how_many_came_in(run):
    assert "Applied: 2 came in, 0 changed." in run(rows(SAM, OMAR), "--apply").output
    later = SAM.replace("Sam Okafor", "Samuel Okafor")
    assert "Applied: 0 came in, 1 changed." in run(rows(later, OMAR), "--apply").output


def test_the_same_command_again_changes_nothing(run, counts):
    run(rows(SAM, OMAR), "--apply")
    before = counts()

    done = run(rows(SAM, OMAR), "--apply")

    assert done.exit_code == 0
    assert "2 stay as they are." in done.output
    assert counts() == before


def test_a_command_that_was_killed_goes_on_when_it_is_typed_again(run, counts, monkeypatch):
    first = creating.create
    monkeypatch.setattr(apply, "AT_ONCE", 1)

    def killed(session, lines, setting):
        if lines and lines[0].line > 2:
            raise KeyboardInterrupt
        first(session, lines, setting)

    monkeypatch.setattr(creating, "create", killed)
    run(rows(SAM, OMAR), "--apply")
    halfway = counts()["applications"]
    monkeypatch.setattr(creating, "create", first)
    done = run(rows(SAM, OMAR), "--apply")

    assert halfway == 1
    assert "it goes on where it stopped" in done.output
    assert (done.exit_code, counts()["applications"]) == (0, 2)


def test_the_report_and_the_rows_to_mend_are_written_beside_each_other(run, tmp_path, counts):
    to = tmp_path / "report.json"

    done = run(rows(SAM, WRONG), "--apply", "--report", str(to))

    report = json.loads(to.read_text())
    assert done.exit_code == 1
    assert report["counts"] | {"create": 1, "error": 1, "rows": 2} == report["counts"]
    assert [row["line"] for row in report["rows"]] == [2, 3]
    header, line = (tmp_path / "report.refused.csv").read_text().splitlines()
    assert header.endswith(",import_errors")
    assert line.startswith("A-4,Priya Nair,")


@pytest.mark.parametrize("name", ["recruiter-network", "migration-template", "excel-german-cp1252"])
def test_a_real_export_is_brought_in_with_what_it_proposes(app, counts, name):
    file = str(SAMPLES / f"{name}.csv")
    args = ["import-candidates", file, "--apply", "--accept-proposals"]

    done = app.test_cli_runner().invoke(args=args)
    again = app.test_cli_runner().invoke(args=args)

    expected = {"recruiter-network": 24, "migration-template": 60, "excel-german-cp1252": 20}
    assert (done.exit_code, again.exit_code) == (0, 0)
    assert counts()["applications"] == expected[name]
    assert counts()["messages"] == 0
