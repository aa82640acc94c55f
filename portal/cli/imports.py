"""`flask import-candidates`: a spreadsheet planned, and brought in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from portal.hiring.queries.templates import template_names
from portal.integrations import apply, queries, report, runs, sentences, spreadsheet, warnings
from portal.integrations.models import ImportState
from portal.integrations.options import Options, from_json
from portal.integrations.sources import source_of
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref

CLEAN, REFUSED, UNUSABLE = 0, 1, 2
_SHOWN = 20
Sessions = sessionmaker[Session]


@click.command("import-candidates")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "applies", is_flag=True, help="Do it; else say what would be done.")
@click.option("--report", "to", type=click.Path(path_type=Path), help="Where the JSON report goes.")
@click.option("--encoding", default="", help="Where it can't be told: cp1250, shift_jis ...")
@click.option("--date-format", default="", help="What 03/04/2026 means: DD/MM/YYYY or MM/DD/YYYY.")
@click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="What a column holds.")
@click.option("--stage", "stages", multiple=True, metavar="WORD=STATUS", help="What a stage means.")
@click.option("--template", default="", metavar="NAME", help="The stages new jobs begin with.")
@click.option("--accept-proposals", is_flag=True, help="Stages mean, and moves are, as proposed.")
@click.option("--told", is_flag=True, help="The people the file rejects were told elsewhere.")
@click.option("--introduce", is_flag=True, help="Mail everybody who comes in their first link.")
@click.pass_context
@with_appcontext
def import_candidates(context: click.Context, /, file: Path, **chosen: Any) -> None:
    """Plan the import of FILE (CSV or .xlsx), or apply that plan. Without --introduce nobody is
    mailed.

    Exit status: 0 clean, 1 rows were refused or a stage is not mapped, 2 the file can't be used.
    """
    try:
        code = _import(current_app.extensions["sessions"], file, chosen)
    except Refusal as refusal:
        click.echo(f"{file.name}: {refusal}", err=True)
        code = UNUSABLE
    except OSError as error:
        click.echo(f"{error.filename or file}: {error.strerror}", err=True)
        code = UNUSABLE
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"The database can't be used: {said}.") from error
    context.exit(code)


def _import(sessions: Sessions, file: Path, chosen: Mapping[str, Any]) -> int:
    sheet = spreadsheet.read(_bytes(file), encoding=chosen["encoding"])
    with sessions() as session:
        begun = queries.begun_with(session, sheet.sha256) if chosen["applies"] else None
        if begun:
            click.echo("This import was begun before; it goes on where it stopped.")
            return _apply(sessions, begun, chosen["to"])
        template = _template(session, chosen["template"])
        options = replace(_options(file, chosen), template=template)
        made, options = runs.plan_for(session, sheet, options)
    if chosen["applies"] and not made.head["blocking"]:
        ref = runs.keep(sessions, runs.File(file.name, sheet), made, options=options, by_id=None)
        del made  # the lines are kept now: no need to hold them twice
        return _apply(sessions, ref, chosen["to"])
    summary = report.as_json(made.head, options, import_id=new_ref(), sha256=sheet.sha256)
    _say(made.head, options, (line for line in made.lines if line.action == "error"))
    _write(chosen["to"], summary, head=made.head, lines=made.lines)
    if chosen["applies"]:
        click.echo("Nothing was applied: say first what these stages mean.")
    return REFUSED if made.head["counts"]["error"] or made.head["blocking"] else CLEAN


def _apply(sessions: Sessions, ref: str, to: Path | None) -> int:
    with sessions() as session:
        run = queries.run(session, ref)
        if run is None:
            raise Missing
        head, options = run.plan, from_json(run.options)
        _say(head, options, queries.lines(session, run.id, ("error",)))
        summary = report.as_json(head, options, import_id=ref, sha256=run.file_sha256)
        _write(to, summary, head=head, lines=queries.lines(session, run.id))
        if run.state is ImportState.PLANNED:
            with transaction(session):
                runs.begin(session, ref, None, told=options.told, old=options.old)
    apply.go_on(sessions, ref)
    counts = head["counts"]
    click.echo(f"Applied: {counts['create']} came in, {counts['update']} changed.")
    return REFUSED if counts["error"] else CLEAN


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(spreadsheet.MOST_BYTES + 1)


def _options(file: Path, chosen: Mapping[str, Any]) -> Options:
    return Options(
        source=source_of(file.name),
        columns=dict(_pairs(chosen["maps"])),
        stages=dict(_pairs(chosen["stages"])),
        date_format=chosen["date_format"],
        accept_proposals=chosen["accept_proposals"],
        told=chosen["told"],
        introduce=chosen["introduce"],
    )


def _template(session: Session, typed: str) -> str:
    """What that set of stages is kept as. Raises Refusal for a name that none has."""
    values = {name.casefold(): value for value, name in template_names(session).items()}
    if typed and typed.casefold() not in values:
        raise Refusal(f"There is no template called “{typed}”.")
    return values[typed.casefold()] if typed else ""


def _pairs(typed: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in typed:
        left, sign, right = one.rpartition("=")
        if not sign:
            raise Refusal(f"“{one}” needs an = between its two sides.")
        yield left.strip(), right.strip()


def _say(head: Mapping[str, Any], options: Options, refused: Iterable[Any]) -> None:
    for line in sentences.about(head, options):
        click.echo(line)
    for group in head["warnings"]:
        click.echo(warnings.words(group))
    for one in head["stages_unmapped"]:
        proposed = f' (--stage "{one["stage"]}={one["proposed"]}"?)' if one["proposed"] else ""
        click.echo(f"Not mapped: {one['stage']}, {one['rows']} rows{proposed}.")
    for number, line in enumerate(refused):
        if number == _SHOWN:
            click.echo("… and more: see the report.")
            return
        for wrong in line.doc["errors"]:
            click.echo(f"line {line.line}, {wrong['column'] or 'row'}: {wrong['message']}")


def _write(
    to: Path | None,
    summary: Mapping[str, Any],
    *,
    head: Mapping[str, Any],
    lines: Iterable[Any],
) -> None:
    """The report, and beside it the refused rows as a CSV to be mended, where there are any."""
    if to is None:
        return
    refused: list[Any] = []
    with to.open("w", encoding="utf-8") as file:
        report.write(file, summary, _noting(lines, refused))
    if refused:
        rows = report.refused(report.headers(head), refused)
        to.with_suffix(".refused.csv").write_text(rows, encoding="utf-8", newline="")


def _noting(lines: Iterable[Any], refused: list[Any]) -> Iterator[Any]:
    for line in lines:
        if line.action == "error":
            refused.append(line)
        yield line
