"""`flask db ...`: the database's shape."""

import click
from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from portal.plumbing import schema


@click.group("db")
def group() -> None:
    """Bring the database up to date, or compare it with the models."""


@group.command()
def upgrade() -> None:
    """Bring the database to this version. Harmless a second time."""
    try:
        schema.upgrade(_engine())
    except (schema.AnotherVersion, OperationalError) as error:
        raise click.ClickException(_one_line(error)) from error


@group.command()
def check() -> None:
    """Say where the database isn't as this version's models say; exit 1 if anywhere."""
    try:
        schema.check_version(_engine())
        found = schema.differences(_engine())
    except (schema.AnotherVersion, OperationalError) as error:
        raise click.ClickException(_one_line(error)) from error
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} differences between database and models.")


@group.command()
def current() -> None:
    """Print the version the database is at."""
    click.echo(schema.current(_engine()) or "empty")


@group.command()
@click.option("-m", "--message", "name", required=True, help="What it does, in a few words.")
def migration(name: str) -> None:
    """Write a migration that makes the database as the models say. Read it before you keep it."""
    click.echo(schema.write_migration(_engine(), name))


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine


def _one_line(error: Exception) -> str:
    said = getattr(error, "orig", None) or error
    return str(said).strip().splitlines()[0]
