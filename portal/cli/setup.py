"""`flask setup`: from nothing to a first admin, step by step or by options."""

import click
from flask.cli import ScriptInfo

from portal.cli import setup_settings, setup_steps
from portal.cli.environment_file import EXAMPLE, text_of

DONE, OPEN = 0, 1


@click.command("setup")
@click.option("--show", is_flag=True, help="Only say what is set and what is open.")
@click.option("--company", metavar="NAME", help="As candidates know it.")
@click.option("--legal-name", metavar="NAME", help="Who keeps the data, by its name in law.")
@click.option("--time-zone", metavar="ZONE", help="Such as Europe/Copenhagen.")
@click.option("--test-mail", metavar="ADDRESS", help="Mail a test there, at once.")
@click.option("--admin", metavar="ADDRESS", help="Who comes in first; prints a link for them.")
@click.option("--admin-name", metavar="NAME", help="What they are called.")
@click.option("--environment", metavar="FILE", help="Write a file of settings, where none is yet.")
@click.option("--base-url", metavar="URL", help="For that file: where people reach the server.")
@click.option("--mail-url", metavar="URL", help="For that file: how mail leaves.")
@click.option("--mail-from", metavar="ADDRESS", help="For that file: who mails come from.")
@click.option("--reply-to", metavar="ADDRESS", help="For that file: where answers go.")
@click.option("--folder", metavar="FOLDER", help="For that file: where data lies.")
@click.pass_context
def setup(context: click.Context, /, **given: str | bool | None) -> None:
    """Set Candor up. Asks step by step; with any option it asks nothing and does what that says.

    What is set already is shown and kept. Exit status: 0 all is set, 1 something is open, 2 an
    option is wrong.
    """
    told = {name: value for name, value in given.items() if isinstance(value, str)}
    if "environment" in told:
        setup_settings.write(told.pop("environment"), told)
        return
    app = context.ensure_object(ScriptInfo).load_app()
    if fault := app.extensions.get("fault"):
        click.echo(f"{fault.format_message()}\n\nA file of settings looks like this:\n", err=True)
        click.echo(text_of(EXAMPLE), nl=False)
        click.echo("\n`flask setup --environment FILE` asks for these and writes it.", err=True)
        context.exit(OPEN)
    asks = not told and not given["show"]
    with app.app_context():
        is_whole = setup_steps.walk(app, told, asks=asks)
    context.exit(DONE if is_whole else OPEN)
