"""The demo: `flask seed` builds it, `flask demo-links` prints the ways in."""

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo import story
from portal.cli.demo.playing import play
from portal.company.models import Company
from portal.integrations.made_up.acts import Person
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.logs import only_warnings


@click.command("seed")
def seed() -> None:
    """Build the demo's people through the real actions; keeps what is there."""
    config, sessions = current_app.extensions["config"], current_app.extensions["sessions"]
    if not config.demo:
        raise click.ClickException("The demo is for PORTAL_DEMO=1 only.")
    whole = config.folder / "demo-is-whole"
    if whole.exists():
        return
    with sessions() as session:
        if session.scalar(select(Company.id)) is not None:
            raise click.ClickException(
                "This database holds something already, or the demo was interrupted half built."
                f" Remove {config.folder} to begin anew."
            )
    with only_warnings():
        play(story.tell(clock.now()), sessions)
    whole.touch(mode=0o600)


@click.command("demo-links")
def demo_links() -> None:
    """Print one line for each situation, and how to sign in as the recruiter."""
    config, sessions = current_app.extensions["config"], current_app.extensions["sessions"]
    if not config.demo:
        raise click.ClickException("Links are printed in the demo only (PORTAL_DEMO=1).")
    with sessions() as session, transaction(session):
        for situation, person in story.SITUATIONS.items():
            click.echo(
                f"{situation.replace('_', ' ')}: {config.base_url}/l/{_token(session, person)}"
            )
    _name, email, _role = story.TEAM[0]
    click.echo(f"recruiter: {email} {story.PASSWORD} {config.base_url}/team/")


def _token(session: Session, person: Person) -> str:
    return issue(session, person.application(session).candidate_id, Purpose.STATUS)
