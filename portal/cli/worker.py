"""`flask worker`: mail and schedule as a process of its own."""

import signal

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Misconfigured
from portal import schedule

_ENDS = (signal.SIGTERM, signal.SIGINT)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send mail and run the schedule until told to stop (Ctrl-C, SIGTERM).

    What is being sent then is finished, within 20 seconds; nothing new is begun. Without Redis one
    process of a folder works at a time: where the web does already, this one waits, and takes over
    when that one ends.
    """
    try:
        crew = schedule.crew(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    except Misconfigured as error:
        raise click.ClickException(str(error)) from error
    # Waited for, not handled: a handler that sets an event can meet its own lock and hang. Blocked
    # before there are threads, which take after this one.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    crew.start()
    click.echo("Candor works. Ctrl-C ends it.")
    signal.sigwait(_ENDS)
    crew.stop()
