"""The search finds what looking at each application would find, whatever is typed and whatever
happened meanwhile; filters together let through what each lets through.
"""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from portal.hiring.actions.words import forget
from portal.hiring.models import Application, Candidate, Job, SearchWords, Stage, Verdict
from portal.hiring.queries import search
from portal.hiring.queries import words as by_words
from portal.hiring.queries.found import PAGE
from portal.hiring.queries.search import Filters, Show, candidates, every_candidate
from portal.hiring.stages import Outcome, Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.text import folded, words
from portal.team.rights import Actor, Role
from tests import corpus
from tests.make import MONDAY
from tests.proof import examples
from tests.recruiter.desk import counted

DAY = timedelta(days=1)
ROBIN = Actor(1, Role.RECRUITER)
SLOWLY = settings(
    max_examples=examples(5, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LETTERS = st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"])
NAMES = st.one_of(
    st.sampled_from(
        ["Sam Okafor", "Samira Ok", "Zoë Ångström", "O’Neil-North", "山田太郎", "김민준", "שלום"]
    ),
    st.sampled_from(["🙂", "👩‍💻 Ada", "\u202esam", "Ok ^ `Sam`", "हिन्दी"]),
    st.text("aAbB éß'\"-*^:().", min_size=1, max_size=8),
    st.text(LETTERS, min_size=1, max_size=12),
)
TITLES = st.sampled_from(["Backend Engineer", "Data Analyst (f/m/x)", "North & South", "*"])
TYPED = st.one_of(
    st.sampled_from(
        ["sam ok", "okaf north", "OKAFOR sam", "zoe", "ang", "neil", "郎", "민", "a", "b a", "🙂"]
    ),
    st.sampled_from(
        ['sam" OR "a', "sam AND", "NOT sam", "NEAR(sam ok)", "words:sam", "sam*", "^sam", "-sam"]
    ),
    st.sampled_from(["'sam':*", "sam & !ok", "sam <-> ok", "sam\\", "%", "_", "''", "$$", "\x00s"]),
    st.text("aAbB éß'\"-*^:()&|!<>", max_size=8),
    st.text(LETTERS, max_size=12),
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture(params=["counted", "everybody's", "far too many"])
def _either_way(request, monkeypatch):
    """SQLite goes about words that very many have in another way: take two for very many."""
    if request.param != "counted":
        monkeypatch.setattr(by_words, "COUNTED", 2)
    if request.param == "far too many":
        monkeypatch.setattr(by_words, "HELD", 2)


def somebody(session, name, mail, job, **more):
    """An application without ceremony."""
    person = Candidate(full_name=name, called=name, email=mail, created_at=clock.now())
    stage = session.scalar(select(Stage).where(Stage.job_id == job.id).order_by(Stage.id))
    given = {"applied_at": clock.now(), "next_word_by": MONDAY.date(), **more}
    session.add(Application(candidate=person, job=job, stage=stage, **given))


def found(session, filters):
    """What the search finds, its pages and its whole."""
    first = candidates(session, ROBIN, filters)
    rows = [
        row.ref
        for page in range(1, first.pages + 1)
        for row in candidates(session, ROBIN, filters, page=page).rows
    ]
    whole = [row.ref for row in every_candidate(session, ROBIN, filters)]
    assert rows == whole[: len(rows)]
    assert first.count == min(len(whole), by_words.COUNTED + 1)
    return whole


def looked_for(session, typed):
    """The same by looking at each: every word typed begins one of theirs."""
    sought = list(dict.fromkeys(words(typed)))[:20]
    newest = select(Application).order_by(Application.applied_at.desc(), Application.id.desc())
    return [
        one.ref for one in session.scalars(newest) if not typed or (sought and fits(one, sought))
    ]


def fits(application, sought):
    person = application.candidate
    there = words(f"{person.full_name} {person.email or ''} {application.job.title}")
    return all(any(word.startswith(start) for word in there) for start in sought)


def agree(session, typed):
    for one in typed:
        assert found(session, Filters(words=one)) == looked_for(session, one), repr(one)


@pytest.mark.usefixtures("_either_way")
@SLOWLY
@given(
    people=st.lists(st.tuples(NAMES, st.booleans(), st.integers(0, 2)), min_size=1, max_size=7),
    titles=st.tuples(TITLES, TITLES, TITLES),
    typed=st.lists(TYPED, min_size=1, max_size=6),
    later=st.tuples(NAMES, NAMES, TITLES),
)
def test_the_search_finds_what_looking_at_each_would_find(
    make, session, people, titles, typed, later
):
    jobs = session.scalars(select(Job)).all() or [make.job(f"Job {n}") for n in range(3)]
    with transaction(session):
        session.execute(delete(Application))
        for job, title in zip(jobs, titles, strict=True):
            job.title = title
        for number, (name, has_mail, of) in enumerate(people):
            mail = f"mail{number}.north@example.org" if has_mail else None
            somebody(session, name, mail, jobs[of], applied_at=MONDAY - number * DAY)
    agree(session, typed)

    with transaction(session):
        every = session.scalars(select(Application).order_by(Application.id)).all()
        every[0].candidate.full_name, every[0].candidate.email = later[0], "anew@north.example"
        every[-1].candidate = every[0].candidate
        every[len(every) // 2].job = jobs[2]
        jobs[1].title = later[2]
    agree(session, [*typed, later[0], later[1], later[2], "anew"])

    with transaction(session):
        session.delete(session.scalars(select(Application)).first())
    session.expire_all()
    agree(session, [*typed, later[0]])


@pytest.mark.parametrize("typed", ["mueller", "müller", "muller", "muelle", "MÜ", "soeren"])
def test_a_name_is_found_however_a_keyboard_spells_it(make, session, typed):
    for name in ("Jürgen Müller", "Jana Mueller", "Søren Holm", "Soeren Dahl"):
        make.application(candidate=make.candidate(name))
    session.rollback()

    assert len(found(session, Filters(words=typed))) == 2


@pytest.mark.prove
def test_whatever_people_paste_breaks_nothing(make, session):
    job = make.job()
    hostile = [one.replace("\x00", "") for one in corpus.some(40)]
    with transaction(session):
        for name in hostile:
            somebody(session, name, None, job)

    agree(session, [*hostile, *(one[:100] for one in hostile), "x" * 10_000, "a " * 10_000])


def test_a_merged_candidate_is_found_by_the_name_that_stays(make, session):
    gone = make.application(candidate=make.candidate("Samuel Okafor", email="s@old.example"))
    stays = make.candidate("Sam Okafor")
    with transaction(session):
        session.execute(
            text("UPDATE applications SET candidate_id = :to WHERE candidate_id = :of"),
            {"to": stays.id, "of": gone.candidate_id},
        )

    assert found(session, Filters(words="samuel")) == []
    assert found(session, Filters(words="old")) == []
    assert found(session, Filters(words="sam okafor")) == [gone.ref]


def test_many_brought_in_at_once_are_found(make, session):
    job = make.job()
    stage = make.stage(job, "Review")
    rows = [
        {
            "ref": f"r{number}", "candidate_id": make.candidate(f"P{number} Quill").id,
            "job_id": job.id, "stage_id": stage.id, "status": Status.IN_REVIEW, "source": "",
            "applied_at": MONDAY, "next_word_by": MONDAY.date(), "interviewed": False, "version": 1,
        }
        for number in range(3)
    ]  # fmt: skip
    with transaction(session):
        session.execute(Application.__table__.insert(), rows)

    assert len(found(session, Filters(words="quill back"))) == 3


@pytest.fixture
def crowd(make, session):
    """Two hundred who differ in all that is filtered by, each in its own way."""
    jobs, owners = [make.job(), make.job("Data Analyst")], [make.robin(), make.ada(), None]
    names = ["Sam Okafor", "Ken Ito", "Zoë Quill"]
    with transaction(session):
        for number in range(200):
            closed = number % 7 == 0
            somebody(
                session,
                names[number % 3],
                None,
                jobs[number % 2],
                owner_id=getattr(owners[number % 5 % 3], "id", None),
                status=list(Status)[number % 4],
                applied_at=MONDAY - number % 11 * DAY,
                introduced_at=None if number % 3 == 1 else MONDAY,
                next_word_by=None if closed else MONDAY.date() + (number % 4 - 2) * DAY,
                outcome=Outcome.WITHDRAWN if closed else None,
                closed_at=MONDAY if closed else None,
            )
        session.flush()
        for one in session.scalars(select(Application).where(Application.id % 6 == 0)):
            session.add(Verdict(application_id=one.id, decided_at=MONDAY))
    return jobs


SHOWN = {
    Show.ALL: lambda _one: True,
    Show.OPEN: lambda one: one.outcome is None,
    Show.LATE: lambda one: (
        one.outcome is None and one.introduced_at is not None and one.next_word_by < MONDAY.date()
    ),
    Show.NOT_INTRODUCED: lambda one: one.outcome is None and one.introduced_at is None,
    Show.DECIDED: lambda one: one.outcome is None and one.id % 6 == 0,
    Show.CLOSED: lambda one: one.outcome is not None,
}


@pytest.mark.usefixtures("_either_way")
def test_filters_together_let_through_what_each_lets_through(crowd, make, session):
    newest = select(Application).order_by(Application.applied_at.desc(), Application.id.desc())
    every = session.scalars(newest).all()
    ada, due = make.ada().id, date(2026, 11, 22)
    for show, status, job, owner, day, typed in itertools.product(
        Show, [None, Status.IN_REVIEW], [None, crowd[1].id], [None, 0, ada], [None, due],
        ["", "zoe data", "sam"],
    ):  # fmt: skip
        wanted = [
            one.ref
            for one in every
            if SHOWN[show](one)
            and (status is None or one.status is status)
            and (job is None or one.job_id == job)
            and (owner is None or one.owner_id == (owner or None))
            and (day is None or one.next_word_by == day)
            and (not typed or fits(one, words(typed)))
        ]

        assert found(session, Filters(typed, show, status, job, owner, day)) == wanted


def test_nobody_leafs_through_more_than_are_counted(crowd, session, monkeypatch):
    monkeypatch.setattr(by_words, "COUNTED", PAGE)

    for filters in (Filters(), Filters(show=Show.OPEN), Filters(words="okafor")):
        last = candidates(session, ROBIN, filters, page=99)

        assert (last.count, last.pages, last.page, last.is_cut) == (PAGE + 1, 1, 1, True)
        assert len(last.rows) == PAGE
    few = candidates(session, ROBIN, Filters(words="okafor data"))
    assert (few.count, few.is_cut) == (33, False)


def test_what_is_dear_to_count_is_counted_less_far(crowd, session, monkeypatch):
    monkeypatch.setattr(search, "FEW", PAGE)
    monkeypatch.setattr(by_words, "COUNTED", 2 * PAGE)
    late = Filters(show=Show.LATE)
    with clock.held_at(MONDAY + timedelta(days=30)):
        found = candidates(session, ROBIN, late, page=99)

        assert (found.count, found.most, found.page, found.is_cut) == (PAGE + 1, PAGE, 1, True)
        assert len(list(every_candidate(session, ROBIN, late))) > PAGE
    assert candidates(session, ROBIN, Filters()).most == 2 * PAGE


def test_words_of_whoever_is_gone_are_nowhere(make, session):
    application = make.application(candidate=make.candidate("Marvin Quibblesworth"))
    for number in range(20):
        make.application(candidate=make.candidate(f"P{number} Quill"), job=application.job)
    with transaction(session):
        session.execute(delete(SearchWords).where(SearchWords.application_id == application.id))

    with transaction(session):
        forget(session)

    assert b"quibblesw" not in kept_of_words(session)
    assert b"quill" in kept_of_words(session)


def kept_of_words(session):
    """All that the database keeps for finding words, as it lies in its file."""
    lines = " ".join(session.scalars(select(SearchWords.words))).encode()
    if session.get_bind().dialect.name == "postgresql":
        return lines
    return lines + b"".join(session.scalars(text("SELECT block FROM search_words_fts_data")))


def test_finding_by_words_reads_an_index(make, session, engine):
    make.application()
    with counted(engine) as said:
        candidates(session, ROBIN, Filters(words=folded("Sam Ok")))

    assert sum("search_words_fts MATCH" in one or "@@" in one for one in said) >= 1
