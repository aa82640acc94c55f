"""The forms of a batch of endings: the words, lines of one's own, and the last look."""

from collections.abc import Sequence

from wtforms import BooleanField, Field, HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from portal.hiring import notes
from portal.hiring.batches import TYPED_ABOVE
from portal.hiring.queries import note_facts
from portal.hiring.queries.batch_people import Person
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, HouseForm, number_in, tidy
from portal.web.recruiter.tells import WORDS_AT_MOST
from portal.web.session import db

OWN_AT_MOST = 500


class WordsForm(HouseForm):
    words = TextAreaField(
        _l("What all of them will read"),
        validators=[
            DataRequired(_l("Write what they will read.")),
            AtMost(WORDS_AT_MOST - OWN_AT_MOST),
        ],
        filters=[tidy],
        render_kw={"rows": 6},
    )
    looked = BooleanField(_l("I have looked: it is meant as it is"))
    doubts: Sequence[str] = ()

    def is_fit(self) -> bool:
        """Whether these words may be kept. What is wrong stands beside them, and what is worth a
        second look, until somebody says that they looked.
        """
        if not self.validate_on_submit():
            return False
        try:
            note_facts.check_for_many(db(), self.words.data)
        except Refusal as refusal:
            self.words.errors = [*self.words.errors, str(refusal)]
            return False
        found = notes.doubts(self.words.data, was_sent=False)
        self.doubts = [notes.doubt_words(doubt) for doubt in found]
        return not self.doubts or bool(self.looked.data)


class BeginForm(HouseForm):
    """How many they are: typed by hand where they are many, else as the page counted them."""

    count = HiddenField()

    def counted(self) -> int | None:
        """The number that was sent, if it is one."""
        return number_in(self.count)


class TypedForm(BeginForm):
    count = IntegerField(
        _l("Type the number of people"),
        validators=[InputRequired(_l("Type how many people they are."))],
    )

    def counted(self) -> int | None:
        """The number that was typed, if it is one."""
        number: int | None = self.count.data
        return number


class ConfirmForm(HouseForm):
    sure = BooleanField(
        _l("I have read these letters, and they may leave"), validators=[InputRequired()]
    )


class LinesForm(HouseForm):
    """A field or two for each person hang on it when it is made: see `lines_form`."""

    people: tuple[Person, ...] = ()
    doubtful: frozenset[str] = frozenset()
    """The refs of those who needed a look."""

    def own(self) -> dict[str, str]:
        """The lines, by the application's ref."""
        return {person.ref: self[_own(person)].data for person in self.people}

    def looked_at(self) -> list[str]:
        """Whom somebody looked at, and lets in."""
        there = (person for person in self.people if person.ref in self.doubtful)
        return [person.ref for person in there if self[_look(person)].data]

    def fields_of(self, person: Person) -> tuple[Field, Field | None]:
        """Their line, and the box to let them in where they needed a look."""
        look = self[_look(person)] if person.ref in self.doubtful else None
        return self[_own(person)], look


def begin_form(ready: int, *, is_blank: bool = False) -> BeginForm:
    """As it was sent, or blank."""
    kind = TypedForm if ready > TYPED_ABOVE else BeginForm
    form = kind(formdata=None) if is_blank else kind()
    if kind is BeginForm and is_blank:
        form.count.data = str(ready)
    return form


def lines_form(people: Sequence[Person], doubtful: frozenset[str]) -> LinesForm:
    """As it was typed, or as it stands; `doubtful`: the refs of those who needed a look."""
    fields: dict[str, object] = {"people": tuple(people), "doubtful": doubtful}
    for person in people:
        fields[_own(person)] = TextAreaField(
            _("A line for %(name)s alone", name=person.name),
            validators=[AtMost(OWN_AT_MOST)],
            filters=[tidy],
            default=person.own,
        )
        if person.ref in doubtful:
            fields[_look(person)] = BooleanField(
                _("Tell %(name)s with the others", name=person.name), default=person.is_looked_at
            )
    made: LinesForm = type("LinesForm", (LinesForm,), fields)()
    return made


def _own(person: Person) -> str:
    return f"own_{person.ref}"


def _look(person: Person) -> str:
    return f"look_{person.ref}"
