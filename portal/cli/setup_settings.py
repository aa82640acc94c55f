"""The part of `flask setup` that writes a file of settings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from config import Misconfigured
from portal.cli.environment_file import EXAMPLE, Basics, check
from portal.cli.environment_file import write as write_file
from portal.plumbing.errors import Refusal

_QUESTIONS = {
    "base_url": "Where people reach this server, such as https://jobs.example.org",
    "mail_url": "How mail leaves, such as smtp+starttls://USER:PASSWORD@HOST:587",
    "mail_from": "The address mails come from",
    "reply_to": "The address that people read: candidates will answer",
    "folder": "The folder for data",
}
_FOLDER = "var"


def write(file: str, told: Mapping[str, str]) -> None:
    """Ask for what belongs in it, or take it from the options, and write it, once.

    Raises UsageError (exit 2) for what is missing or wrong, and for a file that is there.
    """
    path = Path(file)
    if path.exists():
        raise click.UsageError(f"{file} is there already and stays as it is.")
    basics = _from_options(told) if told else _asked()
    try:
        write_file(path, basics)
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from error
    click.echo(f"Written to {file}, for its owner's eyes. Keep a copy apart from backups.")


def _from_options(told: Mapping[str, str]) -> Basics:
    told = {"folder": _FOLDER, **told}
    missing = [name for name in _QUESTIONS if name not in told]
    if missing:
        names = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise click.UsageError(f"Missing: {names}.")
    basics = Basics(**{name: told[name].strip() for name in _QUESTIONS})
    _refuse(basics)
    return basics


def _asked() -> Basics:
    """Each asked again until it could start a server: the others are examples meanwhile."""
    basics = replace(EXAMPLE, folder=_FOLDER)
    for name, question in _QUESTIONS.items():
        default = {"folder": _FOLDER, "reply_to": basics.mail_from}.get(name)
        fits = _fits(basics, name)
        basics = replace(basics, **{name: click.prompt(question, default=default, value_proc=fits)})
    return basics


def _fits(basics: Basics, name: str) -> Callable[[str], str]:
    def fits(typed: str) -> str:
        _refuse(replace(basics, **{name: typed.strip()}))
        return typed.strip()

    return fits


def _refuse(basics: Basics) -> None:
    try:
        check(basics)
    except Refusal as refusal:
        raise click.UsageError(str(refusal)) from refusal
    except Misconfigured as fault:
        raise click.UsageError(fault.format_message()) from fault
