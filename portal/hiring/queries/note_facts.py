"""What the words of an ending are checked against, and what stands beside them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring import notes
from portal.hiring.models import Application, Candidate, Ending, NoteLines
from portal.hiring.notes import Doubt, Reader
from portal.plumbing.words import gettext as _
from portal.team.models import JobMember, Teammate

_AT_ONCE = 500
_NAMED = select(Candidate.full_name).where(
    Candidate.name_key.in_(bindparam("keys", expanding=True))
)
_TEAM = select(Teammate.name)
_TWIN = (
    select(Ending.id)
    .where(
        Ending.words_mark == bindparam("mark"),
        Ending.application_id != bindparam("application"),
        Ending.taken_back_at.is_(None),
    )
    .limit(1)
)
_LINES = (
    select(NoteLines)
    .where(NoteLines.application_id == bindparam("application"))
    .options(joinedload(NoteLines.of))
    .order_by(NoteLines.id)
)
_LINE = select(NoteLines).where(
    NoteLines.application_id == bindparam("application"), NoteLines.of_id == bindparam("of")
)
_MEMBERS = (
    select(Teammate)
    .join(JobMember, JobMember.teammate_id == Teammate.id)
    .where(JobMember.job_id == bindparam("job"), Teammate.disabled_at.is_(None))
    .order_by(Teammate.name, Teammate.id)
)


def reader_of(application: Application) -> Reader:
    """Whom the words are for."""
    return Reader(application.candidate.called, application.candidate.full_name)


def check(session: Session, application: Application, words: str) -> None:
    """Raise Refusal for words that say nothing, or are plainly meant for somebody else."""
    notes.check_words(words)
    notes.check_reader(words, reader_of(application), others=_candidates_in(session, words))


def check_for_many(session: Session, words: str) -> None:
    """The same for words that many read: they greet none of them, and name no candidate."""
    notes.check_words(words)
    many = Reader("", _("many people"))
    notes.check_reader(words, many, others=_candidates_in(session, words))


def doubts(session: Session, application: Application, words: str) -> list[Doubt]:
    """What is worth a second look before these words leave."""
    mark = notes.mark(words, reader_of(application))
    twin = session.scalar(_TWIN, {"mark": mark, "application": application.id})
    return notes.doubts(words, was_sent=twin is not None)


def lines_for(session: Session, application: Application) -> Sequence[NoteLines]:
    """Who was asked for two lines about them, and what was said, in order."""
    return session.scalars(_LINES, {"application": application.id}).all()


def lines_asked_of(
    session: Session, application: Application, teammate: Teammate
) -> NoteLines | None:
    """The two lines that this teammate was asked for, if they were."""
    return session.scalar(_LINE, {"application": application.id, "of": teammate.id})


def may_be_asked(session: Session, application: Application) -> Sequence[Teammate]:
    """Who is on the job and may be asked for two lines."""
    return session.scalars(_MEMBERS, {"job": application.job_id}).all()


def _candidates_in(session: Session, words: str) -> list[str]:
    """The full names of candidates in these words; a teammate of that name may be meant."""
    keys = sorted(notes.names_in(words))
    found: list[str] = []
    for start in range(0, len(keys), _AT_ONCE):
        found += session.scalars(_NAMED, {"keys": keys[start : start + _AT_ONCE]})
    team = set(session.scalars(_TEAM)) if found else set()
    return [name for name in found if name not in team]
