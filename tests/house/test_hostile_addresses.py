"""Whatever stands in an address, in its path or after its question mark: a page, never a 5xx, and
nothing written.
"""

from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests import corpus
from tests.asked import asked
from tests.forms import Browsers
from tests.make import Make
from tests.proof import examples
from tests.watch import Watch, watching

ASKED = ("q", "page", "show", "status", "job", "owner", "due", "whose", "round", "next", "v")
"""All that any page of ours reads after the question mark, and one that none does."""

NOTES_THE_READER = "recruiter.feedback.show"
NUMBERS = ("0", "-1", "1.5", "9" * 18, "9" * 19, "9" * 30, "9" * 5_000, "\u0662", "1e5", "0x10", "")
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "2026-W01-1", "20261122", "-1-1-1")
WORDS = ("%", "_", "\\", "\x00", "a\x00b", "\udcff", "'\"`;--", "%s %(x)s {0}", "late", "nobody")
MANY = tuple(dict.fromkeys([*NUMBERS, *DAYS, *WORDS]))


@pytest.fixture
def watch(url: str) -> Iterator[Watch]:
    with watching(url) as made:
        yield made


@pytest.fixture
def browsers(app: Flask, make: Make) -> list[FlaskClient]:
    """Sam with everything a candidate may have, Ada who may see everything, and a stranger."""
    application = make.application(stage="Interviews")
    make.step(application)
    asked(make, application)
    make.post()
    make.offer(application)
    made = Browsers(app, make)
    return [made.sam(application), made.teammate(make.ada()), app.test_client()]


def pages(app: Flask, *, taking: bool) -> list[Rule]:
    """The addresses that are read, without or with a part that varies."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and bool(rule.arguments) is taking
    ]


def read(browser: FlaskClient, path: str) -> str:
    """What is wrong with the answer; nothing, as it should be."""
    try:
        status = browser.get(path).status_code
    except Exception as error:
        error.add_note(path[:200])
        raise
    return "" if status < 500 else f"{status} {path[:200]}"


def escaped(words: str) -> str:
    """As it stands in an address, whatever it is."""
    return quote_from_bytes(words.encode("utf-8", "surrogateescape"), safe="")


@pytest.mark.prove
def test_whatever_is_asked_for_is_answered(
    app: Flask, browsers: list[FlaskClient], watch: Watch
) -> None:
    mark, wrong = watch.mark(), []
    for number, rule in enumerate(pages(app, taking=False)):
        if rule.endpoint == NOTES_THE_READER:
            continue
        words = [*MANY[number % 5 :: examples(5, 1)], *corpus.some(3, turn=number)]
        for place, one in enumerate(words):
            every = "&".join(f"{name}={escaped(one)}" for name in ASKED)
            alone = f"{ASKED[place % len(ASKED)]}={escaped(one)}"
            for asking in (every, alone):
                wrong.append(read(browser_for(browsers, rule), f"{rule.rule}?{asking}"))

    assert [line for line in wrong if line] == []
    assert watch.mark() == mark


@pytest.mark.prove
def test_whatever_is_asked_for_of_the_list_and_of_feedback_is_answered(
    browsers: list[FlaskClient],
) -> None:
    paths = [
        f"{path}?{name}={escaped(one)}"
        for path, names in (
            ("/team/candidates/", ("q", "page", "show", "status", "job", "owner", "due")),
            ("/team/feedback/", ("page", "round")),
            ("/team/news/", ("page",)),
        )
        for name in names
        for one in (*MANY, *corpus.some(5))
    ]

    wrong = [read(browsers[1], path) for path in paths]

    assert [line for line in wrong if line] == []


@pytest.mark.prove
def test_whatever_a_thing_is_called_it_is_not_there(
    app: Flask, browsers: list[FlaskClient], watch: Watch
) -> None:
    mark, wrong = watch.mark(), []
    for number, rule in enumerate(pages(app, taking=True)):
        words = [*MANY[number % 4 :: examples(4, 1)], *corpus.some(3, turn=number)]
        for one in words:
            path = built(rule, one)
            for method in sorted((rule.methods or set()) & {"GET", "HEAD", "POST"}):
                reply = browser_for(browsers, rule).open(path, method=method)
                if reply.status_code >= 500 or (reply.status_code == 200 and not is_open(rule)):
                    wrong.append((method, path[:200], reply.status))

    assert wrong == []
    assert watch.mark() == mark


@pytest.mark.parametrize(
    "query", ["%", "%zz", "=", "&&&", "a=1;b=2", "q", "q=%ff", "q=%00", "page=&page=2", "[]=1"]
)
def test_a_broken_query_is_answered(browsers: list[FlaskClient], query: str) -> None:
    assert browsers[1].get(f"/team/candidates/?{query}").status_code == 200


def is_open(rule: Rule) -> bool:
    """Whether that page is there whatever is asked for: it says then that the key is none."""
    return rule.endpoint in {"signin.set_password", "static"}


def browser_for(browsers: list[FlaskClient], rule: Rule) -> FlaskClient:
    """Whoever that page is for."""
    sam, ada, stranger = browsers
    if rule.endpoint.startswith("recruiter."):
        return ada
    return sam if rule.endpoint.startswith("candidate.") else stranger


def built(rule: Rule, words: str) -> str:
    """The address with those words in the place of every part."""
    path = rule.rule
    for part in rule.arguments:
        for kind in ("", "path:", "token:", "int:"):
            path = path.replace(f"<{kind}{part}>", escaped(words) or quote("-"))
    return path
