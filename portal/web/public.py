"""What anybody may read: privacy, what the dates mean, the company's colour, whether we are
alive.
"""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.web.session import db

bp = Blueprint("public", __name__)
_SHEET = "@media (prefers-color-scheme: light) { :root { --accent: %s; } }\n"


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Says ok, and nothing else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/brand.css")
def brand() -> ResponseReturnValue:
    """The company's accent, as a style sheet of its own: inline styles are refused by the
    browser.
    """
    sheet = _SHEET % company(db()).accent
    answer = Response(sheet, mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Who keeps what, why, for how long, whom to ask."""
    return render_template("public/privacy.html")


@bp.get("/dates")
def dates() -> ResponseReturnValue:
    """What a date on a candidate's page means."""
    return render_template("public/dates.html")


def init_app(app: Flask) -> None:
    """Hang the public pages on the app, and tell templates whose they are."""
    app.register_blueprint(bp)

    @app.context_processor
    def who() -> dict[str, object]:
        config = current_app.extensions["config"]
        return {"company": company(db()), "demo": config.demo, "reply_to": config.reply_to}

    @app.template_global()
    def asset(name: str) -> str:
        return f"{app.static_url_path}/{name}?v={version}"

    version = _version(app)


def _version(app: Flask) -> str:
    newest = max((file.stat().st_mtime_ns for file in _files(app)), default=0)
    return f"{newest // 1_000_000:x}"


def _files(app: Flask) -> list[Path]:
    return [file for file in Path(str(app.static_folder)).rglob("*") if file.is_file()]
