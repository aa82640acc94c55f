"""The bare minimum: the same page by Flask alone, with one signed cookie, its row, and the same
data.

What the product needs beyond this (guards, headers, the projection that keeps untold facts in,
sessions that roll back) is what the ratio shows.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort, render_template, request
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, Signer
from sqlalchemy import Engine, text

from portal.plumbing.tokens import fingerprint
from portal.web import filters

ROOT = Path(__file__).parent.parent
_HERE = "candidate.status.show"
_LEADS_TO = re.compile(r"['\"]((?:candidate|devmail|entry|public)\.\w+(?:\.\w+)?)['\"]")
SALT = "candor.cookie.candidate"
SECRET = "a key that only the bench knows, long enough"

SESSION = text("SELECT candidate_id FROM candidate_sessions WHERE key_hash = :key AND NOT is_ended")
COMPANY = text("SELECT name, legal_name FROM company WHERE id = 1")
APPLICATION = text(
    "SELECT a.id, a.ref, a.status, a.next_word_by, c.called, j.title, t.name AS owner,"
    " u.sentence, u.words"
    " FROM applications a JOIN candidates c ON c.id = a.candidate_id JOIN jobs j ON j.id = a.job_id"
    " LEFT JOIN teammates t ON t.id = a.owner_id LEFT JOIN updates u ON u.id ="
    " (SELECT max(id) FROM updates WHERE application_id = a.id)"
    " WHERE a.ref = :ref AND a.candidate_id = :candidate"
)
STEPS = text(
    "SELECT ref, kind, title, starts_at, ends_at, who, place, url, preparation FROM steps"
    " WHERE application_id = :application AND cancelled_at IS NULL ORDER BY starts_at"
)
SO_FAR = text(
    "SELECT at, words FROM timeline_entries WHERE application_id = :application AND is_told"
    " ORDER BY at DESC"
)


def make_floor(engine: Engine, page: Callable[[Engine, str], str] | None = None) -> Flask:
    """The bare page at `/me/applications/<ref>`: what `page` gives for a ref, else that of somebody
    whose application is open.
    """
    given = page or _page
    app = Flask(
        "floor", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.secret_key = SECRET
    filters.init_app(app)
    app.jinja_env.globals.update(csrf_token=generate_csrf, asset=lambda name: f"/static/{name}?v=1")
    for endpoint in _addresses() - {_HERE}:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda **_values: "", defaults=None)
    app.add_url_rule("/me/applications/<ref>", _HERE, lambda ref: given(engine, ref))
    return app


def _addresses() -> set[str]:
    """Whatever the templates of a candidate's page lead to: a link that the floor did not know
    would stop the bench.
    """
    places = ("candidate", "layouts", "macros")
    files = [file for place in places for file in (ROOT / "templates" / place).rglob("*.html")]
    return {name for file in files for name in _LEADS_TO.findall(file.read_text("utf-8"))}


def _page(engine: Engine, ref: str) -> str:
    key = signed_key() or abort(401)
    with engine.connect() as connection:
        visitor = connection.execute(SESSION, {"key": fingerprint(key)}).one()
        company = connection.execute(COMPANY).one()
        row = connection.execute(APPLICATION, {"ref": ref, "candidate": visitor.candidate_id}).one()
        steps = connection.execute(STEPS, {"application": row.id}).all()
        lines = connection.execute(SO_FAR, {"application": row.id}).all()
    application = SimpleNamespace(
        ref=row.ref,
        status=row.status,
        called=row.called,
        zone="Europe/Lisbon",
        job_title=row.title,
        sentence=row.sentence,
        words=row.words,
        next_word_by=as_day(row.next_word_by),
        is_late=False,
        owner=row.owner,
        outcome=None,
        milestones=_marks(),
        steps=[_step(step) for step in steps],
        so_far=[SimpleNamespace(at=as_moment(line.at), words=line.words) for line in lines],
        survey="",
    )
    return render_template(
        "candidate/status/show.html",
        application=application,
        company=company,
        visitor=visitor,
        demo=False,
        reply_to="hiring@northwind.example",
    )


def signed_key() -> str | None:
    """The key of the visitor's session, from a cookie that is truly signed."""
    try:
        value = Signer(SECRET, salt=SALT, digest_method=hashlib.sha256).unsign(
            request.cookies["me"]
        )
    except (BadData, KeyError):
        return None
    return value.decode().split(".")[0]


def _marks() -> list[tuple[str, str]]:
    return [("Received", "done"), ("Review", "done"), ("Interviews", "now"), ("Decision", "ahead")]


def _step(row: Any) -> SimpleNamespace:
    return SimpleNamespace(
        ref=row.ref,
        kind=row.kind,
        title=row.title,
        starts_at=as_moment(row.starts_at),
        ends_at=as_moment(row.ends_at) if row.ends_at else None,
        time_zone="Europe/Lisbon",
        who=row.who,
        place=row.place,
        url=row.url,
        preparation=row.preparation,
    )


def as_moment(value: Any) -> datetime:
    """SQLite gives text, PostgreSQL a moment: both aware, as UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def as_day(value: Any) -> date:
    """The same for a day."""
    return date.fromisoformat(value) if isinstance(value, str) else value
