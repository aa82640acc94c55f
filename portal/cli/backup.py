"""`flask backup`, `flask restore`, `flask mail-resume`: a copy of the database, and back again."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.mail import restoring
from portal.plumbing import backups, clock, file_copies, files, schema
from portal.plumbing.db import transaction


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database into FILE, whole, while others write, and pictures into the folder
    FILE.files. Only you can read them.

    The secret key is not in it: keep that apart, both together open every page. Answers of open
    survey rounds are not in it either.
    """
    try:
        backups.write(current_app.extensions["engine"], file)
        copied = file_copies.copy_all(_files(), file_copies.beside(file))
    except (backups.BackupFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked.")
    if copied:
        click.echo(f"{file_copies.beside(file)}: {copied} pictures.")
    click.echo("Keep PORTAL_SECRET_KEY apart from it.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the copy in FILE into an empty database, and bring that up to this version; pictures come
    from FILE.files, or from the folder `candor.files` beside it.

    No mail leaves until somebody lets it (`flask mail-resume`, or the button above the pages of an
    admin): what waited when the copy was made may have left since, and waits for a person.
    """
    engine = current_app.extensions["engine"]
    try:
        backups.restore(engine, file)
        schema.upgrade(engine)
        source = file_copies.known_for(file)
        copied = file_copies.copy_all(source, _files()) if source else 0
    except (backups.BackupFailed, schema.AnotherVersion, OSError) as error:
        raise click.ClickException(str(error)) from error
    with _session() as session, transaction(session):
        kept = restoring.hold_back(session, clock.now(), made_at=backups.made_at(file))
    if copied:
        click.echo(f"{copied} pictures came from {source}.")
    click.echo(f"Restored. {kept} mails wait for a person: they may have left since.")
    click.echo("No mail leaves before `flask mail-resume`.")


@click.command("mail-resume")
@with_appcontext
def mail_resume() -> None:
    """Let mail leave again after a restore."""
    with _session() as session, transaction(session):
        restoring.resume(session)
    click.echo("Mail leaves again.")


def _files() -> Path:
    return files.folder_of(current_app.extensions["config"])


def _session() -> Session:
    made: Session = current_app.extensions["sessions"]()
    return made
