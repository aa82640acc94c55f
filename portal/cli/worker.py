"""`flask worker`: mail and schedule as a process of its own."""

import signal
from threading import Event
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Misconfigured
from portal import schedule


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send mail and run the schedule until told to stop (Ctrl-C, SIGTERM).

    What is being sent then is finished, within 20 seconds; nothing new is begun. Without Redis one
    process of a folder works at a time: where the web does already, this one waits, and takes over
    when that one ends.
    """
    over = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    try:
        crew = schedule.crew(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    except Misconfigured as error:
        raise click.ClickException(str(error)) from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    crew.start()
    click.echo("Candor works. Ctrl-C ends it.")
    over.wait()
    crew.stop()
