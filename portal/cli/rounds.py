"""`flask close-rounds`: what the schedule does every hour, now."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.mail.survey_letters import close_rounds as close
from portal.surveys.models import Round


@click.command("close-rounds")
@with_appcontext
def close_rounds() -> None:
    """Publish the survey rounds whose last day is over and let go of their answers.

    Harmless a second time. Says nothing of a round but that it was closed.
    """
    with current_app.extensions["sessions"]() as session:
        closed = close(session)
        for each in closed:
            click.echo(f"{each.touchpoint.value} {each.opens_on}: {_became(each)}")
    click.echo(f"{len(closed)} closed.")


def _became(closed: Round) -> str:
    if closed.pooled_into_id is not None:
        return "joins the next round"
    return "published" if closed.snapshot else "deleted, since nobody is asked there any more"
