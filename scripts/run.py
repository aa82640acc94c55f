"""The rest of `make run`: database, demo people, server, and the links that lead into it.

One process that turns into the server, whose workers find everything imported: so a second start
is ready at once.
"""

import contextlib
import io
import os
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

import click
from gunicorn.app.wsgiapp import WSGIApplication

import config
from portal import create_app

PATIENCE = 30.0


def main(port: int) -> None:
    """Bring everything up and serve until stopped. Raises, before that, where it can't."""
    app = create_app(config.from_environment())
    with app.app_context():
        for words in (["db", "upgrade"], ["seed"]):
            _said_by(app.cli, words)
        links = _said_by(app.cli, ["demo-links"])
    app.extensions["engine"].dispose()
    if os.fork() == 0:
        _announce(port, links)
    else:
        sys.argv = ["gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app"]
        WSGIApplication().run()


def _said_by(commands: click.Group, words: list[str]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        commands.main(words, prog_name="flask", standalone_mode=False)
    return said.getvalue()


def _announce(port: int, links: str) -> None:
    """Print the links once the server answers; say nothing where it didn't start and said why."""
    server, until = os.getppid(), time.monotonic() + PATIENCE
    while os.getppid() == server and time.monotonic() < until:
        if _answers(port):
            print(f"{links}\nCandor runs at http://127.0.0.1:{port}/ until Ctrl-C.", flush=True)
            break
        time.sleep(0.05)
    os._exit(0)


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    try:
        main(int(os.environ["PORT"]))
    except click.ClickException as error:
        sys.exit(f"Candor: {error.format_message()}")
    except config.Misconfigured as error:
        sys.exit(f"Candor: {error}")
