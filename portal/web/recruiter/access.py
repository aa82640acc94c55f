"""Who of the team is there, and what they may do.

Flask-Login carries the key of a session; the row behind it rules.
"""

from typing import Any, cast

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from portal.team import actions, queries, rights
from portal.team.covers import covered_ids
from portal.team.models import Teammate
from portal.team.rights import Act, Actor
from portal.web.session import db, transaction
from portal.web.typed import typed


class SignedIn(UserMixin):
    """A teammate, by the session they came in with."""

    def __init__(self, teammate: Teammate, key: str) -> None:
        self.teammate = teammate
        self.key = key

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.key


def init_app(app: Flask) -> None:
    """Let Flask-Login find who is there."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # candidates' pages ask for no teammate
    manager.session_protection = None  # an address that changes on a train is no theft
    manager.user_loader(_load)
    app.jinja_env.globals.update(may=may, current_user=current_user)


def me() -> Teammate:
    """The teammate who is there. Only behind the guard."""
    return cast(Teammate, current_user.teammate)


def actor() -> Actor:
    """The same, as the rules see them."""
    if "actor" not in g:
        teammate = me()
        everywhere = rights.sees_all_jobs(teammate.role)
        jobs = frozenset[int]() if everywhere else queries.jobs_of(db(), teammate.id)
        covers = covered_ids(db(), teammate.id)
        g.actor = Actor(teammate.id, teammate.role, jobs, covers)
    return cast(Actor, g.actor)


def require(act: Act, job_id: int | None = None) -> None:
    """Raise Denied unless whoever is there may do that, to that job or at all."""
    rights.require(actor(), act, job_id)


def may(act: str, job_id: int | None = None) -> bool:
    """The same as a question, for templates: `may("manage_team")`."""
    return bool(current_user.is_authenticated) and rights.may(actor(), Act(act), job_id)


def require_teammate() -> ResponseReturnValue | None:
    """Let teammates in; send a reader to sign in and back, give a writer back what they typed."""
    if current_user.is_authenticated:
        return None
    if request.method in {"GET", "HEAD"}:
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("signin.sign_in", next=wanted), 302)
    return render_template("recruiter/access/_nobody.html", typed=typed()), 401


def come_in(teammate: Teammate, place: str) -> None:
    """Begin a session. What this browser's cookie held before is gone, its form token included."""
    teammate_id = teammate.id
    before = _key()
    with transaction() as writing:
        if before:
            actions.sign_out(writing, before)
        key = actions.sign_in(writing, teammate_id, place=place)
    session.clear()
    login_user(SignedIn(teammate, key))


def go_out() -> None:
    """End the session, here and in its row."""
    key = _key()
    if key:
        with transaction() as writing:
            actions.sign_out(writing, key)
    logout_user()
    session.clear()


def _key() -> str | None:
    return current_user.get_id() if current_user.is_authenticated else None


def _load(key: str) -> Any:
    teammate = queries.signed_in(db(), key)
    return SignedIn(teammate, key) if teammate else None
