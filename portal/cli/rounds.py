"""`flask close-rounds`: what the schedule does every hour, now."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.mail.survey_letters import close_rounds as close


@click.command("close-rounds")
@with_appcontext
def close_rounds() -> None:
    """Publish the survey rounds whose last day is over and let go of their answers.

    Harmless a second time. Says nothing of a round but that it was closed.
    """
    with current_app.extensions["sessions"]() as session:
        closed = close(session)
    for each in closed:
        what = "published" if each.pooled_into_id is None else "joins the next round"
        click.echo(f"{each.touchpoint.value} {each.opens_on}: {what}")
    click.echo(f"{len(closed)} closed.")
