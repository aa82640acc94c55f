"""The bare minimum of a joiner's page: the same template by Flask alone, with the same data read by
statements built once.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort, render_template
from sqlalchemy import Engine, text

from bench import floor
from portal.plumbing.tokens import fingerprint

FIRST_DAY = text(
    "SELECT ref, starts_on, starts_at, time_zone, who, words FROM first_days"
    " WHERE application_id = :application"
)
PEOPLE = text("SELECT name, role, words FROM people_to_know WHERE job_id = :job ORDER BY id")
CHECKLIST = text(
    "SELECT ref, whose, title, url, days_before, done_at, version FROM checklist_items"
    " WHERE application_id = :application AND removed_at IS NULL ORDER BY days_before DESC, id"
)
NEWS = text(
    "SELECT ref, title, publish_at FROM posts WHERE confirmed_at IS NOT NULL"
    " AND taken_back_at IS NULL AND (job_id IS NULL OR job_id = :job)"
    " ORDER BY publish_at DESC, id DESC LIMIT 3"
)
JOB = text("SELECT job_id FROM applications WHERE id = :application")


def make_floor(engine: Engine) -> Flask:
    """The bare page at `/me/applications/<ref>`."""
    return floor.make_floor(engine, _page)


def _page(engine: Engine, ref: str) -> str:
    key = floor.signed_key() or abort(401)
    with engine.connect() as connection:
        visitor = connection.execute(floor.SESSION, {"key": fingerprint(key)}).one()
        company = connection.execute(floor.COMPANY).one()
        asked = {"ref": ref, "candidate": visitor.candidate_id}
        row = connection.execute(floor.APPLICATION, asked).one()
        of = {"application": row.id}
        lines = connection.execute(floor.SO_FAR, of).all()
        day = connection.execute(FIRST_DAY, of).one()
        items = connection.execute(CHECKLIST, of).all()
        job = {"job": connection.execute(JOB, of).scalar_one()}
        people = connection.execute(PEOPLE, job).all()
        news = connection.execute(NEWS, job).all()
    return render_template(
        "candidate/status/show.html",
        application=_application(row, lines, news=news, joining=_joining(day, items, people)),
        company=company,
        visitor=visitor,
        demo=False,
        reply_to="hiring@northwind.example",
    )


def _application(row: Any, lines: Any, *, news: Any, joining: Any) -> SimpleNamespace:
    return SimpleNamespace(
        ref=row.ref,
        status=row.status,
        called=row.called,
        zone="Europe/Lisbon",
        job_title=row.title,
        sentence=row.sentence,
        words=row.words,
        next_word_by=floor.as_day(row.next_word_by),
        is_late=False,
        owner=row.owner,
        outcome=None,
        offer=None,
        steps=[],
        so_far=[SimpleNamespace(at=floor.as_moment(line.at), words=line.words) for line in lines],
        survey="",
        questions=0,
        joining=joining,
        news=[
            SimpleNamespace(
                ref=one.ref,
                title=one.title,
                day=floor.as_moment(one.publish_at).date(),
                excerpt="Four releases and one honest look back.",
            )
            for one in news
        ],
    )


def _joining(day: Any, items: Any, people: Any) -> SimpleNamespace:
    starts_on = floor.as_day(day.starts_on)
    found = [(item.whose, _item(item, starts_on)) for item in items]
    return SimpleNamespace(
        first_day=SimpleNamespace(
            ref=day.ref,
            starts_on=starts_on,
            starts_at=None,
            time_zone=day.time_zone,
            days_left=42,
            who=day.who,
            words=day.words,
            has_place=True,
            place="",
            map_url="",
            asked_for=None,
        ),
        theirs=[item for whose, item in found if whose == "theirs"],
        ours=[item for whose, item in found if whose == "ours"],
        people=[SimpleNamespace(name=p.name, role=p.role, words=p.words) for p in people],
    )


def _item(row: Any, starts_on: Any) -> SimpleNamespace:
    return SimpleNamespace(
        ref=row.ref,
        title=row.title,
        url=row.url,
        day=starts_on - timedelta(days=row.days_before),
        done_on=floor.as_moment(row.done_at).date() if row.done_at else None,
        version=row.version,
    )
