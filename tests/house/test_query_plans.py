"""No page, form, job or letter reads a table that grows from end to end: what each says to the
database is explained by the database itself, whatever it knows of how many rows there are.

SQLite is asked before anybody counted its rows; PostgreSQL is forbidden to read whole tables and to
join by reading both sides whole, so that it does so only where no index helps.
"""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from portal import schedule
from portal.mail.listing import Shown
from portal.plumbing import schema
from portal.team.rights import Role
from tests.asked import asked
from tests.forms import FORMS, Browsers, address
from tests.make import Make

SMALL = {
    "absences", "checklist_template_items", "checklist_templates",
    "column_maps", "company", "departments", "ending_batches", "holidays",
    "import_runs", "job_members",
    "jobs", "kept_mails", "letter_switches", "mail_heartbeat",
    "people_to_know", "planned_touches", "post_pictures", "posts", "stage_templates", "stages",
    "survey_changes", "survey_rounds", "survey_snapshots", "survey_versions", "surveys",
    "team_invitations", "team_sessions",
    "teammates", "template_stages", "wordings",
}  # fmt: skip
"""Dozens or hundreds of rows, however many people apply."""
GROWS = {table.name for table in schema.tables().sorted_tables} - SMALL
ALLOWED = {
    r"^SELECT DISTINCT applications\.candidate_id \nFROM applications JOIN candidates": (
        "a post goes to all with an offer"
    ),
    r"AS had \nFROM \(SELECT DISTINCT applications\.candidate_id": "the same, to say to how many",
    r"applications\.external_id IN .* OR applications\.candidate_id IN": (
        "an import asks for hundreds at once: among a few, PostgreSQL may as well begin elsewhere"
    ),
    r"^SELECT EXISTS \(SELECT company\.id": "whether there is any: the first one ends it",
    r"applications\.applied_at DESC, applications\.id DESC$": "the file one takes away holds all",
}
"""What may read a table from end to end, and why."""

Said = dict[str, Any]
LISTS = [
    f"/team/candidates/?{'&'.join(part for part in parts if part)}"
    for parts in itertools.product(
        ["", "q=sam+ok"],
        ["", *(f"show={show}" for show in ("open", "late", "not_introduced", "decided", "closed"))],
        ["", "status=in_review"],
        ["", "owner=nobody"],
        ["", "due=2026-11-24"],
    )
]

MESSAGES = [
    f"/team/messages/?show={shown.value}{words}" for shown in Shown for words in ("", "&q=sam+ok")
]


@pytest.fixture
def said(engine: Engine) -> Iterator[Said]:
    """What is said to the database from here on, each statement with one set of its values."""
    found: Said = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            is_many = bool(rest[-1])
            found.setdefault(statement, values[0] if is_many and values else values)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_pages_read_no_table_whole(app: Flask, make: Make, engine: Engine, said: Said) -> None:
    application = make.application(stage="Interviews")
    make.step(application)
    asked(make, application)
    make.pictured()
    day = make.first_day(make.accepted(make.offer(application)).application)
    make.start_change(day.application)
    make.item(application)
    make.verdict(make.charlie())
    browsers = Browsers(app, make)
    sam, ada = browsers.sam(application), browsers.teammate(make.ada())
    manager = browsers.teammate(make.teammate("Jonas Berg", role=Role.HIRING_MANAGER))
    refs = _refs(make.session)
    said.clear()

    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            browser = ada if rule.endpoint.startswith("recruiter.") else sam
            for path in _paths(rule, refs):
                if browser.get(path).status_code == 200:
                    break
    desk = ("/team/", "/team/?whose=everyone", f"/team/?job={application.job.ref}")
    for path in (*LISTS, *desk, *MESSAGES):
        ada.get(path)
        manager.get(path)

    assert len(said) > 100
    read = read_whole(engine, said)
    assert read == [], "\n\n".join(read)


@pytest.mark.parametrize("endpoint", sorted(FORMS))
def test_forms_read_no_table_whole(
    app: Flask, make: Make, engine: Engine, said: Said, endpoint: str
) -> None:
    form = FORMS[endpoint]
    sent = form.ready(make)
    browser = Browsers(app, make).of(form, sent)
    said.clear()

    browser.post(address(app, endpoint, sent.parts), data=dict(sent.data))

    read = read_whole(engine, said)
    assert read == [], "\n\n".join(read)


def test_jobs_and_letters_read_no_table_whole(
    make: Make, engine: Engine, said: Said, sessions: sessionmaker[Session]
) -> None:
    application = make.application(stage="Interviews")
    make.step(application)
    make.offer(application)
    make.ending(make.charlie())
    make.late(candidate=make.candidate("Tomás Rivera"))
    said.clear()

    for job in schedule.JOBS:
        job.work(sessions, Event())

    assert len(said) > 20
    read = read_whole(engine, said)
    assert read == [], "\n\n".join(read)


@pytest.mark.parametrize(
    "asked_for",
    [
        "status=in_review",
        "status=in_review&job={ref}",
        "due=2026-11-24",
        "due=2026-11-24&job={ref}",
    ],
)
def test_the_list_of_open_ones_looks_at_open_ones_alone(
    app: Flask, make: Make, engine: Engine, said: Said, asked_for: str
) -> None:
    application = make.application(stage="Interviews")
    ada = Browsers(app, make).teammate(make.ada())
    said.clear()

    ada.get(f"/team/candidates/?show=open&{asked_for.format(ref=application.job.ref)}")

    counting = [one for one in said.items() if one[0].startswith("SELECT count(*)")]
    assert len(counting) == 1
    with _asking(engine) as connection:
        used = _indexes(connection, *counting[0])
        assert used & _partial(connection), used


def test_a_table_read_whole_is_found(engine: Engine, make: Make) -> None:
    make.application()
    whole = {
        "SELECT id FROM applications WHERE source = 'x'": (),
        "SELECT c.id FROM applications AS a JOIN candidates AS c ON c.called = a.source": (),
        "SELECT count(*) FROM messages": (),
    }

    assert len(read_whole(engine, whole)) == 3
    assert read_whole(engine, {"SELECT id FROM applications WHERE id = 7": ()}) == []


def read_whole(engine: Engine, said: Said) -> list[str]:
    """The statements that read a table that grows from end to end, with the plan's words for it."""
    with _asking(engine) as connection:
        partial = _partial(connection)
        return [
            f"{reason}: {statement}"
            for statement, values in said.items()
            if not any(re.search(pattern, statement) for pattern in ALLOWED)
            for reason in _reasons(connection, statement, values, partial)
        ]


@contextmanager
def _asking(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def _indexes(connection: Connection, statement: str, values: Any) -> set[str]:
    """Those by which that statement finds its rows."""
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    else:
        for way in ("seqscan", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
    return set(re.findall(r"\bix_\w+", "\n".join(str(row) for row in plan)))


def _partial(connection: Connection) -> set[str]:
    """The indexes that hold a few rows of a table alone."""
    inspector = inspect(connection)
    return {
        str(index["name"])
        for table in GROWS
        if inspector.has_table(table)
        for index in inspector.get_indexes(table)
        if any(option.endswith("_where") for option in index.get("dialect_options", {}))
    }


def _reasons(
    connection: Connection, statement: str, values: Any, partial: set[str]
) -> Iterator[str]:
    is_cut = "LIMIT" in statement
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        yield from _of_sqlite([str(row[3]) for row in rows], statement, partial, is_cut=is_cut)
        return
    found = []
    for walks in ("on", "off"):  # with few rows it walks along an index where it need not
        for way in ("indexscan", "indexonlyscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = {walks}"))
        for way in ("seqscan", "hashjoin", "mergejoin"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar()
        whole = json.loads(plan) if isinstance(plan, str) else plan
        found.append(dict(_of_postgresql(whole[0]["Plan"], partial, is_cut=is_cut)))
    yield from (words for table, words in found[0].items() if table in found[1])


def _of_sqlite(
    lines: list[str], statement: str, partial: set[str], *, is_cut: bool
) -> Iterator[str]:
    names = {found[2]: found[1] for found in re.finditer(r"\b(\w+) AS (\w+)", statement)}
    for line in lines:
        found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line)
        if found is None or names.get(found[1], found[1]) not in GROWS:
            continue
        if found[2] is None or not (is_cut or found[2] in partial):
            yield line


def _of_postgresql(
    node: dict[str, Any], partial: set[str], *, is_cut: bool
) -> Iterator[tuple[str, str]]:
    table, index = node.get("Relation Name"), node.get("Index Name")
    if table in GROWS and "Index Cond" not in node and node["Node Type"] != "Bitmap Heap Scan":
        if index is None and node["Node Type"] == "Seq Scan":
            yield str(table), f"Seq Scan on {table}"
        elif index is not None and not (is_cut or index in partial):
            yield str(table), f"{node['Node Type']} on {table} using all of {index}"
    for child in node.get("Plans", ()):
        yield from _of_postgresql(child, partial, is_cut=is_cut)


def _refs(session: Session) -> list[str]:
    """Whatever anything is called by in an address."""
    session.rollback()
    found = [
        str(ref)
        for table in schema.tables().sorted_tables
        if "ref" in table.c
        for ref in session.execute(table.select().with_only_columns(table.c.ref)).scalars()
    ]
    session.rollback()
    return found


def _paths(rule: Rule, refs: list[str]) -> Iterator[str]:
    parts = sorted(rule.arguments)
    for chosen in itertools.product(refs, repeat=len(parts)):
        path = rule.rule
        for part, ref in zip(parts, chosen, strict=True):
            path = re.sub(rf"<(\w+:)?{part}>", ref, path)
        yield path
