"""What every answer goes through: headers, origin rule, limits, error pages."""

import re
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from portal.plumbing.errors import Denied, Lost, Missing, Refusal
from portal.web.typed import typed, way_back

log = structlog.get_logger()

NO_CSRF_TOKEN = {
    "candidate.surveys.again": "it shows what was typed, and changes nothing",
    "entry.open_link": "the link is the credential, and the origin rule holds",
    "unsubscribe.open_link": "RFC 8058: a mail program posts without cookies, from anywhere",
}
ANY_ORIGIN = frozenset({"unsubscribe.open_link"})
MAX_FORM = 512 * 1024
"""Bytes of a form: 20,000 letters of the longest kind, and room beside them."""
MAX_BODY = 21 * 1024 * 1024
TAKES_FILES = frozenset(
    {"recruiter.imports.index", "recruiter.papers.attach", "recruiter.post_pictures.add"}
)
"""The addresses that take a file, and so a body of up to MAX_BODY."""
MAX_FIELDS = 1000
_CSP = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SECRETS = frozenset({"token", "key"})
_SECRET_PATHS = re.compile(r"^/[lu]/")


def init_app(app: Flask) -> None:
    """Hang the shell on the app."""
    app.config["MAX_FORM_PARTS"] = MAX_FIELDS
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.before_request(check_host)
    app.before_request(check_origin)
    app.before_request(check_size)
    app.before_request(check_address)
    app.after_request(finish)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(CSRFError, lambda _error: page(400, typed=typed(), back=way_back()))
    app.register_error_handler(Missing, lambda _error: page(404, typed=typed()))
    app.register_error_handler(Denied, lambda _error: page(403))
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(Lost, on_lost)
    app.register_error_handler(Exception, on_bug)


def check_host() -> ResponseReturnValue | None:
    """Ask for the host before any guard redirects there; nothing is said to one we don't know."""
    try:
        _ = request.host
    except SecurityError:
        return Response("This server answers to another name.\n", 400, mimetype="text/plain")
    return None


def check_origin() -> ResponseReturnValue | None:
    """A form comes from our own pages: browsers say so. Older ones say at least where from."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint in ANY_ORIGIN:
        return None
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin" or (site is None and _own_origin(request.headers.get("Origin"))):
        return None
    return page(403)


def check_size() -> ResponseReturnValue | None:
    """Refuse what no page of ours sends before anybody reads it. Werkzeug counts the parts of a
    form with files, and neither the fields nor the bytes of any other.
    """
    if request.method != "POST":
        return None
    request.max_content_length = MAX_BODY if request.endpoint in TAKES_FILES else MAX_FORM
    is_long = (request.content_length or 0) > request.max_content_length
    if is_long or len(list(request.form.items(multi=True))) > MAX_FIELDS:
        return page(413)
    return None


def check_address() -> ResponseReturnValue | None:
    """Nothing of ours is called by a name with NUL in it: PostgreSQL would refuse the question.
    A token with one goes on to the page for those that open nothing.
    """
    parts = [part for name, part in (request.view_args or {}).items() if name not in _SECRETS]
    return page(404) if any("\x00" in str(part) for part in parts) else None


def finish(answer: Response) -> Response:
    """The headers of every answer; the status of a page whose form was refused."""
    if answer.status_code == HTTPStatus.OK and "answer_status" in g:
        answer.status_code = g.answer_status
    answer.headers.extend(_HEADERS)
    secret = _SECRET_PATHS.match(request.path)
    answer.headers["Referrer-Policy"] = "no-referrer" if secret else "same-origin"
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    if current_app.extensions["config"].is_https:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return answer


def on_refusal(refusal: Refusal) -> ResponseReturnValue:
    """A rule said no outside a form."""
    return page(409, str(refusal))


def on_http(error: HTTPException) -> ResponseReturnValue:
    """A plain page for what the framework refuses; redirects and the like pass. Where a form's
    subject is gone, what was typed comes back with it.
    """
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    return page(error.code, typed=typed() if error.code == HTTPStatus.NOT_FOUND else [])


def on_busy(error: OperationalError) -> ResponseReturnValue:
    """The database is locked, full or away: nothing was saved, and what was typed comes back with
    the page.
    """
    log.error("database.unavailable", route=request.endpoint, kind=type(error.orig).__name__)
    return page(503, typed=typed(), back=way_back())


def on_lost(loss: Lost) -> ResponseReturnValue:
    """The database failed in the middle of what can't be done twice: said as it is."""
    log.error("answer.lost", route=request.endpoint, kind=type(loss.__cause__).__name__)
    return page(503, str(loss), typed=typed(), lost=True)


def on_bug(error: Exception) -> ResponseReturnValue:
    """Our fault: one reference for the person, the rest for the log. Never a path, which may hold
    a token.
    """
    reference = secrets.token_hex(4)
    log.error("request.failed", route=request.endpoint, reference=reference, exc_info=error)
    if current_app.config.get("PROPAGATE_BUGS"):
        raise error
    return page(500, reference=reference)


def page(code: int, words: str = "", **more: object) -> ResponseReturnValue:
    """The page for that status."""
    try:
        return render_template("errors/error.html", code=code, words=words, **more), code
    except OperationalError:  # whose page it is can't be asked either
        bare = current_app.jinja_env.get_template("errors/bare.html")
        return bare.render(code=503, words=words, **more), 503


def _own_origin(origin: str | None) -> bool:
    """No Origin at all is no browser we know how to judge by this: the token on the form still is
    asked for.
    """
    if origin is None:
        return False
    base = urlsplit(current_app.extensions["config"].base_url)
    return origin == f"{base.scheme}://{base.netloc}"
