"""The lines above every page of the team while mail does not leave, or no copy was made."""

from datetime import datetime

from flask import Flask, current_app

from portal.mail import weather
from portal.plumbing import clock, nightly
from portal.web.session import db


def init_app(app: Flask) -> None:
    """Give the layout of the team's pages what it asks for."""
    app.jinja_env.globals.update(mail_weather=mail_weather, backup_overdue=_backup)


def mail_weather() -> weather.Weather | None:
    """What keeps mail from leaving, where something does."""
    return weather.weather(db(), clock.now(), up_since=current_app.extensions["up_since"])


def _backup() -> datetime | None:
    return nightly.overdue_since(current_app.extensions["config"], clock.now())
