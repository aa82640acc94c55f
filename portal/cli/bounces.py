"""`flask bounces`: delivery reports, read from where the mailbox keeps them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.mail.bounces import Noted, note
from portal.mail.reports import reports_in
from portal.plumbing.db import transaction

_MBOX = b"From "
_AT_MOST = 5 * 1024**2
"""A report is small; what is larger is none."""


@click.command("bounces")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@with_appcontext
def bounces(file: Path) -> None:
    """Read delivery reports from FILE: one mail, an mbox, or a folder of mails.

    A mail of ours that came back for good has failed then, and stands in Today as not reached;
    where nobody is reached at an address, nobody writes there again. Harmless a second time.
    """
    counts: Counter[Noted] = Counter()
    with current_app.extensions["sessions"]() as session:
        for source in _mails(file):
            for report in reports_in(source):
                with transaction(session):
                    counts[note(session, report)] += 1
    click.echo(f"{counts[Noted.FAILED]} came back, {counts[Noted.KNOWN]} known already.")
    if counts[Noted.NOT_OURS]:
        click.echo(f"{counts[Noted.NOT_OURS]} about mails that are not ours.")


def _mails(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        for inner in sorted(one for one in path.rglob("*") if one.is_file()):
            yield from _mails(inner)
        return
    with path.open("rb") as file:  # read by hand: the library's mbox wants to write
        yield from (mail for mail in _split(file) if len(mail) <= _AT_MOST)


def _split(file: Iterable[bytes]) -> Iterator[bytes]:
    """The mails of an mbox, each begun by a line of its own; any other file is one mail."""
    lines: list[bytes] = []
    is_new = True
    for line in file:
        if is_new and line.startswith(_MBOX):
            yield b"".join(lines)
            lines = []
        else:
            lines.append(line)
        is_new = not line.strip()
    yield b"".join(lines)
