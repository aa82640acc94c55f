"""`make bench`: prints a table and writes bench/results.json. `python -m bench team` measures one
part, on one database where TEST_DATABASE names it.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from bench import endings, imports, joining, mail, surveys, team
from bench.data import fill
from bench.floor import SECRET
from bench.home import Measured, growth, measure
from config import Config
from portal import create_app
from portal.plumbing import schema
from tests.databases import KINDS, fresh_url, let_go

CONFIG = Config(
    base_url="http://localhost",
    secret_key=SECRET,
    database_url="",
    mail_url="keep:",
    mail_from="hiring@northwind.example",
    reply_to="hiring@northwind.example",
    trusted_hosts=["localhost"],
    demo=True,
)
RUNS = (("sqlite", 10_000), ("sqlite", 100_000), ("postgresql", 10_000))
LEAST = 0.70
GROWTH = 1.1


def main() -> None:
    """Measure and print all, or the parts that are named; then fail where a promise isn't kept.

    bench/results.json is written when all was measured.
    """
    parts = [PARTS[name] for name in sys.argv[1:] or PARTS]
    results = [one for part in parts for one in part()]
    if len(parts) == len(PARTS):
        Path("bench/results.json").write_text(json.dumps(results, indent=2) + "\n")
    broken = [f"{one['name']} on {one['database']}" for one in results if not one["is_kept"]]
    if broken:
        sys.exit(f"A promise about speed isn't kept: {', '.join(broken)}")


def _home() -> list[dict[str, object]]:
    """The candidate's page among few and many, and what many cost more."""
    with ExitStack() as stack:
        places = [stack.enter_context(_filled(*run)) for run in RUNS]
        found = measure(places)
    for (database, size), one in zip(RUNS, found, strict=True):
        print(_line(database, size, one), flush=True)
    grown = growth(found[0], found[1])
    print(f"growth from 10,000 to 100,000 candidates: {grown:.2f} times the CPU", flush=True)
    return [
        *(
            _result("home", run, is_kept=one.ratio >= LEAST, figures=asdict(one))
            for run, one in zip(RUNS, found, strict=True)
        ),
        _result("growth", RUNS[1], is_kept=grown <= GROWTH, figures={"times": grown}),
    ]


def _result(
    name: str, run: tuple[str, int], *, is_kept: bool, figures: dict[str, object]
) -> dict[str, object]:
    database, size = run
    return {"name": name, "database": database, "size": size, "is_kept": is_kept, **figures}


@contextmanager
def _filled(database: str, size: int) -> Iterator[tuple[Flask, Engine]]:
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(CONFIG, database_url=url, folder=Path(folder)))
        engine = app.extensions["engine"]
        schema.tables()
        fill(engine, size)
        yield app, engine
        engine.dispose()
    let_go(url)


def _line(database: str, size: int, measured: Measured) -> str:
    return (
        f"home  {database:<11} {size:>8,} candidates"
        f"  {measured.ratio:.0%} of the floor (±{measured.spread / 2:.0%})"
        f"  {measured.statements} statements  {measured.bytes:,} bytes compressed"
        f"  {measured.per_second:.0f}/s"
    )


PARTS: dict[str, Callable[[], list[dict[str, object]]]] = {
    "home": _home,
    "imports": lambda: [imports.measure(database) for database in KINDS],
    "endings": lambda: [endings.measure(database) for database in KINDS],
    "joining": lambda: joining.measure(KINDS, CONFIG),
    "mail": lambda: [mail.measure(database) for database in KINDS],
    "surveys": lambda: [one for base in KINDS for one in surveys.measure(base, CONFIG)],
    "team": lambda: [one for base in KINDS for one in team.measure(base, CONFIG)],
}

if __name__ == "__main__":
    main()
