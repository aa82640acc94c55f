"""`flask invite`: the first admin, and whoever can't be reached by mail yet."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line
from portal.team import actions
from portal.team.rights import Role


@click.command()
@click.argument("address")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.RECRUITER.value
)
@click.option("--name", default="", help="As candidates read it; else what stands before the @.")
@with_appcontext
def invite(address: str, role: str, name: str) -> None:
    """Bring somebody onto the team; prints a link to a first password, good for seven days."""
    named = one_line(name) or address.partition("@")[0]
    with current_app.extensions["sessions"]() as session:
        try:
            with transaction(session):
                key = actions.invite(session, address, name=named, role=Role(role), by=None)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{current_app.extensions['config'].base_url}/team/password/{key}")
