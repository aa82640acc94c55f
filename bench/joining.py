"""The page of somebody who joins, with a long list and all the news, against its floor; and a post
to thousands of joiners, while somebody else writes all the time.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select, text

from bench.data import HERE, JOBS, NOW, fill, into
from bench.endings import beside, count_on
from bench.home import Measured
from bench.home import measure as measure_pages
from bench.joining_floor import make_floor
from config import Config
from portal import create_app
from portal.engagement.actions import posts
from portal.engagement.models import Audience
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.plumbing import clock, schema
from portal.plumbing.db import transaction
from portal.team.models import Teammate
from tests.databases import fresh_url, let_go

CANDIDATES = 10_000
POSTS = 200
ITEMS = 50
PEOPLE = 5
JOINERS = 5_000
LEAST = 0.70
STATEMENTS = 8
SECONDS = 5.0
LONGEST_WAIT = 1.0
STARTS_ON = date(2027, 1, 4)
_JOINING = text("UPDATE applications SET status = 'joining' WHERE id BETWEEN :first AND :last")


def measure(databases: tuple[str, ...], config: Config) -> list[dict[str, object]]:
    """Both, on each database."""
    with ExitStack() as stack:
        places = [stack.enter_context(_filled(one, config)) for one in databases]
        pages = measure_pages(places, make_floor)
    found = [_page(one, page) for one, page in zip(databases, pages, strict=True)]
    return found + [_post(one, config) for one in databases]


def _page(database: str, page: Measured) -> dict[str, object]:
    print(
        f"joining {database:<10} {ITEMS} lines, {POSTS} posts"
        f"  {page.ratio:.0%} of the floor (±{page.spread / 2:.0%})"
        f"  {page.statements} statements  {page.bytes:,} bytes compressed",
        flush=True,
    )
    return {
        "name": "joining",
        "database": database,
        "size": CANDIDATES,
        "is_kept": page.ratio >= LEAST and page.statements <= STATEMENTS,
        **asdict(page),
    }


def _post(database: str, config: Config) -> dict[str, object]:
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder, clock.held_at(NOW):
        app = create_app(replace(config, database_url=url, folder=Path(folder)))
        engine, sessions = app.extensions["engine"], app.extensions["sessions"]
        schema.tables()
        fill(engine, JOINERS)
        _join(engine, 1, JOINERS)
        count_on(engine)
        seconds, wait = beside(url, lambda: _publish(sessions))
        with sessions() as session:
            news = select(Message.id).where(Message.letter == Letter.NEWS)
            put = len(session.scalars(news).all())
        engine.dispose()
    let_go(url)
    print(
        f"post   {database:<11} {put:>8,} joiners  scheduled in {seconds:.1f} s,"
        f" others waited {wait:.2f} s at most",
        flush=True,
    )
    is_quick = seconds <= SECONDS and wait <= LONGEST_WAIT
    return {
        "name": "post",
        "database": database,
        "size": JOINERS,
        "seconds": seconds,
        "longest_wait": wait,
        "is_kept": is_quick and put == JOINERS,
    }


def _publish(sessions: Callable[..., Any]) -> None:
    draft = posts.Draft("What we shipped", "Four releases.", Audience.JOINING)
    with sessions() as session:
        robin = session.get_one(Teammate, 1)
        with transaction(session):
            post = posts.write(session, robin, draft=draft)
        with transaction(session):
            posts.confirm(session, post, robin)


@contextmanager
def _filled(database: str, config: Config) -> Iterator[tuple[Flask, Engine]]:
    url = fresh_url(database)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(config, database_url=url, folder=Path(folder)))
        engine: Engine = app.extensions["engine"]
        schema.tables()
        fill(engine, CANDIDATES)
        _join(engine, HERE, HERE)
        _before_the_first_day(engine)
        yield app, engine
        engine.dispose()
    let_go(url)


def _join(engine: Engine, first: int, last: int) -> None:
    """Those applications have an offer that was accepted."""
    numbers = range(first, last + 1)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(_JOINING, {"first": first, "last": last})
        into(connection, "offers", [_offer(number) for number in numbers])
        into(connection, "offer_decisions", [_decision(number) for number in numbers])


def _offer(number: int) -> dict[str, object]:
    return {
        "id": number,
        "ref": f"offer{number}",
        "application_id": number,
        "state": "sent",
        "words": "",
        "answer_by": NOW.date(),
        "starts_on": STARTS_ON,
        "created_at": NOW - timedelta(days=9),
        "sent_at": NOW - timedelta(days=9),
        "by_id": 1,
    }


def _decision(number: int) -> dict[str, object]:
    return {"offer_id": number, "outcome": "accepted", "decided_at": NOW - timedelta(days=5)}


def _before_the_first_day(engine: Engine) -> None:
    day = {
        "ref": "firstday",
        "application_id": HERE,
        "starts_on": STARTS_ON,
        "starts_at": time(9, 30),
        "time_zone": "Europe/Lisbon",
        "who": "Lina Haddad, at the front desk",
        "place": "Havnegade 12",
        "map_url": "https://maps.example/1",
        "words": "",
        "sequence": 0,
        "set_at": NOW,
    }
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        into(connection, "first_days", [day])
        into(connection, "checklist_items", [_item(number) for number in range(ITEMS)])
        into(connection, "people_to_know", [_person(number) for number in range(PEOPLE)])
        into(connection, "posts", [_news(number) for number in range(POSTS)])


def _item(number: int) -> dict[str, object]:
    return {
        "ref": f"item{number}",
        "application_id": HERE,
        "whose": "theirs" if number % 2 else "ours",
        "title": f"Read: your first week, hour by hour, part {number}",
        "url": "",
        "days_before": number,
        "done_at": NOW - timedelta(days=1) if number % 5 == 0 else None,
        "version": 1,
    }


def _person(number: int) -> dict[str, object]:
    return {
        "ref": f"person{number}",
        "job_id": HERE % JOBS + 1,
        "name": f"Priya Nair {number}",
        "role": "Team lead",
        "words": "Ask her anything.",
    }


def _news(number: int) -> dict[str, object]:
    moment: datetime = NOW - timedelta(hours=number)
    return {
        "ref": f"post{number}",
        "title": f"What we shipped, part {number}",
        "words": "Four releases.",
        "html": "<p>Four releases and one honest look back.</p>",
        "url": "",
        "audience": "joining",
        "publish_at": moment,
        "author_id": 1,
        "created_at": moment,
        "confirmed_by_id": 1,
        "confirmed_at": moment,
        "version": 1,
    }
