"""`make bench`: prints a table and writes bench/results.json."""

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench import endings, imports, team
from bench.data import fill
from bench.floor import SECRET
from bench.home import Measured, measure
from config import Config
from portal import create_app
from portal.plumbing import schema
from tests.databases import fresh_url, let_go

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
    """Measure, print, write; fail where a promise isn't kept."""
    results = [_home(database, size) for database, size in RUNS]
    small, large = results[0], results[1]
    growth = float(small["per_second"]) / float(large["per_second"])  # type: ignore[arg-type]
    print(f"growth from 10,000 to 100,000 candidates: {growth:.2f} times the CPU")
    results += [imports.measure(database) for database in ("sqlite", "postgresql")]
    results += [endings.measure(database) for database in ("sqlite", "postgresql")]
    teams = [one for base in ("sqlite", "postgresql") for one in team.measure(base, CONFIG)]
    results += teams
    Path("bench/results.json").write_text(json.dumps(results, indent=2) + "\n")
    failed = [one for one in results[:3] if float(one["ratio"]) < LEAST]  # type: ignore[arg-type]
    failed += [one for one in teams if float(one["times"]) > team.MOST]  # type: ignore[arg-type]
    if failed or growth > GROWTH:
        sys.exit("A promise about speed isn't kept.")


def _home(database: str, size: int) -> dict[str, object]:
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(CONFIG, database_url=url, folder=Path(folder)))
        engine = app.extensions["engine"]
        schema.tables()
        began = time.monotonic()
        fill(engine, size)
        filled = time.monotonic() - began
        measured = measure(app, engine)
        engine.dispose()
    let_go(url)
    print(_line(database, size, measured), f"(filled in {filled:.0f} s)", flush=True)
    return {"name": "home", "database": database, "size": size, **measured.__dict__}


def _line(database: str, size: int, measured: Measured) -> str:
    return (
        f"home  {database:<11} {size:>8,} candidates"
        f"  {measured.ratio:.0%} of the floor (±{measured.spread / 2:.0%})"
        f"  {measured.statements} statements  {measured.bytes:,} bytes compressed"
        f"  {measured.per_second:.0f}/s"
    )


if __name__ == "__main__":
    main()
