"""The candidate's page against the floor: requests per CPU second, in process, without a socket."""

import gc
import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from bench.data import HERE, KEY, NOW
from bench.floor import SALT, SECRET, make_floor
from portal.plumbing import clock
from portal.plumbing.tokens import KeyRing

PASSES = 5
REQUESTS = 150
PATH = f"/me/applications/application{HERE}"


@dataclass(frozen=True)
class Measured:
    """`ratio`: what the product does of the floor's requests per CPU second; `spread`: between
    passes; `costs`: the product's CPU seconds, pass by pass.
    """

    ratio: float
    spread: float
    statements: int
    bytes: int
    per_second: float
    costs: list[float]


def measure(
    places: list[tuple[Flask, Engine]], bare: Callable[[Engine], Flask] = make_floor
) -> list[Measured]:
    """The medians of five passes, each of which goes through all places and their floors: what
    slows the machine down for a while slows them all.
    """
    pages = [page for app, engine in places for page in (_page(bare(engine)), _page(app))]
    with clock.held_at(NOW):
        for page in pages:
            for _warm in range(20):
                page()
        passes = [[_cpu(page) for page in pages] for _pass in range(PASSES)]
        costs = list(zip(*passes, strict=True))
        return [
            _measured(engine, _page(app), bare=list(less), ours=list(ours))
            for (app, engine), less, ours in zip(places, costs[::2], costs[1::2], strict=True)
        ]


def growth(small: Measured, large: Measured) -> float:
    """How many times the CPU the large one costs, by the median pass."""
    return statistics.median(
        more / less for less, more in zip(small.costs, large.costs, strict=True)
    )


def _page(app: Any) -> Callable[[], bytes]:
    return lambda: get(app)


def _measured(
    engine: Engine, page: Callable[[], bytes], *, bare: list[float], ours: list[float]
) -> Measured:
    ratios = [less / more for less, more in zip(bare, ours, strict=True)]
    return Measured(
        ratio=statistics.median(ratios),
        spread=max(ratios) - min(ratios),
        statements=_statements(engine, page),
        bytes=len(zlib.compress(page(), 6)),
        per_second=REQUESTS / statistics.median(ours),
        costs=ours,
    )


def get(app: Any) -> bytes:
    """The page, asked for as a server would ask."""
    stamp = int(NOW.timestamp())
    cookie = KeyRing(SECRET).sign(SALT.removeprefix("candor."), f"{KEY}.{stamp}.{stamp}")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PATH,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"me={cookie}",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.version": (1, 0),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    status: list[str] = []
    answer = app(environ, lambda code, _headers, *_rest: status.append(code))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    if not status[0].startswith("200"):
        raise SystemExit(f"The page answered {status[0]}")
    return body


def _cpu(page: Callable[[], bytes]) -> float:
    gc.collect()
    began = time.process_time()
    for _request in range(REQUESTS):
        page()
    return time.process_time() - began


def _statements(engine: Engine, page: Callable[[], bytes]) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    page()
    event.remove(engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.startswith("SELECT")])
