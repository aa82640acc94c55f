"""The way to a running server, exactly as docs/operating.md and deploy/ say it: from a clean clone
to a mail that a candidate can open. Only what needs a machine of its own (users, systemd, nginx) is
looked at, not done.
"""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import fields
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from config import Config
from portal.cli.environment_file import EXAMPLE, text_of
from tests.faults.smtp_sinks import (
    CERTIFICATE,
    Sink,
    accepts_login,
    free_port,
    running,
    server_context,
)
from tests.importer import rows
from tests.posted import text_of as words_of

ROOT = Path(__file__).parents[2]
HOME = "/srv/candor"
HOST = "jobs.example.org"
PATIENCE = 30
SAM = "A-1,Sam Okafor,sam@example.org,Backend Engineer,Interviews,active,2026-11-02"
_NOT_COPIED = shutil.ignore_patterns(".venv*", "var", ".git", ".*_cache", "__pycache__")


@pytest.fixture(scope="module")
def blocks():
    """The commands that the document gives `candor`, in order."""
    steps = (ROOT / "docs/operating.md").read_text().partition("### So that")[0]
    found = re.findall(r"```sh\n(.*?)```", steps, re.DOTALL)
    return [re.sub(r"^ {3}", "", block, flags=re.MULTILINE) for block in found]


@pytest.fixture
def home(tmp_path):
    """The home of `candor`, and beside it where the program is cloned from."""
    origin, home = tmp_path / "origin", tmp_path / "home"
    shutil.copytree(ROOT, origin, ignore=_NOT_COPIED)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "All of it")):
        subprocess.run(["git", *words], cwd=origin, check=True)
    home.mkdir(mode=0o750)
    return home


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def mail_server(sink):
    """One that wants encryption and a password."""
    options = {"tls_context": server_context(), "require_starttls": True}
    with running(sink, authenticator=accepts_login, auth_required=True, **options) as address:
        yield address


@pytest.fixture
def follow(home, mail_server):
    """Runs commands of the document as they stand; only names of other machines are ours."""
    given = {
        "https://git.example.org/candor.git": str(home.parent / "origin"),
        "USER:PASSWORD@mail.example.org:587": f"candor:p%40ss%3Aword%2F@{mail_server}",
    }

    def run(commands, ends=0):
        for theirs, ours in given.items():
            commands = commands.replace(theirs, ours)
        done = subprocess.run(
            ["bash", "-ec", commands],
            cwd=home,
            env=surroundings(home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout

    return run


def surroundings(home):
    """Nothing of whoever runs the tests."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "SSL_CERT_FILE": str(CERTIFICATE)}


def lend_packages(app):
    """`make install` finds its work done: what it would fetch is what these tests run on."""
    venv = app / ".venv"
    venv.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (venv / part).symlink_to((ROOT / ".venv" / part).resolve())
    stamp = 'echo "$PWD $(cat requirements.lock scripts/install.sh | sha256sum)" >.venv/.installed'
    subprocess.run(["bash", "-ec", stamp], cwd=app, check=True)


def unit(name="candor-web"):
    """The lines of that unit, by name; of a name with several the last."""
    lines = (ROOT / f"deploy/{name}.service").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))


@contextmanager
def served(home):
    """What the unit starts, as it starts it; gives the port."""
    port, said = free_port(), unit()
    lines = Path(at(home, said["EnvironmentFile"])).read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    process = subprocess.Popen(
        at(home, said["ExecStart"]).split(),
        cwd=at(home, said["WorkingDirectory"]),
        env=surroundings(home)
        | {name: value.strip('"') for name, value in settings.items()}
        | {"PORT": str(port)},
    )
    try:
        wait_for(lambda: ask(port, "/healthz")[0] == 200)
        yield port
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0


def at(home, words):
    return words.replace(HOME, str(home))


def ask(port, path, method="GET"):
    """Status, address to go on to, text: as the proxy would ask."""
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": HOST, "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    headers["Origin"] = f"https://{HOST}"
    try:
        line.request(method, path, headers=headers)
        reply = line.getresponse()
        return reply.status, reply.getheader("Location") or "", reply.read().decode()
    except (OSError, HTTPException):
        return 0, "", ""
    finally:
        line.close()


def wait_for(is_so):
    until = time.monotonic() + PATIENCE
    while not (found := is_so()) and time.monotonic() < until:
        time.sleep(0.1)
    assert found
    return found


def mail_to(sink, address):
    return next((mail for mail in sink.mails() if mail["To"] == address), None)


def test_the_document_alone_leads_to_a_mail_that_opens(blocks, follow, home, sink):
    _as_root, clone, company, _run, candidates, doctor = blocks
    before, install, after = clone.partition("make install\n")
    (home / "people.csv").write_text(rows(SAM))

    follow(before)
    lend_packages(home / "app")
    follow("cd ~/app\n" + install + after)
    said = follow(company)
    assert {mail["To"] for mail in sink.mails()} == {"ada@example.org"}
    with served(home) as port:
        password = re.search(rf"https://{HOST}(/team/password/\S+)", said)[1]
        assert "Set the password" in ask(port, password)[2]
        follow(candidates)
        mail = wait_for(lambda: mail_to(sink, "sam@example.org"))
        link = re.search(rf"https://{HOST}(/l/\S+)", words_of(mail))[1]
        assert "Continue" in ask(port, link)[2]
        assert ask(port, link, "POST")[:2] == (303, "/me/")
        told = follow(f"{doctor.rstrip()} || true").splitlines()

    assert {line.partition(":")[0] for line in told} <= {"Nothing is wrong.", "disk-full"}
    assert (home / "environment").stat().st_mode & 0o077 == 0
    assert (home / "data").stat().st_mode & 0o077 == 0


def test_the_steps_of_root_name_what_is_in_the_folder(blocks):
    steps = blocks[0] + blocks[3]

    for file in re.findall(rf"{HOME}/app/(\S+)", steps):
        assert (ROOT / file).is_file(), file
    assert f"--home {HOME} " in steps


@pytest.mark.parametrize("name", ["candor-web", "candor-worker"])
def test_a_unit_runs_as_nobody_special_and_stops_in_time(name):
    said = unit(name)

    assert (said["User"], said["EnvironmentFile"]) == ("candor", f"{HOME}/environment")
    assert said["ReadWritePaths"] == HOME
    assert int(said["TimeoutStopSec"]) > 25
    assert said["NoNewPrivileges"] == "yes"


def test_the_proxy_logs_no_path():
    proxy = (ROOT / "deploy/nginx.conf").read_text()

    form = re.search(r"log_format candor '(.*)';", proxy)[1]
    assert set(re.findall(r"\$\w+", form)) <= {
        "$remote_addr",
        "$time_iso8601",
        "$request_method",
        "$status",
        "$body_bytes_sent",
        "$request_time",
    }
    assert re.findall(r"access_log \S+ (\w+);", proxy) == ["candor"]
    assert re.findall(r"error_log \S+ (\w+);", proxy) == ["crit"]


def test_the_sample_of_settings_is_what_the_command_writes():
    sample = (ROOT / "deploy/environment.sample").read_text().splitlines()
    written = text_of(EXAMPLE).splitlines()

    def is_plain(line):
        return not line.startswith(("#", "PORTAL_SECRET_KEY"))

    assert [*filter(is_plain, sample)] == [*filter(is_plain, written)]
    names = {line.partition("=")[0] for line in sample if not line.startswith("#")}
    assert names <= {f"PORTAL_{field.name.upper()}" for field in fields(Config)}


def test_every_fault_the_doctor_names_is_explained():
    code = (ROOT / "portal/cli/ailments.py").read_text()
    named = set(re.findall(r'(?:Ailment\(|: \()"([a-z-]+)"', code))

    assert named
    explained = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs/operating.md").read_text()))
    assert named <= explained
