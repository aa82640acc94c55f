"""The line above every page of the team while mail does not leave."""

from flask import Flask

from portal.mail import weather
from portal.plumbing import clock
from portal.web.session import db


def init_app(app: Flask) -> None:
    """Give the layout of the team's pages what it asks for."""
    app.jinja_env.globals.update(mail_weather=_now)


def _now() -> weather.Weather | None:
    return weather.weather(db(), clock.now())
