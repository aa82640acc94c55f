"""The portal in a thread of the test's own process, where the test says what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Thread

from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app
from portal.plumbing import clock
from tests.browser.running import free_port
from tests.conftest import CONFIG
from tests.make import Make


@dataclass
class Held:
    """Where it runs, its database from the inside, and the time it is there."""

    base: str
    sessions: sessionmaker[Session]
    make: Make
    now: datetime

    @property
    def session(self) -> Session:
        """The test's own."""
        return self.make.session

    @contextmanager
    def time(self) -> Iterator[None]:
        """The same time for what the block does from the inside."""
        with clock.held_at(self.now):
            yield


class Quiet(WSGIRequestHandler):
    """Says nothing of what it answers."""

    def log(self, *_args: object) -> None:
        """Called for every request."""


@contextmanager
def held(url: str, folder: Path, moment: datetime) -> Iterator[Held]:
    """The portal on that database, at that moment until the test says another."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    app = create_app(replace(CONFIG, database_url=url, base_url=base, folder=folder))
    sessions, inner = app.extensions["sessions"], app.wsgi_app
    with sessions() as session, clock.held_at(moment):
        at = Held(base, sessions, Make(session), moment)

    def wsgi(environ, start_response):
        with at.time():
            return inner(environ, start_response)

    app.wsgi_app = wsgi
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield at
    finally:
        at.session.close()
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["engine"].dispose()
