"""Fresh databases for tests, made in milliseconds.

    url = fresh_url("sqlite")        # or "postgresql": every table there, every table empty
    engine = make_engine(url)        # nobody else's, until:
    engine.dispose(); let_go(url)    # its files go; its database does, or is emptied for the next
    @pytest.fixture(params=KINDS)    # what this run is about: TEST_DATABASE=sqlite|postgresql|both

PostgreSQL is a throw-away cluster on a loopback port, started by the first test that asks and
stopped with the run.
"""

import atexit
import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from portal.plumbing import schema
from portal.plumbing.db import make_engine, rounds_file
from tests import emptied

_CHOICES = {
    "sqlite": ("sqlite",),
    "postgresql": ("postgresql",),
    "both": ("sqlite", "postgresql"),
}
KINDS = _CHOICES[os.environ.get("TEST_DATABASE") or "both"]

_ROOM = 2 * 1024**3
_PATIENCE = 30.0
_THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
_INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
_ADMIN = "postgres"
_numbers = itertools.count(1)
_made: set[str] = set()
_spare: list[str] = []
"""Databases like the model: those that were made, and those that are empty and nobody's now."""


def fresh_url(kind: str) -> str:
    """The address of a database nobody else uses: `kind` is `sqlite` or `postgresql`."""
    return _fresh_sqlite() if kind == "sqlite" else _fresh_postgresql()


def empty_url(kind: str) -> str:
    """The address of a database without a single table: what an operator begins with."""
    if kind == "sqlite":
        return f"sqlite:///{_folder() / f'empty-{next(_numbers)}.sqlite3'}"
    name = f"empty_{next(_numbers)}"
    _administer(f'CREATE DATABASE "{name}"')
    return _postgresql_url(name)


def let_go(url: str) -> None:
    """Remove a database that `fresh_url` gave, whoever may still be connected."""
    parsed = make_url(url)
    name = parsed.database or ""
    if parsed.get_backend_name() == "sqlite":
        for file in Path(name).parent.glob(f"{Path(name).name}*"):
            file.unlink()
    else:
        if name in _made and emptied.empty(_plain(name)):
            _spare.append(name)
        else:
            _administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        if parsed.username != _ADMIN:
            _administer(f"DROP ROLE {parsed.username}")


def _fresh_sqlite() -> str:
    model = _sqlite_model()
    file = model.with_name(f"{next(_numbers)}.sqlite3")
    shutil.copy(model, file)
    shutil.copy(rounds_file(str(model)), rounds_file(str(file)))
    return f"sqlite:///{file}"


@cache
def _sqlite_model() -> Path:
    file = _folder() / "model.sqlite3"
    _prepare(f"sqlite:///{file}")
    return file


def _fresh_postgresql() -> str:
    role = f"tester_{next(_numbers)}"  # who is left over from a test before finds no way in
    _administer(f"CREATE ROLE {role} SUPERUSER LOGIN")
    return _postgresql_url(_spare.pop() if _spare else _made_anew(), role)


def _made_anew() -> str:
    name = f"test_{next(_numbers)}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{_postgresql_model()}" STRATEGY FILE_COPY')
    _made.add(name)
    return name


@cache
def _postgresql_model() -> str:
    _administer('CREATE DATABASE "model"')
    _prepare(_postgresql_url("model"))
    emptied.remember(_plain("model"))
    return "model"


def _prepare(url: str) -> None:
    engine = make_engine(url)
    schema.create(engine)
    engine.dispose()


def _postgresql_url(name: str, role: str = _ADMIN) -> str:
    return f"postgresql+psycopg://{role}@127.0.0.1:{_cluster()}/{name}"


def _plain(name: str) -> str:
    return _postgresql_url(name).replace("+psycopg", "")


def _administer(statement: str) -> None:
    _administration().execute(statement.encode())


@cache
def _administration() -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=_cluster(), user="postgres", dbname="postgres", autocommit=True
    )


@cache
def _cluster() -> int:
    """Start PostgreSQL and give its port. It dies with this process, however this process dies."""
    folder, port = _folder() / "cluster", _free_port()
    folder.mkdir()
    if os.geteuid() == 0:
        _folder().chmod(0o711)
        shutil.chown(folder, "postgres", "postgres")
    subprocess.run(
        [*_as_postgres("initdb"), "-D", str(folder), *_INITDB],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    options = [part for name, value in _THROW_AWAY.items() for part in ("-c", f"{name}={value}")]
    with (_folder() / "cluster.log").open("wb") as log:
        server = subprocess.Popen(
            [*_as_postgres("postgres"), "-D", str(folder), "-p", str(port), *options],
            stdout=log,
            stderr=log,
            cwd="/",
        )
    atexit.register(_stop, server)
    _wait(server, port)
    return port


def _as_postgres(program: str) -> list[str]:
    become = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    who = become if os.geteuid() == 0 else []  # PostgreSQL refuses to run as root
    return ["setpriv", "--pdeathsig", "QUIT", *who, str(_programs() / program)]


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    elsewhere = shutil.which("initdb")
    if not found and not elsewhere:
        raise RuntimeError(
            "PostgreSQL is not installed: `make test` installs it, TEST_DATABASE=sqlite needs none."
        )
    return found[-1].parent if found else Path(elsewhere or "").resolve().parent


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=port, user="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError(
        f"PostgreSQL did not start: {(_folder() / 'cluster.log').read_text()[-2000:]}"
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    if _administration.cache_info().currsize:
        _administration().close()
    server.send_signal(3)  # immediate: nothing in it is worth a clean goodbye
    server.wait(timeout=_PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@cache
def _folder() -> Path:
    """Where everything lies: in memory, if there is room for it."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made inside
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    base = memory if roomy else Path(tempfile.gettempdir())
    for left in base.glob("candor-tests-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)  # somebody's who was killed
    folder = Path(tempfile.mkdtemp(prefix=f"candor-tests-{os.getpid()}-", dir=base))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
