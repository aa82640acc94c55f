"""One form that goes through for every address that takes one, and whatever it stands on.

What tries every form finds them here: `FORMS` by endpoint. A new POST address fails
`tests/house/test_hostile_forms.py` until it has its line.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.company import departments
from portal.company.models import Department
from portal.company.queries import calendar
from portal.engagement.actions import checklists
from portal.engagement.models import ChecklistItem, ChecklistTemplate, Whose
from portal.engagement.touch_plans import PlanFor, plan_of
from portal.hiring.actions import batches, closing, second_choices, steps, templates
from portal.hiring.actions.corrections import facts_of
from portal.hiring.actions.merging import mark
from portal.hiring.models import Application, Candidate, EndingBatch, StageTemplate, StepKind
from portal.integrations.made_up import six
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.mail import heartbeat
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys.actions import changes, redactions
from portal.surveys.editions import edition
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round, Snapshot
from portal.surveys.named import named_of
from portal.team.actions import sign_in
from portal.team.keys import send_invitation
from portal.team.models import Absence, Teammate
from portal.team.rights import Role
from tests.asked import answer, asked
from tests.conftest import enter_code
from tests.drawings import drawing
from tests.importer import Importer, rows
from tests.make import NOTE, PASSWORD, PDF, WORDS, Make

NOBODY, SAM, ROBIN, ADA = "nobody", "Sam", "Robin", "Ada"
TYPED = "What somebody typed with care, and would hate to lose."
NEW_PASSWORD = "seven green bicycles leaning"


@dataclass(frozen=True)
class File:
    """What stands in a form where a file is handed in."""

    text: str | bytes
    name: str = "people.csv"

    def source(self) -> bytes:
        """Its bytes."""
        return self.text if isinstance(self.text, bytes) else self.text.encode()


Data = dict[str, Any]
"""The fields of a form: text, a list where there are several, or a File."""


@dataclass(frozen=True)
class Sent:
    """A form about to be sent: the parts of its address, its fields, whose application it is."""

    parts: dict[str, str] = field(default_factory=dict)
    data: Data = field(default_factory=dict)
    whose: Application | None = None


@dataclass(frozen=True)
class Form:
    """Who sends it, what it takes to be sent, and what is answered when it goes through.

    `keeps` are the fields whose text is kept as it was typed.
    """

    who: str
    ready: Callable[[Make], Sent]
    keeps: tuple[str, ...] = ()
    done: int = 303
    has_code: bool = True


FORMS: dict[str, Form] = {}


@dataclass
class Browsers:
    """Whoever sends it, signed in: a browser for each."""

    app: Flask
    make: Make
    team: dict[str, FlaskClient] = field(default_factory=dict)

    def of(self, form: Form, sent: Sent) -> FlaskClient:
        """The browser of whoever sends that form."""
        if form.who == NOBODY:
            return self.app.test_client()
        if form.who == SAM:
            assert sent.whose is not None
            return self.sam(sent.whose, has_code=form.has_code)
        if form.who not in self.team:
            who = self.make.robin() if form.who == ROBIN else self.make.ada()
            self.team[form.who] = self.teammate(who)
        return self.team[form.who]

    def sam(self, application: Application, *, has_code: bool = True) -> FlaskClient:
        """That candidate's browser, entered by a link."""
        browser = self.app.test_client()
        reply = browser.post(f"/l/{_token(self.make, application)}")
        assert reply.status_code == 303, reply.status
        if has_code:
            enter_code(self.make.session, application.candidate_id)
        return browser

    def teammate(self, who: Teammate) -> FlaskClient:
        """That teammate's browser, signed in: the slow password is left out."""
        with transaction(self.make.session):
            key = sign_in(self.make.session, who.id, place="")
        browser = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key
        return browser


def address(app: Flask, endpoint: str, parts: dict[str, str]) -> str:
    """Where that form is sent to."""
    with app.test_request_context():
        return app.url_for(endpoint, **parts)


def sendable(data: Data) -> Data:
    """The fields as the test client sends them."""
    return {
        name: (BytesIO(value.source()), value.name) if isinstance(value, File) else value
        for name, value in data.items()
    }


def again(browser: FlaskClient) -> FlaskClient:
    """A second browser that carries the same cookies."""
    other = browser.application.test_client()
    other._cookies = dict(browser._cookies or {})
    return other


def working_day(make: Make, ahead: int) -> date:
    """The day that many working days from now."""
    make.session.rollback()
    return calendar(make.session).after(clock.now().date(), ahead)


def takes(
    endpoint: str, who: str, *, keeps: tuple[str, ...] = (), done: int = 303, has_code: bool = True
) -> Callable[[Callable[[Make], Sent]], Callable[[Make], Sent]]:
    """The function below makes ready what that endpoint takes."""

    def note(ready: Callable[[Make], Sent]) -> Callable[[Make], Sent]:
        FORMS[endpoint] = Form(who, ready, keeps, done, has_code)
        return ready

    return note


def _sams(application: Application, **more: str) -> Sent:
    return Sent(data=dict(more), whose=application)


def _about(application: Application, **more: str) -> Sent:
    return Sent({"ref": application.ref}, dict(more), application)


def _versioned(application: Application, **more: str) -> Sent:
    opened = clock.now().isoformat()
    return _about(application, version=str(application.version), opened=opened, **more)


def _token(make: Make, application: Application, purpose: Purpose = Purpose.STATUS) -> str:
    with transaction(make.session):
        return issue(make.session, application.candidate_id, purpose)


# The doors.


@takes("entry.ask", NOBODY)
def _ask(make: Make) -> Sent:
    make.application()
    return Sent(data={"email": "sam@example.org"})


@takes("entry.open_link", NOBODY)
def _open_link(make: Make) -> Sent:
    return Sent({"token": _token(make, make.application())}, {"switch": "y"})


@takes("unsubscribe.open_link", NOBODY, done=200)
def _unsubscribe(make: Make) -> Sent:
    token = _token(make, make.application(), Purpose.UNSUBSCRIBE)
    return Sent({"token": token}, {"List-Unsubscribe": "One-Click"})


@takes("signin.sign_in", NOBODY)
def _sign_in(make: Make) -> Sent:
    return Sent(data={"email": make.robin().email, "password": PASSWORD, "next": "/team/jobs/"})


@takes("signin.sign_out", NOBODY)
def _sign_out(_make: Make) -> Sent:
    return Sent()


@takes("signin.forgot", NOBODY)
def _forgot(make: Make) -> Sent:
    return Sent(data={"email": make.robin().email})


@takes("signin.set_password", NOBODY)
def _set_password(make: Make) -> Sent:
    with transaction(make.session):
        key = send_invitation(make.session, make.session.merge(make.robin()))
    return Sent({"key": key}, {"password": NEW_PASSWORD, "again": NEW_PASSWORD})


# The candidate.


@takes("candidate.access.sign_out", SAM)
def _leave(make: Make) -> Sent:
    return _sams(make.application())


@takes("candidate.access.not_me", SAM)
def _not_me(make: Make) -> Sent:
    return _sams(make.application(), sure="y")


@takes("candidate.code.send", SAM, has_code=False)
def _send_code(make: Make) -> Sent:
    return _sams(make.application(), next="/me/data/")


@takes("candidate.code.show", SAM, done=409, has_code=False)
def _enter_code(make: Make) -> Sent:
    return _sams(make.application(), code="0000 0000", next="/me/data/")


@takes("candidate.privacy.show", SAM)
def _choose(make: Make) -> Sent:
    return _sams(make.application(), extras="none", time_zone="Asia/Tokyo")


@takes("candidate.steps.done", SAM)
def _done(make: Make) -> Sent:
    step = make.step(kind=StepKind.TASK)
    return Sent({"ref": step.ref}, {}, make.session.get_one(Application, step.application_id))


@takes("candidate.steps.other_times", SAM, keeps=("words",))
def _other_times(make: Make) -> Sent:
    step, day = make.step(), working_day(make, 5).isoformat()
    data: Data = {
        "first_day": day,
        "first_time": "10:00",
        "second_day": day,
        "second_time": "15:30",
        "words": TYPED,
    }
    return Sent({"ref": step.ref}, data, make.session.get_one(Application, step.application_id))


@takes("candidate.questions.ask", SAM, keeps=("words",))
def _ask(make: Make) -> Sent:
    application = make.application()
    return Sent({"ref": application.ref}, {"words": TYPED}, application)


@takes("candidate.first_days.change", SAM, keeps=("words",))
def _another_first_day(make: Make) -> Sent:
    application = make.first_day().application
    day = working_day(make, 40).isoformat()
    return Sent({"ref": application.ref}, {"starts_on": day, "words": TYPED}, application)


@takes("candidate.checklist.done", SAM)
@takes("candidate.checklist.not_done", SAM)
def _tick(make: Make) -> Sent:
    item = make.item()
    return Sent({"ref": item.ref}, {"version": str(item.version)}, item.application)


@takes("candidate.assurances.told", SAM, keeps=("said_by", "words"))
def _told(make: Make) -> Sent:
    application = make.application(stage="Decision")
    data = {"said_by": "Priya Nair", "said_on": clock.now().date().isoformat(), "words": TYPED}
    return Sent({"ref": application.ref}, data, application)


@takes("candidate.offers.accept", SAM)
@takes("candidate.offers.decline", SAM)
def _answer(make: Make) -> Sent:
    offer = make.offer()
    return Sent({"ref": offer.ref}, {"sure": "y"}, offer.application)


@takes("candidate.offers.undo", SAM)
def _undo(make: Make) -> Sent:
    offer = make.accepted()
    return Sent({"ref": offer.ref}, {"sure": "y"}, offer.application)


@takes("candidate.offers.declined", SAM, keeps=("comment",))
def _reasons(make: Make) -> Sent:
    offer = make.declined()
    data: Data = {
        "main": "pay",
        "more": ["competing_offer", "role_scope"],
        "comment": TYPED,
        "stay_in_touch": "y",
    }
    return Sent({"ref": offer.ref}, data, offer.application)


@takes("candidate.withdrawals.withdraw", SAM)
def _withdraw(make: Make) -> Sent:
    application = make.application(stage="Interviews")
    other = make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    return Sent({"ref": application.ref}, {"sure": "y", "also": [other.ref]}, application)


@takes("candidate.withdrawals.undo", SAM)
def _undo_withdrawal(make: Make) -> Sent:
    return _about(make.withdrawn(), sure="y")


@takes("candidate.withdrawals.withdrawn", SAM, keeps=("comment",))
def _why_withdrawn(make: Make) -> Sent:
    data: Data = {
        "main": "no_reply",
        "more": ["role_unclear"],
        "comment": TYPED,
        "stay_in_touch": "y",
    }
    application = make.withdrawn()
    return Sent({"ref": application.ref}, data, application)


@takes("candidate.replies.helpful", SAM, keeps=("words",))
def _helpful(make: Make) -> Sent:
    return _about(make.ending(), answer="no", words=TYPED)


@takes("candidate.replies.later", SAM)
def _later(make: Make) -> Sent:
    return _about(make.ending(), is_welcome="y")


@takes("candidate.surveys.answer", SAM, keeps=("answer_change",))
def _survey(make: Make) -> Sent:
    data: Data = {
        "answer_recommend": "9",
        "answer_on_time": "4",
        "answer_change": TYPED,
    }
    sent = _asked(make)
    return Sent(sent.parts, data, sent.whose)


@takes("candidate.surveys.again", SAM, done=200)
@takes("candidate.surveys.no_thanks", SAM)
@takes("candidate.surveys.after_all", SAM)
def _asked(make: Make) -> Sent:
    invitation: Invitation = asked(make)
    application = make.session.get_one(Application, invitation.application_id)
    return Sent({"ref": invitation.ref}, {}, application)


# The team: one application.


@takes("recruiter.applications.update", ROBIN, keeps=("words",))
def _update(make: Make) -> Sent:
    application = make.application(stage="Interviews")
    return _versioned(
        application,
        words=TYPED,
        next_word="other",
        other_day=working_day(make, 4).isoformat(),
        stage=make.stage(application.job, "Decision").ref,
        **{"from": "today"},
    )


@takes("recruiter.applications.longer", ROBIN, keeps=("words",))
def _longer(make: Make) -> Sent:
    day = working_day(make, 12).isoformat()
    return _versioned(make.application(), why="own", words=TYPED, next_word=day, other_day="")


@takes("recruiter.applications.move", ROBIN)
def _move(make: Make) -> Sent:
    application = make.application()
    return _versioned(application, stage=make.stage(application.job, "Interviews").ref)


@takes("recruiter.applications.introduce", ROBIN)
def _introduce(make: Make) -> Sent:
    return _about(make.application(introduced=False))


@takes("recruiter.applications.send_link", ROBIN)
def _pressed(make: Make) -> Sent:
    return _about(make.application())


@takes("recruiter.applications.links_off", ROBIN)
def _links_off(make: Make) -> Sent:
    return _about(make.application(), sure="y")


@takes("recruiter.applications.add_memo", ROBIN, keeps=("words",))
def _memo(make: Make) -> Sent:
    return _about(make.application(), words=TYPED)


@takes("recruiter.first_days.plan", ROBIN, keeps=("who", "place", "words"))
def _plan_first_day(make: Make) -> Sent:
    return _versioned(
        make.accepted().application,
        starts_on=working_day(make, 30).isoformat(),
        starts_at="09:30",
        zone="Europe/Copenhagen",
        who="Lina Haddad, at the front desk",
        place="Havnegade 12",
        map_url="https://maps.example/1",
        words=TYPED,
    )


@takes("recruiter.first_days.answer", ROBIN, keeps=("words",))
def _answer_start_change(make: Make) -> Sent:
    change = make.start_change()
    application = change.application
    sent = _versioned(application, answer="keep", words=TYPED)
    return replace(sent, parts={"ref": application.ref, "change_ref": change.ref})


@takes("recruiter.checklists.add", ROBIN, keeps=("title",))
def _add_item(make: Make) -> Sent:
    return _about(
        make.first_day().application,
        whose="theirs",
        title="A photo for your badge",
        days_before="14",
        url="https://intranet.example/badge",
    )


@takes("recruiter.checklists.change", ROBIN, keeps=("title",))
def _change_item(make: Make) -> Sent:
    item = make.item()
    data: Data = {"title": "Two photos", "days_before": "7", "url": "", "version": "1"}
    return _on_list(item, data)


@takes("recruiter.checklists.remove", ROBIN)
def _remove_item(make: Make) -> Sent:
    return _on_list(make.item(), {})


@takes("recruiter.checklists.tick", ROBIN)
def _tick_ours(make: Make) -> Sent:
    return _on_list(make.item(title="Laptop ordered", whose=Whose.OURS), {"done": "y"})


def _on_list(item: ChecklistItem, data: Data) -> Sent:
    return Sent({"ref": item.application.ref, "item_ref": item.ref}, data, item.application)


@takes("recruiter.checklists.take", ROBIN)
def _take_list(make: Make) -> Sent:
    return _about(make.first_day().application, template="shipped")


@takes("recruiter.checklists.keep", ROBIN, keeps=("name",))
def _keep_list(make: Make) -> Sent:
    item = make.item()
    number = len(make.session.scalars(select(ChecklistTemplate.id)).all())
    make.session.rollback()
    return _about(item.application, name=f"Engineers {number}")


@takes("recruiter.checklist_templates.forget", ROBIN)
def _forget_list(make: Make) -> Sent:
    item, robin = make.item(), make.robin()
    number = len(make.session.scalars(select(ChecklistTemplate.id)).all())
    with transaction(make.session):
        template = checklists.keep(make.session, item.application, robin, name=f"Analysts {number}")
    return Sent({"ref": template.ref})


@takes("recruiter.people_to_know.show", ROBIN, keeps=("name", "role", "words"))
def _add_person(make: Make) -> Sent:
    data: Data = {"name": "Lina Haddad", "role": "Front desk", "words": "She meets you."}
    return Sent({"ref": make.job().ref}, data)


@takes("recruiter.people_to_know.remove", ROBIN)
def _remove_person(make: Make) -> Sent:
    job = make.job()
    return Sent({"ref": job.ref, "person_ref": make.person(job).ref})


@takes("recruiter.owners.change", ROBIN)
def _change_owner(make: Make) -> Sent:
    return _versioned(make.application(), owner=make.ada().ref)


@takes("recruiter.people.correct", ROBIN, keeps=("full_name", "called", "phone"))
def _correct(make: Make) -> Sent:
    application = make.application()
    return _about(
        application,
        seen=facts_of(application.candidate).mark(),
        full_name="Samuel Okafor",
        called="Samuel",
        email="samuel@example.org",
        has_spoken="y",
        phone="+351 21 000 000",
        time_zone="Europe/Lisbon",
    )


@takes("recruiter.people.merge", ROBIN)
def _merge(make: Make) -> Sent:
    number = len(make.session.scalars(select(Candidate.id)).all())
    one, other = (
        make.application(candidate=make.candidate(name, email=f"both{number}@example.org"))
        for name in ("Sam Okafor", "Samuel Okafor")
    )
    data: Data = dict.fromkeys(("email", "phone", "time_zone"), "this")
    data |= {"full_name": "other", "sure": "y", "seen": mark(one.candidate, other.candidate)}
    return Sent({"ref": one.ref, "other_ref": other.candidate.ref}, data, one)


@takes("recruiter.endings.decide", ROBIN, keeps=("reason",))
def _decide(make: Make) -> Sent:
    return _versioned(make.application(), reason=TYPED)


@takes("recruiter.endings.take_back", ROBIN)
def _take_back(make: Make) -> Sent:
    return _about(make.verdict())


@takes("recruiter.endings.write", ROBIN, done=200)
@takes("recruiter.endings.preview", ROBIN, done=200)
@takes("recruiter.endings.tell", ROBIN, keeps=("words",))
def _ending(make: Make) -> Sent:
    return _versioned(make.verdict(), way="note", words=NOTE, looked="y")


@takes("recruiter.endings.reopen", ROBIN, keeps=("words",))
def _reopen(make: Make) -> Sent:
    application = make.ending(make.application(stage="Interviews"))
    due = working_day(make, 5).isoformat()
    return _versioned(
        application, words=WORDS, next_word=due, stage=make.stage(application.job, "Review").ref
    )


@takes("recruiter.calls.log", ROBIN, keeps=("words", "memo"))
def _call(make: Make) -> Sent:
    due = working_day(make, 5).isoformat()
    return _versioned(make.application(), words=WORDS, memo=TYPED, next_word=due)


@takes("recruiter.questions.answer", ROBIN, keeps=("words",))
def _answer_question(make: Make) -> Sent:
    question = make.question()
    parts = {"ref": question.application.ref, "question_ref": question.ref}
    return Sent(parts, {"words": TYPED, "seen": "0"}, question.application)


@takes("recruiter.questions.settle", ROBIN)
def _settle_question(make: Make) -> Sent:
    question = make.question()
    parts = {"ref": question.application.ref, "question_ref": question.ref}
    return Sent(parts, {}, question.application)


@takes("recruiter.named.done", ROBIN)
def _got_back(make: Make) -> Sent:
    application = make.application(stage="Interviews")
    answer(make.session, asked(make, application), {"recommend": "2"}, is_named=True)
    (said,) = named_of(make.session, application)
    return Sent({"ref": application.ref, "response_ref": said.response_ref}, {}, application)


@takes("recruiter.touches.hello", ROBIN, keeps=("words",))
def _say_hello(make: Make) -> Sent:
    touch = make.touch()
    return Sent({"ref": touch.ref}, {"words": TYPED, "from": "today"}, touch.application)


@takes("recruiter.touches.call", ROBIN, keeps=("words", "memo"))
def _touch_by_call(make: Make) -> Sent:
    touch = make.touch()
    return Sent({"ref": touch.ref}, {"words": WORDS, "memo": TYPED}, touch.application)


@takes("recruiter.touches.dismiss", ROBIN, keeps=("why",))
def _dismiss_touch(make: Make) -> Sent:
    touch = make.touch()
    return Sent({"ref": touch.ref}, {"why": TYPED}, touch.application)


@takes("recruiter.calls.missed", ROBIN)
def _missed(make: Make) -> Sent:
    return _about(make.application())


def _plan(make: Make, whose: PlanFor) -> dict[str, Any]:
    make.session.rollback()
    return {
        "seen": plan_of(make.session, whose).mark,
        "title_0": TYPED,
        "by_0": "manager",
        "days_0": "3",
        "from_0": "start",
    }


@takes("recruiter.touch_plans.company", ADA, keeps=("title_0",))
def _plan_for_all(make: Make) -> Sent:
    return Sent({}, _plan(make, PlanFor()))


@takes("recruiter.touch_plans.department", ADA, keeps=("title_0",))
def _plan_of_a_department(make: Make) -> Sent:
    with transaction(make.session):
        number = len(make.session.scalars(select(Department)).all())
        one = departments.add(make.session, name=f"Part {number}", by="ada")
    return Sent({"number": str(one.id)}, _plan(make, PlanFor(department=one)))


@takes("recruiter.touch_plans.job", ROBIN, keeps=("title_0",))
def _plan_of_a_job(make: Make) -> Sent:
    application = make.application()
    parts = {"ref": application.job.ref}
    return Sent(parts, _plan(make, PlanFor(job=application.job)), application)


@takes("recruiter.note_lines.ask", ROBIN)
def _ask_lines(make: Make) -> Sent:
    application, priya = make.verdict(), make.teammate("Priya Nair", role=Role.HIRING_MANAGER)
    make.member(application.job, priya)
    return _about(application, whom=priya.ref)


@takes("recruiter.note_lines.give", ROBIN, keeps=("words",))
def _give_lines(make: Make) -> Sent:
    application = make.verdict()
    for whom in (make.robin(), make.ada(), make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)):
        make.lines_asked(application, whom)
    return _about(application, words=TYPED)


@takes("recruiter.endings.undo", ROBIN)
def _undo_ending(make: Make) -> Sent:
    application = make.application()
    make.held(application)
    return _about(application)


@takes("recruiter.verbal.say", ROBIN, keeps=("said_by",))
def _say(make: Make) -> Sent:
    return _versioned(make.application(stage="Decision"), **_said())


@takes("recruiter.verbal.confirm", ROBIN, keeps=("said_by",))
def _confirm(make: Make) -> Sent:
    question = make.claim()
    sent = _versioned(question.application, **_said())
    return Sent(sent.parts | {"question_ref": question.ref}, sent.data, sent.whose)


def _said() -> Data:
    return {"said_by": "Priya Nair", "said_on": clock.now().date().isoformat()}


@takes("recruiter.offers.send", ROBIN, keeps=("words", "label_0", "value_0", "value_7"))
def _offer(make: Make) -> Sent:
    lines = {f"{name}_{number}": "" for name in ("label", "value") for number in range(8)}
    lines |= {"label_0": "Salary", "value_0": "52,000 a year"}
    lines |= {"label_7": "Place", "value_7": "Copenhagen"}
    return _versioned(
        make.application(stage="Decision"),
        words=WORDS,
        answer_by=working_day(make, 6).isoformat(),
        starts_on=working_day(make, 40).isoformat(),
        **lines,
    )


@takes("recruiter.offers.keep", ROBIN, keeps=("words", "label_0", "value_0", "value_7"))
def _draft(make: Make) -> Sent:
    return _offer(make)


@takes("recruiter.offers.drop", ROBIN)
def _drop_draft(make: Make) -> Sent:
    return _versioned(make.draft().application, words=TYPED)


@takes("recruiter.offers.start", ROBIN)
def _started(make: Make) -> Sent:
    return _versioned(make.started_today().application, sure="y")


@takes("recruiter.papers.attach", ROBIN)
def _attach(make: Make) -> Sent:
    return _versioned(make.draft().application, file=File(PDF.decode("latin-1"), "offer.pdf"))


@takes("recruiter.papers.remove", ROBIN)
def _remove_paper(make: Make) -> Sent:
    return _versioned(make.paper().application, words=TYPED)


@takes("recruiter.thanks.write", ROBIN, keeps=("words",))
def _thank(make: Make) -> Sent:
    return _about(make.declined().application, words=TYPED)


@takes("recruiter.thanks.dismiss", ROBIN)
def _dismiss_thanks(make: Make) -> Sent:
    return _about(make.declined().application)


@takes("recruiter.steps.add", ROBIN, keeps=("title", "who", "place", "preparation"))
def _add_step(make: Make) -> Sent:
    return _versioned(make.application(stage="Interviews"), **_step(make))


@takes("recruiter.steps.change", ROBIN, keeps=("title", "who", "place", "preparation"))
def _change_step(make: Make) -> Sent:
    sent = _cancel_step(make)
    return Sent(sent.parts, sent.data | _step(make), sent.whose)


@takes("recruiter.steps.cancel", ROBIN)
def _cancel_step(make: Make) -> Sent:
    step = make.step()
    application = make.session.get_one(Application, step.application_id)
    sent = _versioned(application)
    return Sent(sent.parts | {"step_ref": step.ref}, sent.data, application)


@takes("recruiter.steps.not_done", ROBIN)
def _not_done(make: Make) -> Sent:
    step = make.step(kind=StepKind.TASK)
    application = make.session.get_one(Application, step.application_id)
    with transaction(make.session):
        steps.mark_done(make.session, application.candidate_id, step.ref)
    sent = _versioned(application)
    return Sent(sent.parts | {"step_ref": step.ref}, sent.data, application)


def _step(make: Make) -> Data:
    return {
        "kind": "interview",
        "title": "Meet the team",
        "day": working_day(make, 3).isoformat(),
        "time": "15:00",
        "zone": "Europe/Lisbon",
        "minutes": "45",
        "who": "Priya, Jonas",
        "place": "Second floor",
        "url": "https://meet.northwind.example/1",
        "preparation": "Bring one thing you built.",
    }


# The team: several at once.


@takes("recruiter.together.write", ROBIN, done=200)
def _together(make: Make) -> Sent:
    application = make.application(stage="Interviews")
    group = f"{application.job.ref}:in_review:{working_day(make, 4).isoformat()}"
    picks = [f"{application.ref}:{application.version}", group]
    return Sent(data={"pick": picks, "longer": ""})


@takes("recruiter.together.update", ROBIN, keeps=("words",))
def _update_together(make: Make) -> Sent:
    application = make.application(stage="Interviews")
    data: Data = {
        "picks": f"{application.ref}:{application.version}",
        "words": TYPED,
        "next_word": "other",
        "other_day": working_day(make, 4).isoformat(),
    }
    return Sent(data=data)


@takes("recruiter.together.longer", ROBIN, keeps=("words",))
def _longer_together(make: Make) -> Sent:
    sent = _update_together(make)
    return Sent(data={**sent.data, "why": "own"})


# The team: many at once, closing a job, second choices.


@takes("recruiter.batches.new", ROBIN, keeps=("words",))
def _new_batch(make: Make) -> Sent:
    application = make.verdict()
    return Sent({"ref": application.job.ref}, {"words": TYPED, "looked": "y"}, application)


def _draft(make: Make, *, people: int = 1, begun: bool = False) -> tuple[Sent, EndingBatch]:
    first = make.verdict()
    for number in range(1, people):
        person = make.candidate(f"Person {number}")
        make.verdict(make.application(candidate=person, job=first.job))
    with transaction(make.session):
        batch = batches.draft(make.session, first.job, make.robin(), words=NOTE)
        if begun:
            batches.begin(make.session, batch, make.robin(), count=people)
    return Sent({"ref": first.job.ref, "batch_ref": batch.ref}, {}, first), batch


@takes("recruiter.batches.change", ROBIN, keeps=("words",))
def _change_batch(make: Make) -> Sent:
    sent, _batch = _draft(make)
    return Sent(sent.parts, {"words": TYPED, "looked": "y"}, sent.whose)


@takes("recruiter.batches.lines", ROBIN)
def _lines(make: Make) -> Sent:
    sent, _batch = _draft(make)
    assert sent.whose is not None
    return Sent(sent.parts, {f"own_{sent.whose.ref}": TYPED}, sent.whose)


@takes("recruiter.batches.begin", ROBIN)
def _begin(make: Make) -> Sent:
    sent, _batch = _draft(make)
    return Sent(sent.parts, {"count": "1"}, sent.whose)


@takes("recruiter.batches.confirm", ADA)
def _confirm(make: Make) -> Sent:
    sent, batch = _draft(make, begun=True)
    lina, _ada = make.teammate("Lina Holt"), make.ada()
    with transaction(make.session):
        asking = make.session.get_one(EndingBatch, batch.id)
        asking.by_id, asking.confirmed_at = lina.id, None
    return Sent(sent.parts, {"sure": "y"}, sent.whose)


@takes("recruiter.batches.take_back", ROBIN)
def _take_batch_back(make: Make) -> Sent:
    return _draft(make, begun=True)[0]


@takes("recruiter.closing.close", ROBIN)
def _close_job(make: Make) -> Sent:
    application = make.application()
    return Sent({"ref": application.job.ref}, {"sure": "y"}, application)


@takes("recruiter.closing.keep_open", ROBIN)
def _keep_open(make: Make) -> Sent:
    application = make.application()
    with transaction(make.session):
        closing.close(make.session, application.job, make.robin())
    return Sent({"ref": application.job.ref}, {}, application)


@takes("recruiter.closing.reopen", ROBIN)
def _reopen_job(make: Make) -> Sent:
    application = make.ending(make.application())
    with transaction(make.session):
        closing.close(make.session, application.job, make.robin())
    return Sent({"ref": application.job.ref}, {}, application)


@takes("recruiter.second_choices.mark", ROBIN)
def _mark_second(make: Make) -> Sent:
    return _about(make.application())


@takes("recruiter.second_choices.take_off", ROBIN)
def _take_mark_off(make: Make) -> Sent:
    application = make.application()
    with transaction(make.session):
        second_choices.mark(make.session, application, make.robin())
    return _about(application)


# The team: everything else.


@takes("recruiter.settings.company", ADA, keeps=("holidays",))
def _company(make: Make) -> Sent:
    data: Data = {
        "name": "Northwind",
        "legal_name": "Northwind A/S",
        "time_zone": "Europe/Lisbon",
        "working": ["0", "1", "2", "3", "4"],
        "holidays": "2026-12-25 Christmas Day",
        "accent": "#2b5fd9",
        "retention_months": "6",
        "privacy_contact": "data@northwind.example",
    }
    make.ada()
    return Sent(data=data)


@takes("recruiter.letters.edit", ADA, keeps=("text",))
@takes("recruiter.letters.preview", ADA, keeps=("text",), done=200)
def _wording(make: Make) -> Sent:
    make.application()
    text = f"{TYPED}\n\n{{promise}}\n\nOpen your page:\n{{link}}"
    data: Data = {"subject": "About {job}", "text": text, "version": "0"}
    return Sent({"letter": "introduction", "language": "en"}, data)


@takes("recruiter.letters.test", ADA)
@takes("recruiter.letters.shipped", ADA)
def _try_wording(make: Make) -> Sent:
    make.application()
    return Sent({"letter": "introduction", "language": "en"}, {})


@takes("recruiter.letters.off", ADA)
@takes("recruiter.letters.on", ADA)
def _switch_letter(make: Make) -> Sent:
    return Sent({"letter": "step_set"}, {})


@takes("recruiter.surveys.edit", ADA)
@takes("recruiter.surveys.preview", ADA, done=200)
def _questions(make: Make) -> Sent:
    now = edition(make.session, Touchpoint.INTERVIEWED)
    make.session.rollback()
    data: Data = {"version": str(now.number), "new_kind": "", "words_new": "", "is_sure": "y"}
    for number, item in enumerate(now.items, start=1):
        data |= {f"words_{item.key}": item.words, f"place_{item.key}": str(number)}
        data |= {f"on_{item.key}": "y", f"where_{item.key}": ""}
    return Sent(
        {"touchpoint": "interviewed"}, data | {"words_recommend": TYPED, "same_recommend": "y"}
    )


@takes("recruiter.surveys.rounds", ADA)
def _rounds(make: Make) -> Sent:
    return Sent({"touchpoint": "interviewed"}, {"months": "1", "k": "6", "comment_limit": "12"})


@takes("recruiter.surveys.off", ADA)
@takes("recruiter.surveys.on", ADA)
def _switch_survey(make: Make) -> Sent:
    return Sent({"touchpoint": "interviewed"}, {})


@takes("recruiter.setup.resume_mail", ADA)
def _resume_mail(make: Make) -> Sent:
    with transaction(make.session):
        heartbeat.pause(make.session, clock.now())
    return Sent()


@takes("recruiter.setup.test_mail", ROBIN)
def _test_mail(make: Make) -> Sent:
    make.robin()
    return Sent()


@takes("recruiter.setup.bring_in_made_up", ROBIN)
def _bring_in_made_up(make: Make) -> Sent:
    robin = make.robin()
    with transaction(make.session):
        if six.the_six(make.session):
            six.remove(make.session, robin)
    return Sent()


@takes("recruiter.setup.remove_made_up", ROBIN)
def _remove_made_up(make: Make) -> Sent:
    with transaction(make.session):
        if not six.the_six(make.session):
            six.bring_in(make.session, make.robin())
    return Sent()


@takes("recruiter.setup.look_up_records", ROBIN, done=200)
def _look_up_records(make: Make) -> Sent:
    make.robin()
    return Sent()


@takes("recruiter.setup.first_mail", ROBIN)
def _first_mail(make: Make) -> Sent:
    make.application(introduced=False)
    return Sent()


@takes("recruiter.departments.add", ADA, keeps=("name",))
def _add_department(make: Make) -> Sent:
    make.ada()
    number = len(make.session.scalars(select(Department.id)).all())
    make.session.rollback()
    return Sent(data={"name": f"Engineering {number}"})


@takes("recruiter.departments.rename", ADA, keeps=("name",))
def _rename_department(make: Make) -> Sent:
    sent = _remove_department(make)
    return Sent(sent.parts, {"name": f"Research {sent.parts['number']}"})


@takes("recruiter.departments.remove", ADA)
def _remove_department(make: Make) -> Sent:
    name = _add_department(make).data["name"]
    with transaction(make.session):
        one = departments.add(make.session, name=f"{name} and more", by="system")
    return Sent({"number": str(one.id)})


@takes("recruiter.candidates.export", ROBIN, done=200)
def _export(make: Make) -> Sent:
    make.application()
    return Sent()


@takes("recruiter.changes.say", ROBIN, keeps=("words",))
def _say_change(make: Make) -> Sent:
    return Sent({"ref": _published(make).ref}, {"words": TYPED})


@takes("recruiter.changes.take_back", ROBIN)
def _take_change_back(make: Make) -> Sent:
    closed = _published(make)
    with transaction(make.session):
        said = changes.say(make.session, make.robin(), closed.ref, words=TYPED)
    return Sent({"ref": closed.ref, "change": said.ref})


def _published(make: Make) -> Round:
    """A round of long ago, closed and published; nobody answered."""
    closed = asked(make).round
    days = make.session.scalar(select(func.count(Snapshot.id))) or 0
    make.session.rollback()
    with transaction(make.session):
        opens_on = date(2020, 1, 1) + timedelta(days=days)
        old = Round(
            touchpoint=closed.touchpoint,
            version_id=closed.version_id,
            opens_on=opens_on,
            invites_until=opens_on,
            closes_on=opens_on,
            k=5,
            comment_limit=10,
            closed_at=clock.now(),
            forgotten_at=clock.now(),
        )
        figures = {
            "from": opens_on.isoformat(),
            "until": opens_on.isoformat(),
            "answered": 0,
            "response": None,
            "items": [],
        }
        old.snapshot = Snapshot(figures=figures, comments={"change": ["Ask Ida.", "Be quicker."]})
        make.session.add(old)
    return old


@takes("recruiter.redactions.ask", ROBIN)
def _doubt_comment(make: Make) -> Sent:
    return Sent({"ref": _published(make).ref}, {"spot": "change:0"})


@takes("recruiter.redactions.agree", ROBIN)
@takes("recruiter.redactions.keep", ROBIN)
def _doubted_comment(make: Make) -> Sent:
    sent = _doubt_comment(make)
    with transaction(make.session):
        spot = redactions.Spot("change", 0)
        redactions.ask(make.session, make.ada(), sent.parts["ref"], spot=spot)
    return sent


@takes("recruiter.feedback.export", ROBIN, done=200)
def _export_figures(make: Make) -> Sent:
    make.application()
    return Sent({"kind": "csv"})


@takes("recruiter.candidates.add", ROBIN, keeps=("full_name", "called", "phone"))
def _add_candidate(make: Make) -> Sent:
    job, number = make.job(), len(make.session.scalars(select(Application.id)).all())
    data: Data = {
        "full_name": "Kim Larsen",
        "called": "Kim",
        "email": f"kim{number}@example.org",
        "phone": "+45 1234",
        "time_zone": "Europe/Copenhagen",
        "stage": make.stage(job, "Review").ref,
        "applied_on": clock.now().date().isoformat(),
        "introduce": "y",
    }
    return Sent(data=data)


@takes("recruiter.jobs.add", ROBIN, keeps=("title", "location"))
def _add_job(make: Make) -> Sent:
    data: Data = {
        "title": "Data Engineer",
        "location": "Lisbon",
        "public_url": "https://northwind.example/jobs/1",
        "department": "",
        "lead": make.robin().ref,
        "everyone_by": working_day(make, 20).isoformat(),
        "first_word_days": "8",
        "template": "with_a_task",
    }
    return Sent(data=data)


@takes("recruiter.jobs.edit", ROBIN, keeps=("title", "location"))
def _edit_job(make: Make) -> Sent:
    data = _add_job(make).data | {"version": "1"}
    return Sent({"ref": make.job().ref}, data)


@takes("recruiter.jobs.remove", ROBIN)
def _remove_job(make: Make) -> Sent:
    return Sent({"ref": make.job().ref}, {"sure": "y", "version": "1"})


@takes("recruiter.stages.add", ROBIN, keeps=("name", "sentence"))
def _add_stage(make: Make) -> Sent:
    data: Data = {
        "name": "Phone screen",
        "status": "in_review",
        "sentence": "We read with care",
        "days": "4",
    }
    return Sent({"ref": make.job().ref}, data)


@takes("recruiter.stages.change", ROBIN, keeps=("name", "sentence"))
def _change_stage(make: Make) -> Sent:
    sent = _remove_stage(make)
    return Sent(sent.parts, _add_stage(make).data | sent.data)


@takes("recruiter.stages.move", ROBIN)
def _move_stage(make: Make) -> Sent:
    sent = _remove_stage(make)
    return Sent(sent.parts, sent.data | {"way": "up"})


@takes("recruiter.stages.remove", ROBIN)
def _remove_stage(make: Make) -> Sent:
    job = make.job()
    parts = {"ref": job.ref, "stage_ref": make.stage(job, "Review").ref}
    return Sent(parts, {"version": "1"})


@takes("recruiter.stages.keep", ROBIN, keeps=("name",))
def _keep_stages(make: Make) -> Sent:
    job = make.job()
    number = len(make.session.scalars(select(StageTemplate.id)).all())
    return Sent({"ref": job.ref}, {"name": f"Engineers {number}"})


@takes("recruiter.templates.remove", ROBIN)
def _remove_template(make: Make) -> Sent:
    job, robin = make.job(), make.robin()
    number = len(make.session.scalars(select(StageTemplate.id)).all())
    with transaction(make.session):
        template = templates.keep(make.session, job, robin, name=f"Analysts {number}")
    return Sent({"ref": template.ref})


@takes("recruiter.posts.new", ROBIN, keeps=("title", "words"))
def _new_post(make: Make) -> Sent:
    data: Data = {
        "title": "What we shipped",
        "words": f"Four releases.\n\n{TYPED}",
        "url": "https://example.org/what-we-shipped",
        "audience": "offered",
        "job": make.job().ref,
        "publish_at": f"{working_day(make, 1).isoformat()}T09:00",
    }
    return Sent(data=data)


@takes("recruiter.posts.edit", ROBIN, keeps=("title", "words"))
def _edit_post(make: Make) -> Sent:
    post = make.post(confirmed=False)
    data = _new_post(make).data | {"version": str(post.version)}
    return Sent({"ref": post.ref}, data)


@takes("recruiter.posts.confirm", ROBIN)
def _confirm_post(make: Make) -> Sent:
    post = make.post(confirmed=False)
    return Sent({"ref": post.ref}, {"safe": "y", "version": str(post.version)})


@takes("recruiter.posts.take_back", ROBIN)
def _take_post_back(make: Make) -> Sent:
    return Sent({"ref": make.post().ref})


@takes("recruiter.post_pictures.add", ROBIN, keeps=("alt",))
def _add_picture(make: Make) -> Sent:
    post = make.post(confirmed=False)
    return Sent({"ref": post.ref}, {"file": File(drawing(), "desk.png"), "alt": "A desk"})


@takes("recruiter.post_pictures.remove", ROBIN)
def _remove_picture(make: Make) -> Sent:
    post = make.post(confirmed=False)
    return Sent({"ref": post.ref, "picture_ref": make.picture(post).ref})


# Messages.


@takes("recruiter.messages.again", ROBIN)
def _send_again(make: Make) -> Sent:
    return _message(make, MessageState.FAILED)


@takes("recruiter.messages.call_off", ROBIN)
def _call_off(make: Make) -> Sent:
    return replace(_message(make, MessageState.QUEUED), data={"sure": "y"})


@takes("recruiter.messages.left", ROBIN)
def _left(make: Make) -> Sent:
    return _message(make, MessageState.UNSURE)


def _message(make: Make, state: MessageState) -> Sent:
    """The introduction of somebody, in that state."""
    application = make.application()
    about = select(Message).where(Message.application_id == application.id)
    message = make.session.scalars(about).one()
    ref = message.ref
    make.look_again()
    message.state = state
    make.session.commit()
    return Sent({"ref": ref}, whose=application)


# Imports.

_SHEET = rows("A-1,Kim Larsen,kim@example.org,Backend Engineer,Interviews,active,2026-11-02")


def _importer(make: Make) -> Importer:
    make.robin()
    return Importer.on(make.session.get_bind(), make.session.info["config"])  # type: ignore[arg-type]


@takes("recruiter.imports.index", ROBIN)
def _hand_in(_make: Make) -> Sent:
    return Sent(data={"file": File(_SHEET), "source": "our old tool", "encoding": "utf-8"})


@takes("recruiter.imports.choose", ROBIN)
def _choose_columns(make: Make) -> Sent:
    file = _SHEET.replace("status", "state of it").replace("Interviews", "Phone screen")
    fields = ("application_id", "full_name", "email", "job_title", "stage", "", "applied_at")
    data = {f"column_{place}": name for place, name in enumerate(fields)}
    ref = _importer(make).keep(file)
    return Sent({"ref": ref}, data | {"stage_0": "interviewing", "date_format": "DD/MM/YYYY"})


@takes("recruiter.imports.start", ROBIN)
def _start(make: Make) -> Sent:
    return Sent({"ref": _importer(make).keep(_SHEET)})


@takes("recruiter.imports.go_on", ROBIN)
def _go_on(make: Make) -> Sent:
    importer = _importer(make)
    ref = importer.keep(_SHEET)
    importer.begin(ref)
    return Sent({"ref": ref})


@takes("recruiter.imports.rehearse", ROBIN, done=200)
@takes("recruiter.imports.introduce", ROBIN)
def _introduce_all(make: Make) -> Sent:
    number = len(make.session.scalars(select(Application.id)).all())
    file = _SHEET.replace("A-1", f"A-{number}").replace("kim@", f"kim{number}@")
    return Sent({"ref": _importer(make).bring_in(file)}, {"sure": "y"})


# The team itself.


@takes("recruiter.team.invite", ADA, keeps=("name",))
def _invite(make: Make) -> Sent:
    number = len(make.session.scalars(select(Teammate.id)).all())
    data: Data = {
        "name": "Priya Nair",
        "email": f"priya{number}@northwind.example",
        "role": "hiring_manager",
    }
    return Sent(data=data)


@takes("recruiter.team.role", ADA)
def _role(make: Make) -> Sent:
    return Sent({"ref": _noor(make).ref}, {"role": "recruiter"})


@takes("recruiter.team.jobs", ADA)
def _jobs(make: Make) -> Sent:
    jobs = [str(make.job().id), str(make.job("Data Analyst").id)]
    return Sent({"ref": _noor(make).ref}, {"jobs": jobs})


@takes("recruiter.team.disable", ADA)
def _disable(make: Make) -> Sent:
    return Sent({"ref": _noor(make).ref}, {"sure": "y"})


@takes("recruiter.team.hand_over", ADA)
def _hand_over(make: Make) -> Sent:
    noor = _noor(make)
    make.application(owner=noor)
    return Sent({"ref": noor.ref}, {"to": make.robin().ref, "sure": "y"})


@takes("recruiter.absences.of", ADA)
def _away(make: Make) -> Sent:
    return Sent({"ref": _noor(make).ref}, _days_away(make))


@takes("recruiter.absences.mine", ROBIN)
def _going_away(make: Make) -> Sent:
    absences = len(make.session.scalars(select(Absence.id)).all())
    return Sent(data=_days_away(make, ahead=10 * absences))


@takes("recruiter.absences.end", ROBIN)
def _back(make: Make) -> Sent:
    make.session.rollback()
    return Sent({"ref": make.absence(make.robin(), _noor(make)).ref})


def _days_away(make: Make, ahead: int = 0) -> Data:
    return {
        "first_day": working_day(make, ahead + 2).isoformat(),
        "last_day": working_day(make, ahead + 9).isoformat(),
        "cover": make.teammate("Olga Other").ref,
    }


@takes("recruiter.team.enable", ADA)
def _enable(make: Make) -> Sent:
    return Sent({"ref": _noor(make, disabled_at=clock.now()).ref})


@takes("recruiter.team.invite_again", ADA)
def _invite_again(make: Make) -> Sent:
    return Sent({"ref": _noor(make, password_hash=None).ref})


def _noor(make: Make, **more: object) -> Teammate:
    """Somebody of the team whom nobody else's test needs."""
    make.session.rollback()
    number = len(make.session.scalars(select(Teammate.id)).all())
    noor = make.teammate("Noor Haddad", email=f"noor{number}@northwind.example")
    for name, value in more.items():
        setattr(noor, name, value)
    make.session.commit()
    return noor
