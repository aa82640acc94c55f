"""Candor: nobody who applied is left without a word. `create_app` is the only place that knows
everyone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import config as settings
from portal import wiring
from portal.cli import COMMANDS
from portal.plumbing import clock, db, logs
from portal.web import candidate, devmail, filters, languages, public, recruiter, session, shell

A_YEAR = 31_536_000
"""Seconds; the address of a file says its version."""
ROOT = Path(__file__).parent.parent


def create_app(config: settings.Config | None = None) -> Flask:
    """The application under these settings, by default the environment's. Opens no connection:
    the first request or command does.

    Raises Misconfigured where the environment can't be used.
    """
    config = config or settings.from_environment()
    app = _Portal(
        "portal",
        root_path=str(ROOT / "portal"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    logs.configure()
    _configure(app, config)
    config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = db.make_engine(config.database_url)
    app.extensions["config"] = config
    app.extensions["engine"] = engine
    app.extensions["sessions"] = db.sessions(engine, config)
    app.extensions["up_since"] = clock.now()
    wiring.connect()
    for part in (session, languages, shell, filters, public, devmail, candidate, recruiter):
        part.init_app(app)
    csrf = CSRFProtect(app)
    for endpoint in shell.NO_CSRF_TOKEN:
        csrf.exempt(app.view_functions[endpoint])
    for command in COMMANDS:
        app.cli.add_command(command)
    _wrap(app, config)
    return app


class _Portal(Flask):
    """Nothing here is a coroutine: not asking each function of each request saves one part in
    fifty of a page.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _wrap(app: Flask, config: settings.Config) -> None:
    """Static files come before the app; what proxies say is believed of as many as there are."""
    inner = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)
    static = WhiteNoise(inner, root=app.static_folder, prefix="static/", max_age=A_YEAR)
    app.wsgi_app = static  # type: ignore[method-assign]


def _configure(app: Flask, config: settings.Config) -> None:
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=config.previous_keys,
        TRUSTED_HOSTS=config.trusted_hosts,
        SESSION_COOKIE_NAME="__Host-team" if config.is_https else "team",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if config.is_https else "http",
    )
