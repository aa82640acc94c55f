"""Whatever is typed into a form, or sent in its place, is answered in words; nothing half done.

Every POST address of both faces and the doors, on both databases: what `tests/forms.py` says goes
through is sent maimed. Never a 5xx; a page that comes back passes the house's checks (the client
sees to that) and still holds what was typed; where it didn't go through, no row anywhere changed.

By default each form is sent other examples; all of them where PROVE=1.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.plumbing.db import transaction
from portal.team.models import SignInAttempt
from portal.web.forms import one_line, tidy
from portal.web.inside import inside
from portal.web.shell import TAKES_FILES
from tests import corpus
from tests.forms import FORMS, TYPED, Browsers, Data, Form, Sent, address, sendable
from tests.make import Make
from tests.proof import examples
from tests.watch import Watch, watching
from tests.written import everything

NOTED_ANYWAY = {"signin.sign_in": "who tries to come in is noted, whatever comes of it"}

URLENCODED = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
_TEXT = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
_FILE = b'--x\r\nContent-Disposition: form-data; name="words"; filename="x.csv"\r\n\r\n%s\r\n'
_END = b"--x--\r\n"
_LONG = b"a" * 10 * 1024 * 1024
_MANY = [b"field%d" % number for number in range(2_000)]
TOO_MUCH = {
    "10 MiB": (URLENCODED, b"words=" + _LONG),
    "10 MiB in a file": (PARTS, _FILE % _LONG + _END),
    "10 MiB of text": ("text/plain", _LONG),
    "2,000 fields": (URLENCODED, b"&".join(name + b"=x" for name in _MANY)),
    "2,000 parts": (PARTS, b"".join(_TEXT % (name, b"x") for name in _MANY) + _END),
}
ODD = ("nonsense", "-1", "9" * 400, "1e309", "\x00", "0001-01-01", "9999-12-31", "../etc", "24:61")
"""What stands where something was to be chosen."""
ALWAYS = {"with NUL", "over-long", "bad percents"}
"""What every form is sent, on both databases: they take it differently."""

USUAL = ALWAYS | {"nothing", "doubled", "bad UTF-8", "files"}


@dataclass
class Trial:
    """One form, sent again and again; made ready anew whenever something went through."""

    endpoint: str
    browsers: Browsers
    watch: Watch
    form: Form = field(init=False)
    ready: bool = False

    def __post_init__(self) -> None:
        self.form = FORMS[self.endpoint]
        self.make_ready()

    @property
    def session(self) -> Session:
        return self.browsers.make.session

    @property
    def number(self) -> int:
        """Which of all the forms it is, so that each is tried with other examples."""
        return list(FORMS).index(self.endpoint)

    def make_ready(self) -> None:
        with transaction(self.session):
            self.session.execute(delete(SignInAttempt))
        self.sent: Sent = self.form.ready(self.browsers.make)
        self.browser = self.browsers.of(self.form, self.sent)
        self.path = address(self.browsers.app, self.endpoint, self.sent.parts)
        self.ready = True

    def be_ready(self) -> None:
        if not self.ready:
            self.make_ready()

    @property
    def odd_ones(self) -> int:
        """How many of them each field is given by default."""
        return 1 if self.watch.is_sqlite or len(self.sent.data) < 5 else 0

    def few_of(self, shapes: Iterable[tuple[str, Any]], few: int) -> list[tuple[str, Any]]:
        """What is always sent, and on SQLite a few more: other ones for each form. All where
        PROVE=1.
        """
        every = list(shapes)
        wanted = examples(few * self.watch.is_sqlite, len(every))
        more = [every[(self.number + place) % len(every)] for place in range(wanted)]
        always = USUAL if self.watch.is_sqlite else ALWAYS
        return list(dict([shape for shape in every if shape[0] in always] + more).items())

    def fill(self, said: str, data: Data) -> TestResponse:
        """Send it with these fields."""
        return self.send(said, data=sendable(data))

    def send(self, said: str, **post: Any) -> TestResponse:
        """Send it; `said` is what stands in the report when that goes wrong."""
        self.be_ready()
        mark = self.watch.mark()
        try:
            reply = self.browser.post(self.path, **post)
        except Exception as error:
            error.add_note(f"{self.endpoint}: {said}")
            raise
        assert reply.status_code < 500, (said, reply.status)
        assert not reply.location or inside(reply.location, ""), (said, reply.location)
        is_changed = self.watch.mark() != mark
        if reply.status_code != self.form.done and self.endpoint not in NOTED_ANYWAY:
            assert not is_changed, (said, reply.status)
        if is_changed or reply.status_code in {303, 401}:
            self.ready = False
        return reply


@pytest.fixture(params=FORMS)
def trial(request: pytest.FixtureRequest, app: Flask, make: Make, url: str) -> Iterator[Trial]:
    with watching(url) as watch:
        yield Trial(request.param, Browsers(app, make), watch)


def test_every_form_has_its_line(shared_app: Flask) -> None:
    taken = {r.endpoint for r in shared_app.url_map.iter_rules() if "POST" in (r.methods or ())}

    assert taken == set(FORMS)


@pytest.mark.prove
def test_whatever_is_sent_is_answered_in_words(trial: Trial) -> None:
    assert trial.fill("as it should be", trial.sent.data).status_code == trial.form.done

    send_it_maimed(trial)
    send_what_is_no_form(trial)
    send_too_much(trial)
    type_naughty_strings(trial)


def send_it_maimed(trial: Trial) -> None:
    for said, change in maimed(trial):
        data = change(trial.sent.data)
        if data != trial.sent.data:
            reply = trial.fill(said, data)
            if reply.status_code in {200, 409} and reply.mimetype == "text/html":
                assert lost_words(trial, data, reply) == [], said


def send_what_is_no_form(trial: Trial) -> None:
    for said, post in trial.few_of(no_forms(trial.sent.data), 4):
        trial.send(said, **post)


def send_too_much(trial: Trial) -> None:
    for said, (kind, body) in trial.few_of(TOO_MUCH.items(), 2):
        if trial.endpoint not in TAKES_FILES or said == "2,000 parts":
            trial.be_ready()
            began = time.process_time()
            reply = trial.send(said, data=body, content_type=kind)
            assert (reply.status_code, time.process_time() - began < 1) == (413, True), said


def type_naughty_strings(trial: Trial) -> None:
    few = 3 if trial.watch.is_sqlite else 1
    for words in corpus.some(few, turn=trial.number) if trial.sent.data else ():
        where = dict.fromkeys(trial.form.keeps, words)
        if where:
            reply = trial.fill(f"{words!r} in {list(where)}", trial.sent.data | where)
            assert reply.status_code != 303 or is_kept(words, trial.session), words
        trial.fill(f"{words!r} everywhere", dict.fromkeys(trial.sent.data, words))


def maimed(trial: Trial) -> Iterator[tuple[str, Any]]:
    """What is done to a form: it has less then, or more, or something else."""
    names = list(trial.sent.data)
    for name in islice(names, examples(2 * trial.watch.is_sqlite, 99)):
        yield f"without {name}", lambda data, out=name: {n: v for n, v in data.items() if n != out}
    for place, name in enumerate(names):
        for odd in islice(_from(ODD, trial.number + place), examples(trial.odd_ones, 99)):
            yield f"{name} is {odd!r}", lambda data, n=name, value=odd: data | {n: value}
    yield from trial.few_of(_AT_ONCE.items(), 3)


def _every(change: Any) -> Any:
    return lambda data: {name: change(value) for name, value in data.items()}


_AT_ONCE: dict[str, Any] = {
    "nothing": lambda _data: {},
    "doubled": _every(lambda value: value * 2 if isinstance(value, list) else [value, "another"]),
    "as lists": lambda data: {f"{name}[]": value for name, value in data.items()},
    "as objects": lambda data: {f"{name}[0][value]": value for name, value in data.items()},
    "with NUL": _every(lambda value: f"{value}\x00"),
    "blank": _every(lambda _value: " \t\u3000 "),
    "over-long": _every(lambda _value: "W" * 25_000),
    "in capitals": lambda data: {name.upper(): value for name, value in data.items()},
    "with more": lambda data: (
        {"_method": "DELETE", "id": "1", "ref": "1"}
        | {f"{name[:-2]}-{odd}": "x" for name in data for odd in ("\u00b2", "-1", "9" * 5_000)}
        | data
    ),
}


def no_forms(data: Data) -> Iterator[tuple[str, Data]]:
    """Bodies that are not what a page of ours sends."""
    names = list(data) or ["words"]
    yield "bad UTF-8", {"data": _raw(names, b"\xff\xfe\xc0\x80"), "content_type": URLENCODED}
    yield "bad percents", {"data": _raw(names, b"%ff%zz%u0041%00%"), "content_type": URLENCODED}
    yield "bad names", {"data": b"\xff=1&%ff=2&&=&===&[]=x", "content_type": URLENCODED}
    yield (
        "UTF-16",
        {
            "data": "&".join(f"{name}=x" for name in names).encode("utf-16"),
            "content_type": f"{URLENCODED}; charset=utf-16",
        },
    )
    yield "files", {"data": {name: (BytesIO(b"\x00\xff"), "x\x00.csv") for name in names}}
    yield "JSON", {"json": {name: ["x", None, {}] for name in names}}
    yield "a number", {"data": b"5", "content_type": "application/json"}
    yield "broken JSON", {"data": b"{", "content_type": "application/json"}
    yield "plain text", {"data": b"words=x", "content_type": "text/plain"}
    yield "no boundary", {"data": b"--x\r\n", "content_type": "multipart/form-data"}
    unfinished = b"".join(_TEXT % (name.encode(), b"\xff\x00") for name in names)
    yield "unfinished parts", {"data": unfinished, "content_type": PARTS}
    yield "no type", {"data": b"\x00\xff", "content_type": "\u00e9/\u00e9"}


def lost_words(trial: Trial, data: Data, reply: TestResponse) -> list[str]:
    """The fields whose long words were sent and don't stand in the page that came back."""
    return [
        name
        for name in trial.form.keeps
        if data.get(name) == TYPED and escape(TYPED) not in reply.text
    ]


def is_kept(words: str, session: Session) -> bool:
    """Whether that text stands in some column, as it was typed apart from what tidying takes."""
    values = (value for table in everything(session).values() for row in table for value in row)
    texts = {value for value in values if isinstance(value, str)}
    return tidy(words) in texts or one_line(words) in texts or not tidy(words)


def _raw(names: list[str], value: bytes) -> bytes:
    return b"&".join(name.encode() + b"=" + value for name in names)


def _from(words: tuple[str, ...], place: int) -> list[str]:
    start = place % len(words)
    return [*words[start:], *words[:start]]
