"""What was mailed, what waits, what failed and why; and what a person may do about it."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.company.queries import company
from portal.mail import actions, listing
from portal.mail.kinds import Letter, MessageState
from portal.mail.listing import Shown
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.text import one_line
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, may, me, require
from portal.web.recruiter.banner import mail_weather
from portal.web.recruiter.message_words import moment, why
from portal.web.recruiter.paging import page_asked
from portal.web.session import db

bp = Blueprint("messages", __name__, url_prefix="/messages")
WORDS_AT_MOST = 100
KINDS = {
    Shown.STUCK: _l("need somebody"),
    Shown.FAILED: _l("failed"),
    Shown.STALE: _l("too old to send"),
    Shown.UNSURE: _l("may have left"),
    Shown.WAITING: _l("wait"),
    Shown.HELD: _l("held back"),
    Shown.SENT: _l("left"),
    Shown.CANCELLED: _l("not needed any more"),
    Shown.ALL: _l("all of theirs"),
}


class CallOffForm(HouseForm):
    sure = BooleanField(_l("Yes, this mail stays here"), validators=[InputRequired()])


@bp.get("/")
def index() -> ResponseReturnValue:
    """Those of one kind, or of somebody, fifty a page."""
    words = one_line(request.args.get("q", ""))[:WORDS_AT_MOST]
    found = listing.listed(db(), actor(), _shown(words), words=words, page=page_asked())
    return render_template(
        "recruiter/messages/index.html",
        found=found,
        words=words,
        asked={"show": found.shown.value} | ({"q": words} if words else {}),
        kinds=KINDS,
        may_act=may_act,
        **_said(),
    )


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """One message: to whom, since when, why it is where it is."""
    return _page(_found(ref, Act.SEE))


@bp.post("/<ref>/again")
def again(ref: str) -> ResponseReturnValue:
    """Let it be tried once more."""
    message, form = _found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.send_again, message, me()):
        return _back(ref, _("It is tried again now."))
    return _page(message, form)


@bp.post("/<ref>/call-off")
def call_off(ref: str) -> ResponseReturnValue:
    """Let it stay here; the box is unticked."""
    message, form = _found(ref, Act.TELL), CallOffForm()
    if form.validate_on_submit() and form.carry_out(actions.call_off, message, me()):
        return _back(ref, _("It stays here."))
    return _page(message, form)


@bp.post("/<ref>/left")
def left(ref: str) -> ResponseReturnValue:
    """Somebody knows that it left."""
    message, form = _found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.mark_as_sent, message, me()):
        return _back(ref, _("Marked as sent."))
    return _page(message, form)


def may_act(message: Message) -> bool:
    """Whether whoever is there may send it again or let it stay."""
    return may(*_right(message, Act.TELL))


def _found(ref: str, act: Act) -> Message:
    message = listing.message_by_ref(db(), actor(), ref) or abort(404)
    require(*_right(message, act))
    return message


def _right(message: Message, act: Act) -> tuple[Act, int | None]:
    """What that takes: by the job it is about; letters to the team are for those who run it."""
    if message.teammate_id is not None:
        return Act.MANAGE_TEAM, None
    return act, message.application.job_id if message.application else None


def _shown(words: str) -> Shown:
    """What the address asks for; of somebody all, else what needs a person."""
    asked = request.args.get("show", "")
    if asked in set(Shown):
        return Shown(asked)
    return Shown.ALL if words else Shown.STUCK


def _page(message: Message, form: HouseForm | None = None) -> str:
    return render_template(
        "recruiter/messages/show.html",
        message=message,
        form=form,
        call_off=form if isinstance(form, CallOffForm) else CallOffForm(formdata=None),
        carried=listing.carried_by(db(), message) if message.letter is Letter.DIGEST else [],
        may_act=may_act(message),
        stuck=message.state in {MessageState.FAILED, MessageState.STALE, MessageState.UNSURE},
        may_stay=actions.may_stay(message),
        **_said(),
    )


def _said() -> dict[str, object]:
    """What says it in words."""
    now, zone = clock.now(), company(db()).time_zone
    return {
        "letters": labels.LETTERS,
        "mails": labels.MAILS,
        "why": partial(why, now=now, zone=zone, weather=mail_weather()),
        "moment": partial(moment, zone=zone),
    }


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.messages.show", ref=ref), 303)
