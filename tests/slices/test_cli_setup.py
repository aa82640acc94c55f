"""`flask setup`: step by step, by options, and the file of settings that comes first."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from config import from_environment
from portal.cli import setup_steps
from portal.company.models import Company
from portal.company.queries import company
from portal.mail.kinds import Letter
from portal.mail.models import KeptMail
from portal.team.models import Teammate
from portal.team.rights import Role
from tests.faults.smtp_sinks import Sink, accepts_login, running
from tests.house.test_config import set_only
from tests.posted import messages, text_of
from tests.written import everything, trail_of

ROOT = Path(__file__).parents[2]
ALL = (
    *("--company", "Northwind", "--legal-name", "Northwind ApS"),
    *("--time-zone", "Europe/Copenhagen", "--test-mail", "ada@northwind.example"),
    *("--admin", "ada@northwind.example", "--admin-name", "Ada Lind"),
)
FILE = (
    *("--base-url", "https://jobs.northwind.example", "--mail-from", "hiring@northwind.example"),
    *("--mail-url", "smtps://candor:p%40ss@mail.northwind.example"),
    *("--reply-to", "hiring@northwind.example", "--folder", "/srv/candor/data"),
)


@pytest.fixture
def run(app, session, monkeypatch):
    """The command, on a database where nobody said anything yet."""
    monkeypatch.setattr(setup_steps.schema, "check_version", lambda _engine: None)
    session.execute(delete(Company))
    session.commit()

    def invoke(*words, typed=None):
        return app.test_cli_runner().invoke(args=["setup", *words], input=typed)

    return invoke


def lines(*answers):
    return "".join(f"{answer}\n" for answer in answers)


def test_options_set_everything_up(run, session, client):
    done = run(*ALL)

    assert done.exit_code == 0, done.output
    facts = company(session)
    assert (facts.name, facts.legal_name) == ("Northwind", "Northwind ApS")
    assert facts.time_zone == "Europe/Copenhagen"
    ada = session.scalars(select(Teammate)).one()
    assert (ada.name, ada.role) == ("Ada Lind", Role.ADMIN)
    assert trail_of(session, "company") == ["company.set"]
    assert trail_of(session, ada.ref) == ["team.invited"]
    assert [message.letter for message in messages(session)] == [Letter.TEAM_INVITATION]
    assert session.scalars(select(KeptMail)).one().recipient == "ada@northwind.example"
    link = done.output.split("chooses a password at http://localhost")[1].split()[0]
    assert client.get(link).status_code == 200


def test_a_second_run_shows_what_is_set_and_changes_nothing(run, session):
    run(*ALL)
    before = everything(session)

    done = run("--show")

    assert everything(session) == before
    assert "done  Company: Northwind, Europe/Copenhagen; Northwind ApS" in done.output
    assert "done  Admin: Ada Lind (no password yet)" in done.output
    assert "done  Answers: go to hiring@northwind.example (PORTAL_REPLY_TO)" in done.output


def test_the_same_options_again_write_no_company_twice(run, session):
    run(*ALL)

    run(*ALL[:6])

    assert trail_of(session, "company") == ["company.set"]


def test_one_option_changes_one_thing(run, session):
    run(*ALL)

    run("--time-zone", "Europe/Berlin")

    facts = company(session)
    assert (facts.name, facts.time_zone) == ("Northwind", "Europe/Berlin")


def test_what_is_open_is_said_with_its_option(run, session):
    before = everything(session)

    done = run("--show")

    assert done.exit_code == 1
    assert everything(session) == before
    assert "open  Company: nameless: --company NAME" in done.output
    assert "open  Admin: nobody yet: --admin ADDRESS --admin-name NAME" in done.output


def test_step_by_step_what_is_wrong_is_asked_again(run, session):
    answers = ("", "Northwind", "Northwind ApS", "Europe/Copenhage", "Europe/Copenhagen")
    mail_and_admin = ("", "ada", "ada@northwind.example", "Ada Lind")

    done = run(typed=lines(*answers, *mail_and_admin))

    assert done.exit_code == 0, done.output
    assert "We don’t know that time zone." in done.output
    assert "That is not a mail address we can write to." in done.output
    assert company(session).name == "Northwind"
    assert session.scalars(select(Teammate)).one().name == "Ada Lind"


def test_enter_keeps_what_is_set(run, session):
    run(*ALL)
    before = everything(session)

    done = run(typed=lines("", "", "", ""))

    assert done.exit_code == 0, done.output
    assert everything(session) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--company", "Northwind", "--time-zone", "Mars/Base"), "We don’t know that time zone."),
        (("--admin", "ada"), "That is not a mail address we can write to."),
        (("--company", " "), "A company needs a name."),
    ],
)
def test_a_wrong_option_ends_with_2_and_words(run, session, words, said):
    before = everything(session)

    done = run(*words)

    assert done.exit_code == 2
    assert said in done.output
    assert everything(session) == before


def test_whoever_has_a_password_gets_no_other_link(run, make):
    make.ada()

    done = run("--admin", "ada@northwind.example")

    assert done.exit_code == 2
    assert "Only who has not come in yet can be invited again." in done.output


def test_an_unused_link_is_printed_anew(run):
    first, second = (run(*ALL[8:]).output.split("password at ")[1].split()[0] for _ in range(2))

    assert first != second


def test_the_test_mail_is_signed_in_for_and_handed_over(run, app, config):
    sink = Sink()
    options = {"authenticator": accepts_login, "auth_require_tls": False}
    with running(sink, **options) as address:
        url = f"smtp://candor:p%40ss%3Aword%2F@{address}"
        app.extensions["config"] = replace(config, mail_url=url)
        done = run("--test-mail", "ada@northwind.example")

    assert "done  Mail: the server took a test for ada@northwind.example" in done.output
    (mail,) = sink.mails()
    assert mail["Reply-To"] == "hiring@northwind.example"
    assert "Answers to it go to hiring@northwind.example." in text_of(mail)


def test_a_mail_server_that_says_no_is_quoted(run, app, config):
    sink = Sink(mail=["550 5.7.1 relaying denied"])
    with running(sink) as address:
        app.extensions["config"] = replace(config, mail_url=f"smtp://{address}")
        done = run("--test-mail", "ada@northwind.example")

    assert done.exit_code == 1
    assert "open  Mail: The mail server said: 550 5.7.1 relaying denied" in done.output


def test_a_database_of_another_version_is_named(app, make):
    done = app.test_cli_runner().invoke(args=["setup", "--show"])

    assert done.exit_code == 1
    assert "run `flask db upgrade`" in done.output


def test_the_file_of_settings_starts_a_server(run, tmp_path, monkeypatch):
    file = tmp_path / "environment"

    done = run("--environment", str(file), *FILE)

    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pairs = [line.split("=", 1) for line in file.read_text().splitlines()[1:]]
    set_only(monkeypatch, {name: value.strip('"') for name, value in pairs})
    read = from_environment()
    assert (read.trusted_hosts, read.proxies) == (["jobs.northwind.example"], 1)
    assert len(read.secret_key) == 64


def test_a_file_that_is_there_stays_as_it_is(run, tmp_path):
    file = tmp_path / "environment"
    file.write_text("PORTAL_SECRET_KEY=old\n")

    done = run("--environment", str(file), *FILE)

    assert done.exit_code == 2
    assert "is there already and stays as it is" in done.output
    assert file.read_text() == "PORTAL_SECRET_KEY=old\n"


def test_two_files_have_two_keys(run, tmp_path):
    files = [tmp_path / name for name in ("one", "two")]

    for file in files:
        run("--environment", str(file), *FILE)

    assert files[0].read_text() != files[1].read_text()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--base-url", "http://jobs.northwind.example", "must start with https://"),
        ("--mail-url", "pigeon://loft", "must start with smtp+starttls://"),
        ("--mail-url", "smtp://candor:pass@mail.northwind.example", "its password in clear"),
        ("--reply-to", "hiring", "not a mail address"),
        ("--mail-from", 'Ada "A" <ada@northwind.example>', "a sign that can't stand in the file"),
    ],
)
def test_a_setting_that_could_not_start_is_refused(run, tmp_path, option, value, said):
    file = tmp_path / "environment"

    done = run("--environment", str(file), *FILE, option, value)

    assert done.exit_code == 2
    assert said in done.output
    assert not file.exists()


def test_settings_are_asked_for_until_they_fit(run, tmp_path):
    file = tmp_path / "environment"
    mail = ("smtp://candor:pass@mail.northwind.example", "smtps://candor:pass@mail.example.org")
    typed = lines("jobs", "https://jobs.example.org", *mail, "hiring@example.org", "", "")

    done = run("--environment", str(file), typed=typed)

    assert done.exit_code == 0, done.output
    assert 'PORTAL_REPLY_TO="hiring@example.org"' in file.read_text()
    assert 'PORTAL_MAIL_URL="smtps://candor:pass@mail.example.org"' in file.read_text()


def flask(*words):
    """The command as somebody types it, with no setting in the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_settings_it_prints_the_lines_to_write():
    done = flask("setup")

    assert done.returncode == 1
    assert "PORTAL_BASE_URL is missing" in done.stderr
    names = [line.partition("=")[0] for line in done.stdout.splitlines()[1:]]
    assert {"PORTAL_BASE_URL", "PORTAL_SECRET_KEY", "PORTAL_MAIL_URL"} <= {*names}


def test_without_settings_every_other_command_names_what_is_missing():
    done = flask("worker")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Error: PORTAL_BASE_URL is missing: the address people reach this server at."
    ]


def test_a_database_is_made_with_a_file_of_settings(tmp_path):
    file = tmp_path / "environment"
    flask("setup", "--environment", str(file), *FILE[:-1], str(tmp_path))

    made = flask("--env-file", str(file), "db", "upgrade")
    shown = flask("--env-file", str(file), "setup", "--show")

    assert (made.returncode, made.stderr) == (0, "")
    assert shown.returncode == 1
    assert "open  Company" in shown.stdout
