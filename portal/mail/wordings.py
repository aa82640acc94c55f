"""The team's own wording of letters: kept, read when a letter is written, and back to the shipped
one. And letters that are switched off, because something else sends them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import CompanyFacts
from portal.mail.kinds import Letter
from portal.mail.models import LetterSwitch, Wording
from portal.mail.placeholders import FORMULAS, PARAGRAPHS, SLOTS, faults, fill, used_in
from portal.mail.templates import environment
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import spoken
from portal.team.models import Teammate

MAY_BE_OFF = frozenset(
    {
        Letter.RECEIVED,
        Letter.STEP_SET,
        Letter.STEP_CHANGED,
        Letter.STEP_CANCELLED,
        Letter.STEP_REMINDER,
    }
)
"""What an applicant tracking system may send in our place: that we have an application of somebody
who knows their page, and times of interviews. Nothing that tells somebody where they stand.
"""
_SUBJECT = "Subject: "
_BLANK_LINES = re.compile(r"\n{3,}")
_OF = select(Wording).where(
    Wording.letter == bindparam("letter"), Wording.language == bindparam("language")
)
_HELD = _OF.with_for_update()
_ALL = select(Wording.letter, Wording.language)
_OFF = select(LetterSwitch.letter)
_IS_OFF = select(LetterSwitch.id).where(LetterSwitch.letter == bindparam("letter"))
_ON = delete(LetterSwitch).where(LetterSwitch.letter == bindparam("letter"))


@dataclass(frozen=True)
class Words:
    """Subject and text with their placeholders; `version` is 0 for the shipped ones."""

    subject: str
    text: str
    version: int = 0


def words_of(session: Session, letter: Letter, language: str) -> Words:
    """The team's wording where there is one, or the shipped one with its placeholders."""
    kept = session.scalar(_OF, {"letter": letter, "language": language})
    if kept is None:
        return shipped(letter, language)
    return Words(kept.subject, kept.text, kept.version)


def kept_words(session: Session, letter: Letter, language: str) -> Words | None:
    """The team's wording, if there is one."""
    if letter not in SLOTS:
        return None
    kept = session.scalar(_OF, {"letter": letter, "language": language})
    return Words(kept.subject, kept.text, kept.version) if kept else None


def reworded(session: Session) -> set[tuple[Letter, str]]:
    """Which letters have words of the team's, in which language."""
    return {(letter, language) for letter, language in session.execute(_ALL)}


def switched_off(session: Session) -> Sequence[Letter]:
    """The letters that are not sent."""
    return session.scalars(_OFF).all()


def is_off(session: Session, letter: Letter) -> bool:
    """Whether that letter is not sent."""
    return letter in MAY_BE_OFF and session.scalar(_IS_OFF, {"letter": letter}) is not None


def reword(session: Session, by: Teammate, *, letter: Letter, language: str, words: Words) -> None:
    """Keep the team's own wording; letters that leave from now on are written with it. The same
    once more changes nothing.

    Raises Refusal for words that can't be that letter, or where somebody else changed them since
    `words.version`.
    """
    found = faults(letter, words.subject, words.text)
    if found:
        raise Refusal(" ".join(found))
    kept = session.scalar(_HELD, {"letter": letter, "language": language})
    if kept is not None and (kept.subject, kept.text) == (words.subject, words.text):
        return
    if (kept.version if kept else 0) != words.version:
        raise Refusal(_("Somebody changed these words meanwhile. Compare, then save again."))
    if kept is None:
        kept = Wording(letter=letter, language=language, version=0)
    kept.at, kept.by_id = clock.now(), by.id
    kept.subject, kept.text, kept.version = words.subject, words.text, kept.version + 1
    session.add(kept)
    trail.record(session, by.ref, "letter.reworded", subject=f"{letter.value}:{language}")
    session.flush()


def restore(session: Session, by: Teammate, *, letter: Letter, language: str) -> None:
    """Back to the shipped words. A second time does nothing."""
    kept = session.scalar(_HELD, {"letter": letter, "language": language})
    if kept is not None:
        session.delete(kept)
        trail.record(session, by.ref, "letter.restored", subject=f"{letter.value}:{language}")
        session.flush()


def switch(session: Session, by: Teammate, *, letter: Letter, off: bool) -> None:
    """Send that letter no more, or again. Raises Refusal for one that nothing else may send."""
    if letter not in MAY_BE_OFF:
        raise Refusal(_("This letter is always sent."))
    if is_off(session, letter) is off:
        return
    if off:
        session.add(LetterSwitch(letter=letter, at=clock.now(), by_id=by.id))
    else:
        session.execute(_ON, {"letter": letter})
    action = "letter.switched_off" if off else "letter.switched_on"
    trail.record(session, by.ref, action, subject=letter.value)
    session.flush()


def written_as(words: Words, house: CompanyFacts, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and text of a letter with the team's wording, in the language spoken now; the end of
    it, which says who we are and what we never ask for, is ours.
    """
    values = {name: _value(name, house, facts) for name in used_in(f"{words.subject}{words.text}")}
    end = environment().get_template("mail/candidate/_end.txt").render(company=house, **facts)
    subject = " ".join(fill(words.subject, values.__getitem__).split())
    return subject, f"{fill(words.text, values.__getitem__)}\n\n{end}"


def tidied(text: str) -> str:
    """With one empty line where several came of what was left out."""
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _value(name: str, house: CompanyFacts, facts: Mapping[str, object]) -> str:
    if name in FORMULAS:
        made = environment().from_string(FORMULAS[name])
    else:
        made = environment().get_template(f"mail/candidate/_{name}.txt")
    return made.render(company=house, **facts).strip("\n")


def shipped(letter: Letter, language: str) -> Words:
    """The shipped letter with its placeholders instead of values, for the team to begin from."""
    stand_ins = {f"mail/candidate/_{name}.txt": f"{{{name}}}" for name in PARAGRAPHS}
    loader = environment().loader
    assert loader is not None
    blank = environment().overlay(
        loader=ChoiceLoader([DictLoader({**stand_ins, "mail/candidate/_end.txt": ""}), loader])
    )
    blank.filters = {**blank.filters, "long_day": str, "day_of": lambda value, _zone: value}
    with spoken(language):
        template = blank.get_template(f"mail/candidate/{letter.value}.txt")
        said = template.render(company=_Named("company"), **_STAND_INS)
    first, _line_end, rest = said.partition("\n")
    text = "\n\n".join(part.strip("\n") for part in rest.split("\n\n") if part.strip())
    return Words(first.removeprefix(_SUBJECT).strip(), text.strip() + "\n")


class _Named:
    """Stands for an object of which the shipped letters say these things."""

    def __init__(self, name: str = "") -> None:
        self.name = f"{{{name}}}"
        self.job_title, self.sentence = "{job}", "{sentence}"
        self.title, self.starts_at, self.time_zone = "{title}", "{day}", ""
        self.starts_on = "{day}"
        self.owner = "{writer}"


_STAND_INS: Mapping[str, object] = {
    **{name: f"{{{name}}}" for name in FORMULAS if name not in {"name", "company"}},
    "called": "{name}",
    "is_over": False,
    "view": _Named(),
    "step": _Named(),
    "first_day": _Named(),
}
