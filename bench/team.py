"""The team's pages with 200,000 applications, beside the same template filled with the same rows
after one look at the session: what a page of these bytes costs when nothing is searched for.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, template_rendered
from flask.testing import EnvironBuilder
from flask_login import current_user
from sqlalchemy import Engine, event, text

from bench.crowd import TEAM_KEY, crowd
from bench.data import NOW
from config import Config
from portal import create_app
from portal.plumbing import clock, schema
from portal.plumbing.tokens import fingerprint
from tests.databases import fresh_url, let_go

SIZE = 200_000
PASSES = 5
REQUESTS = 8
MOST = 3.0
"""Times the CPU of the bare page."""
PAGES = {
    "today": "/team/",
    "today, everyone's": "/team/?whose=everyone",
    "candidates": "/team/candidates/",
    "candidates, searched": "/team/candidates/?q=sam+lo",
    "candidates, a word of many": "/team/candidates/?q=sam",
    "candidates, filtered": "/team/candidates/?show=open&status=in_review&job=job6",
    "candidates, late": "/team/candidates/?show=late",
    "candidates, a word, closed": "/team/candidates/?q=sam&show=closed",
    "candidates, last page": "/team/candidates/?page=200",
}
_SESSION = text("SELECT teammate_id FROM team_sessions WHERE key_hash = :key AND ended_at IS NULL")


def measure(database: str, config: Config) -> list[dict[str, object]]:
    """Each page's cost in that database."""
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(config, database_url=url, folder=Path(folder)))
        engine: Engine = app.extensions["engine"]
        schema.tables()
        crowd(engine, SIZE)
        with clock.held_at(NOW):
            found = [_measured(app, engine, name) for name in PAGES]
        engine.dispose()
    let_go(url)
    return found


def _measured(app: Flask, engine: Engine, name: str) -> dict[str, object]:
    environ, database = environ_of(app, PAGES[name]), engine.dialect.name
    templates: list[tuple[Any, dict[str, Any]]] = []

    def note(_sender: object, template: Any, context: dict[str, Any], **_more: object) -> None:
        templates.append((template, context))

    with template_rendered.connected_to(note, app):
        body = get(app, environ)
    statements = _statements(engine, lambda: get(app, environ))
    template, context = templates[-1]
    with app.request_context(environ):
        assert current_user.is_authenticated
        costs = _alternately(
            lambda: _bare(engine, lambda: template.render(context)), lambda: get(app, environ)
        )
    times = [ours / bare for bare, ours in costs]
    asked = sum(seconds for seconds in statements) * 1000
    print(
        f"team  {database:<11} {name:<27} {statistics.median(times):.2f} times a bare page"
        f"  {len(statements)} statements in {asked:.0f} ms  {len(body):,} bytes",
        flush=True,
    )
    return {
        "name": name,
        "database": database,
        "size": SIZE,
        "times": statistics.median(times),
        "is_kept": statistics.median(times) <= MOST,
        "spread": max(times) - min(times),
        "statements": len(statements),
        "statement_ms": asked,
        "bytes": len(body),
    }


def environ_of(app: Flask, path: str) -> dict[str, Any]:
    """A request for that page by somebody of the crowd's team."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': TEAM_KEY})}"
    return EnvironBuilder(app, path, headers={"Cookie": cookie}).get_environ()


def get(app: Flask, environ: dict[str, Any]) -> bytes:
    """The page, asked for as a server would ask."""
    status: list[str] = []
    answer = app(dict(environ), lambda code, _headers, *_rest: status.append(code))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    if not status[0].startswith("200"):
        raise SystemExit(f"The page answered {status[0]}")
    return body


def _bare(engine: Engine, render: Callable[[], str]) -> bytes:
    with engine.connect() as connection:
        connection.execute(_SESSION, {"key": fingerprint(TEAM_KEY)}).one()
    return render().encode()


def _alternately(*pages: Callable[[], object]) -> list[list[float]]:
    """The CPU seconds of each, pass by pass."""
    for page in pages:
        page()
    return [[_cpu(page) for page in pages] for _pass in range(PASSES)]


def _cpu(page: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    for _request in range(REQUESTS):
        page()
    return time.process_time() - began


def _statements(engine: Engine, page: Callable[[], object]) -> list[float]:
    """How long each statement of the page takes, the database included."""
    began: list[float] = []
    took: list[float] = []

    def before(*_given: object) -> None:
        began.append(time.monotonic())

    def after(*_given: object) -> None:
        took.append(time.monotonic() - began[-1])

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    page()
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)
    return took
