"""A kept file planned anew, under other options."""

import zlib

from sqlalchemy.orm import Session, sessionmaker

from portal.integrations import forgetting, queries, runs, spreadsheet
from portal.integrations.models import ImportRun, ImportState
from portal.integrations.options import Options
from portal.integrations.plan import Plan
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _

_OF_THE_FILE = ("encoding", "delimiter")
"""What a kept file, written anew, no longer shows."""


def plan_again(sessions: sessionmaker[Session], ref: str, options: Options) -> None:
    """Plan a kept file anew under other options. Raises Refusal, Missing; then the old plan stands.

    The new plan is written beside the old one and takes its place, and its ref, at once.
    """
    with sessions() as session:
        run = _planned(session, ref)
        made, full = runs.plan_for(
            session, spreadsheet.read(zlib.decompress(run.content or b"")), options
        )
        made.head.update({name: run.plan[name] for name in _OF_THE_FILE})
        anew = _like(run, full, made)
        with transaction(session):
            session.add(anew)
        runs.write_lines(session, anew, made)
        try:
            with transaction(session):
                old = _take_place(session, ref, anew)
        except (Refusal, Missing):
            forgetting.discard(session, anew)
            raise
        forgetting.discard(session, old)


def _planned(session: Session, ref: str) -> ImportRun:
    run = queries.run(session, ref)
    if run is None:
        raise Missing
    if run.state is not ImportState.PLANNED:
        raise Refusal(_("This import was begun already."))
    return run


def _like(run: ImportRun, options: Options, made: Plan) -> ImportRun:
    return ImportRun(
        ref=new_ref(),
        source=run.source,
        file_name=run.file_name,
        file_sha256=run.file_sha256,
        content=run.content,
        options=options.as_json(),
        plan=made.head,
        made_at=clock.now(),
        by_id=run.by_id,
    )


def _take_place(session: Session, ref: str, anew: ImportRun) -> ImportRun:
    """Give the new plan the old one's ref; gives the old one. Raises Refusal where it was begun
    meanwhile.
    """
    old = queries.run_for_update(session, ref)
    if old is None:
        raise Missing
    if old.state is not ImportState.PLANNED:
        raise Refusal(_("This import was begun already."))
    old.ref, old.state = new_ref(), ImportState.READING
    session.flush()
    anew.ref, anew.state = ref, ImportState.PLANNED
    return old
