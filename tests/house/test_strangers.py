"""Nobody sees or does what isn't theirs: every address, tried by everybody it isn't for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.hiring.models import Application, Job
from portal.offers.models import Offer
from portal.team.rights import NEEDS_NO_JOB, Act, Actor, Role, may, sees_all_jobs
from tests.asked import asked
from tests.forms import FORMS, Browsers, Sent, sendable
from tests.make import Make
from tests.watch import Watch, watching

ANYBODY = "anybody"
"""A list that shows each only what they may see, or what everybody may."""

OWN = "own"
"""The recruiter's own: there for nobody else but an admin."""

RIGHTS: dict[str, Act | str] = {
    "recruiter.today.show": ANYBODY,
    "recruiter.together.write": Act.TELL,
    "recruiter.together.update": Act.TELL,
    "recruiter.together.longer": Act.TELL,
    "recruiter.candidates.index": ANYBODY,
    "recruiter.candidates.add": Act.ADD,
    "recruiter.candidates.export": Act.EXPORT,
    "recruiter.applications.show": Act.SEE,
    "recruiter.applications.as_candidate": Act.SEE,
    "recruiter.applications.update": Act.TELL,
    "recruiter.applications.longer": Act.TELL,
    "recruiter.applications.move": Act.TELL,
    "recruiter.applications.introduce": Act.TELL,
    "recruiter.applications.send_link": Act.TELL,
    "recruiter.applications.links_off": Act.TELL,
    "recruiter.applications.add_memo": Act.MEMO,
    "recruiter.first_days.plan": Act.TELL,
    "recruiter.first_days.answer": Act.TELL,
    "recruiter.checklists.show": Act.TELL,
    "recruiter.checklists.add": Act.TELL,
    "recruiter.checklists.take": Act.TELL,
    "recruiter.checklists.keep": Act.TELL,
    "recruiter.checklists.change": Act.TELL,
    "recruiter.checklists.remove": Act.TELL,
    "recruiter.checklists.tick": Act.TELL,
    "recruiter.checklist_templates.index": Act.MANAGE_JOB,
    "recruiter.checklist_templates.forget": Act.MANAGE_JOB,
    "recruiter.people_to_know.show": Act.MANAGE_JOB,
    "recruiter.people_to_know.remove": Act.MANAGE_JOB,
    "recruiter.owners.change": Act.TELL,
    "recruiter.people.correct": Act.TELL,
    "recruiter.people.merge": Act.TELL,
    "recruiter.endings.decide": Act.DECIDE,
    "recruiter.endings.take_back": Act.DECIDE,
    "recruiter.endings.write": Act.TELL,
    "recruiter.endings.preview": Act.TELL,
    "recruiter.endings.tell": Act.TELL,
    "recruiter.endings.undo": Act.TELL,
    "recruiter.batches.new": Act.TELL,
    "recruiter.batches.show": Act.TELL,
    "recruiter.batches.change": Act.TELL,
    "recruiter.batches.lines": Act.TELL,
    "recruiter.batches.begin": Act.TELL,
    "recruiter.batches.confirm": Act.TELL,
    "recruiter.batches.take_back": Act.TELL,
    "recruiter.notes.of_job": Act.TELL,
    "recruiter.notes.mine": ANYBODY,
    "recruiter.closing.close": Act.MANAGE_JOB,
    "recruiter.closing.keep_open": Act.MANAGE_JOB,
    "recruiter.closing.reopen": Act.MANAGE_JOB,
    "recruiter.second_choices.mark": Act.DECIDE,
    "recruiter.second_choices.take_off": Act.DECIDE,
    "recruiter.endings.reopen": Act.TELL,
    "recruiter.calls.log": Act.TELL,
    "recruiter.calls.missed": Act.TELL,
    "recruiter.offers.keep": Act.TELL,
    "recruiter.offers.drop": Act.TELL,
    "recruiter.offers.start": Act.TELL,
    "recruiter.thanks.write": Act.TELL,
    "recruiter.thanks.dismiss": Act.TELL,
    "recruiter.papers.attach": Act.TELL,
    "recruiter.papers.remove": Act.TELL,
    "recruiter.papers.look": Act.TELL,
    "recruiter.verbal.say": Act.TELL,
    "recruiter.verbal.confirm": Act.TELL,
    "recruiter.questions.answer": Act.TELL,
    "recruiter.questions.settle": Act.TELL,
    "recruiter.named.done": Act.TELL,
    "recruiter.touches.show": Act.GREET,
    "recruiter.touches.hello": Act.GREET,
    "recruiter.touches.call": Act.GREET,
    "recruiter.touches.dismiss": Act.GREET,
    "recruiter.touch_plans.company": Act.SET_COMPANY,
    "recruiter.touch_plans.department": Act.SET_COMPANY,
    "recruiter.touch_plans.job": Act.MANAGE_JOB,
    "recruiter.note_lines.ask": Act.TELL,
    "recruiter.note_lines.give": Act.MEMO,
    "recruiter.offers.send": Act.TELL,
    "recruiter.offered.index": ANYBODY,
    "recruiter.steps.add": Act.TELL,
    "recruiter.steps.change": Act.TELL,
    "recruiter.steps.cancel": Act.TELL,
    "recruiter.steps.not_done": Act.TELL,
    "recruiter.feedback.show": Act.FEEDBACK,
    "recruiter.feedback.promises": Act.FEEDBACK,
    "recruiter.feedback.export": Act.FEEDBACK,
    "recruiter.changes.show": Act.POST,
    "recruiter.changes.say": Act.POST,
    "recruiter.changes.take_back": Act.POST,
    "recruiter.redactions.ask": Act.POST,
    "recruiter.redactions.agree": Act.POST,
    "recruiter.redactions.keep": Act.POST,
    "recruiter.messages.index": ANYBODY,
    "recruiter.messages.show": Act.SEE,
    "recruiter.messages.again": Act.TELL,
    "recruiter.messages.call_off": Act.TELL,
    "recruiter.messages.left": Act.TELL,
    "recruiter.posts.index": Act.POST,
    "recruiter.posts.new": Act.POST,
    "recruiter.post_pictures.add": Act.POST,
    "recruiter.post_pictures.show": Act.POST,
    "recruiter.post_pictures.remove": Act.POST,
    "recruiter.posts.show": Act.POST,
    "recruiter.posts.edit": Act.POST,
    "recruiter.posts.confirm": Act.POST,
    "recruiter.posts.take_back": Act.POST,
    "recruiter.imports.index": Act.ADD,
    "recruiter.imports.show": Act.ADD,
    "recruiter.imports.choose": Act.ADD,
    "recruiter.imports.start": Act.ADD,
    "recruiter.imports.go_on": Act.ADD,
    "recruiter.imports.rehearse": Act.ADD,
    "recruiter.imports.introduce": Act.ADD,
    "recruiter.imports.refused": Act.ADD,
    "recruiter.imports.report_json": Act.ADD,
    "recruiter.jobs.index": ANYBODY,
    "recruiter.jobs.show": Act.SEE,
    "recruiter.jobs.add": Act.MANAGE_JOB,
    "recruiter.absences.mine": ANYBODY,
    "recruiter.absences.of": Act.MANAGE_TEAM,
    "recruiter.absences.end": OWN,
    "recruiter.jobs.edit": Act.MANAGE_JOB,
    "recruiter.jobs.remove": Act.MANAGE_JOB,
    "recruiter.stages.add": Act.MANAGE_JOB,
    "recruiter.stages.change": Act.MANAGE_JOB,
    "recruiter.stages.move": Act.MANAGE_JOB,
    "recruiter.stages.remove": Act.MANAGE_JOB,
    "recruiter.stages.keep": Act.MANAGE_JOB,
    "recruiter.templates.index": Act.MANAGE_JOB,
    "recruiter.templates.remove": Act.MANAGE_JOB,
    "recruiter.settings.company": Act.SET_COMPANY,
    "recruiter.surveys.index": Act.SET_COMPANY,
    "recruiter.surveys.edit": Act.SET_COMPANY,
    "recruiter.surveys.preview": Act.SET_COMPANY,
    "recruiter.surveys.rounds": Act.SET_COMPANY,
    "recruiter.surveys.off": Act.SET_COMPANY,
    "recruiter.surveys.on": Act.SET_COMPANY,
    "recruiter.letters.index": Act.SET_COMPANY,
    "recruiter.letters.edit": Act.SET_COMPANY,
    "recruiter.letters.preview": Act.SET_COMPANY,
    "recruiter.letters.test": Act.SET_COMPANY,
    "recruiter.letters.shipped": Act.SET_COMPANY,
    "recruiter.letters.off": Act.SET_COMPANY,
    "recruiter.letters.on": Act.SET_COMPANY,
    "recruiter.invitations.coming": Act.TELL,
    "recruiter.departments.index": Act.SET_COMPANY,
    "recruiter.departments.add": Act.SET_COMPANY,
    "recruiter.departments.rename": Act.SET_COMPANY,
    "recruiter.departments.remove": Act.SET_COMPANY,
    "recruiter.setup.show": Act.ADD,
    "recruiter.setup.test_mail": Act.ADD,
    "recruiter.setup.first_mail": Act.ADD,
    "recruiter.setup.look_up_records": Act.ADD,
    "recruiter.setup.bring_in_made_up": Act.ADD,
    "recruiter.setup.remove_made_up": Act.ADD,
    "recruiter.setup.resume_mail": Act.MANAGE_TEAM,
    "recruiter.team.index": Act.MANAGE_TEAM,
    "recruiter.team.invite": Act.MANAGE_TEAM,
    "recruiter.team.person": Act.MANAGE_TEAM,
    "recruiter.team.role": Act.MANAGE_TEAM,
    "recruiter.team.jobs": Act.MANAGE_TEAM,
    "recruiter.team.disable": Act.MANAGE_TEAM,
    "recruiter.team.enable": Act.MANAGE_TEAM,
    "recruiter.team.hand_over": Act.MANAGE_TEAM,
    "recruiter.team.invite_again": Act.MANAGE_TEAM,
}
"""What each address of the team asks for. One without a line here fails."""

STANDS_ON = {
    "recruiter.papers.look": "recruiter.papers.remove",
    "recruiter.applications.show": "recruiter.applications.add_memo",
    "recruiter.applications.as_candidate": "recruiter.applications.add_memo",
    "recruiter.batches.show": "recruiter.batches.change",
    "recruiter.notes.of_job": "recruiter.batches.new",
    "recruiter.messages.show": "recruiter.messages.again",
    "recruiter.checklists.show": "recruiter.checklists.add",
    "recruiter.post_pictures.show": "recruiter.post_pictures.remove",
    "recruiter.posts.show": "recruiter.posts.edit",
    "recruiter.changes.show": "recruiter.changes.say",
    "recruiter.imports.show": "recruiter.imports.choose",
    "recruiter.imports.refused": "recruiter.imports.choose",
    "recruiter.imports.report_json": "recruiter.imports.choose",
    "recruiter.jobs.show": "recruiter.stages.add",
    "recruiter.team.person": "recruiter.team.role",
    "recruiter.touches.show": "recruiter.touches.hello",
}
"""For what can only be read: the form that is about the same thing."""

PEOPLE = {
    "admin": ("Ada Lind", Role.ADMIN),
    "recruiter": ("Robin Keller", Role.RECRUITER),
    "on the job": ("Jonas Berg", Role.HIRING_MANAGER),
    "on another job": ("Mira Holm", Role.HIRING_MANAGER),
}
NOT_THERE = "2" * 16


@dataclass(frozen=True)
class Person:
    """Somebody of the team, as the rules see them, and their browser."""

    name: str
    actor: Actor
    browser: FlaskClient


@pytest.fixture
def watch(url: str) -> Iterator[Watch]:
    with watching(url) as made:
        yield made


def rules(app: Flask, face: str) -> list[tuple[Rule, str]]:
    """The addresses of that face, each with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(face)
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_every_address_of_the_team_says_what_right_it_takes(shared_app: Flask) -> None:
    there = {rule.endpoint for rule, _method in rules(shared_app, "recruiter.")}

    assert there == set(RIGHTS)


def test_each_may_what_the_table_of_rights_says(app: Flask, make: Make, watch: Watch) -> None:
    wrong = []
    for rule, method in rules(app, "recruiter."):
        for name in PEOPLE if watch.is_sqlite else ("on the job", "on another job"):
            sent, data = made_ready(make, rule.endpoint, method)
            job = job_of(make, rule.endpoint, sent)
            person = somebody(app, make, name, job)
            path = rule.build(sent.parts, append_unknown=False)[1]
            wanted = expected(person.actor, rule.endpoint, method, job)
            is_quiet = wanted in {403, 404}
            mark = watch.mark() if is_quiet else ()

            reply = person.browser.open(path, method=method, data=data)

            if reply.status_code != wanted:
                wrong.append(f"{name}: {method} {rule.endpoint} {reply.status_code} not {wanted}")
            elif is_quiet and watch.mark() != mark:
                wrong.append(f"{name}: {method} {rule.endpoint} wrote")

    assert wrong == []


def test_what_belongs_to_another_application_or_job_is_not_there(
    app: Flask, make: Make, watch: Watch
) -> None:
    browser, wrong = Browsers(app, make).teammate(make.robin()), []
    for rule, method in rules(app, "recruiter."):
        if len(rule.arguments) < 2 or "ref" not in rule.arguments:
            continue
        sent, data = made_ready(make, rule.endpoint, method)
        other = made_ready(make, rule.endpoint, method)[0]
        mark = watch.mark()

        reply = browser.open(
            rule.build({**other.parts, "ref": sent.parts["ref"]})[1], method=method, data=data
        )

        if (reply.status_code, watch.mark()) != (404, mark):
            wrong.append(f"{method} {rule.endpoint} {reply.status}")

    assert wrong == []


def test_lists_show_a_hiring_manager_their_jobs_alone(app: Flask, make: Make) -> None:
    mine = make.job("Data Analyst")
    make.late(candidate=make.candidate("Charlie Byrne"), job=mine)
    make.late(candidate=make.candidate("Sam Okafor"), job=make.job("Backend Engineer"))
    browser = somebody(app, make, "on the job", mine).browser

    pages = [
        browser.get(f"/team{path}").text
        for path in ("/?whose=everyone", "/candidates/", "/candidates/?q=okafor", "/jobs/")
    ]

    assert "Charlie Byrne" in pages[0]
    assert [page for page in pages if "Sam Okafor" in page or "Backend" in page] == []


def test_somebody_elses_is_as_if_it_were_not_there(app: Flask, make: Make, watch: Watch) -> None:
    sam = Browsers(app, make).sam(hers(make, "Sam Okafor", "Backend Engineer")["application"])
    charlies = hers(make, "Charlie Byrne", "Data Analyst")
    mark, wrong = watch.mark(), []
    for rule, method in rules(app, "candidate."):
        if rule.arguments:
            ref = charlies[_KINDS[rule.endpoint.split(".")[1]]].ref
            data = {"sure": "y", "answer_recommend": "1"} if method == "POST" else None
            theirs, nobodys = (
                sam.open(rule.build({"ref": one})[1], method=method, data=data)
                for one in (ref, NOT_THERE)
            )
            same = without(theirs.text, ref) == without(nobodys.text, NOT_THERE)
            headers = theirs.headers == nobodys.headers
            if (theirs.status_code, nobodys.status_code, same, headers) != (404, 404, True, True):
                wrong.append((method, rule.endpoint, theirs.status, nobodys.status, same))

    assert wrong == []
    assert watch.mark() == mark


_KINDS = {
    "status": "application",
    "withdrawals": "application",
    "replies": "application",
    "offers": "offer",
    "assurances": "application",
    "questions": "application",
    "checklist": "item",
    "first_days": "application",
    "steps": "step",
    "surveys": "invitation",
    "news": "post",
    "pictures": "picture",
}


def hers(make: Make, name: str, title: str) -> dict[str, object]:
    """All that one candidate may have an address of."""
    application = make.application(
        candidate=make.candidate(name), job=make.job(title), stage="Interviews"
    )
    found: dict[str, object] = {
        "application": application,
        "step": make.step(application),
        "invitation": asked(make, application),
        "post": make.post(job=application.job),
        "picture": make.pictured(job=application.job),
        "offer": make.accepted(make.offer(application)),
        "item": make.item(application),
    }
    assert isinstance(found["offer"], Offer)
    return found


_OF_A_JOB = ("recruiter.jobs.", "recruiter.stages.", "recruiter.people_to_know.")


def made_ready(make: Make, endpoint: str, method: str) -> tuple[Sent, dict[str, object] | None]:
    """What that address is about, and what a form there would send."""
    form = FORMS.get(endpoint) or FORMS.get(STANDS_ON.get(endpoint, ""))
    sent = form.ready(make) if form else Sent()
    return sent, sendable(sent.data) if method == "POST" else None


def job_of(make: Make, endpoint: str, sent: Sent) -> Job | None:
    """The job it is about, where it is about one."""
    make.look_again()
    if sent.whose is not None:
        return make.session.get_one(Application, sent.whose.id).job
    if endpoint.startswith(_OF_A_JOB) and sent.parts:
        return make.session.scalars(select(Job).where(Job.ref == sent.parts["ref"])).one()
    return None


def somebody(app: Flask, make: Make, name: str, job: Job | None) -> Person:
    """That somebody; hiring managers are on the job that is asked about, or on another one."""
    who = make.teammate(PEOPLE[name][0], role=PEOPLE[name][1])
    jobs: set[int] = set()
    if who.role is Role.HIRING_MANAGER:
        its = job if name == "on the job" and job is not None else make.job("Something else")
        make.member(its, who)
        jobs = {its.id}
    actor = Actor(who.id, who.role, frozenset(jobs))
    return Person(name, actor, Browsers(app, make).teammate(who))


def expected(actor: Actor, endpoint: str, method: str, job: Job | None) -> int:
    """What the table of rights says is answered."""
    done = FORMS[endpoint].done if method == "POST" else 200
    act = RIGHTS[endpoint]
    if act in {ANYBODY, OWN}:
        return done if act == ANYBODY or sees_all_jobs(actor.role) else 404
    assert isinstance(act, Act)
    if job is None:
        asked_of = min(actor.jobs, default=None) if act is Act.FEEDBACK else None
        assert act in NEEDS_NO_JOB | {Act.MANAGE_JOB, Act.TELL}, endpoint
        return done if may(actor, act, asked_of) else 403
    if not may(actor, Act.SEE, job.id):
        return 404
    return done if may(actor, act, job.id) else 403


def without(html: str, ref: str) -> str:
    """The page without the ref that was asked for, and without what each request makes anew."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html.replace(ref, ""))
