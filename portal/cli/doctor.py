"""`flask doctor`: what is wrong with this installation, by name."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli import ailments

WELL, ILL = 0, 1


@click.command("doctor")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, /) -> None:
    """Name what is wrong, a line each; changes nothing. Exit status: 0 nothing is, 1 something is.

    For whoever watches the server: run it every few minutes.
    """
    found = ailments.found(current_app.extensions["config"], current_app.extensions["engine"])
    for one in found:
        click.echo(f"{one.name}: {one.words}")
    if not found:
        click.echo("Nothing is wrong.")
    context.exit(ILL if found else WELL)
