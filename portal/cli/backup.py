"""`flask backup`, `flask restore`, `flask mail-resume`: a copy of the database, and back again."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.mail import restoring
from portal.plumbing import backups, clock, schema
from portal.plumbing.db import transaction


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database into FILE, whole, while others write. Only you can read it.

    The secret key is not in it: keep that apart, both together open every page. Answers of open
    survey rounds are not in it either.
    """
    try:
        backups.write(current_app.extensions["engine"], file)
    except backups.BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked.")
    click.echo("Keep PORTAL_SECRET_KEY apart from it.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the copy in FILE into an empty database, and bring that up to this version.

    No mail leaves until somebody lets it (`flask mail-resume`, or the button above the pages of an
    admin): what waited when the copy was made may have left since, and waits for a person.
    """
    engine = current_app.extensions["engine"]
    try:
        backups.restore(engine, file)
        schema.upgrade(engine)
    except (backups.BackupFailed, schema.AnotherVersion) as error:
        raise click.ClickException(str(error)) from error
    with _session() as session, transaction(session):
        kept = restoring.hold_back(session, clock.now(), made_at=backups.made_at(file))
    click.echo(f"Restored. {kept} mails wait for a person: they may have left since.")
    click.echo("No mail leaves before `flask mail-resume`.")


@click.command("mail-resume")
@with_appcontext
def mail_resume() -> None:
    """Let mail leave again after a restore."""
    with _session() as session, transaction(session):
        restoring.resume(session)
    click.echo("Mail leaves again.")


def _session() -> Session:
    made: Session = current_app.extensions["sessions"]()
    return made
