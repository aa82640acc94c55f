"""Rows about people who are here: what changed in the file changes here; nobody is told by it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import company
from portal.hiring.actions import applications, stages, verdicts
from portal.hiring.models import Application, Memo
from portal.integrations import creating
from portal.integrations.jobs import Jobs
from portal.integrations.models import ImportedApplication, ImportLine
from portal.integrations.rows import Row
from portal.integrations.setting import Setting
from portal.plumbing.addresses import address_key
from portal.team.models import Teammate

_REMEMBERED = select(ImportedApplication).where(ImportedApplication.key == bindparam("key"))
_OF_THE_PERSON = {
    "full_name": "full_name",
    "phone": "phone",
    "locale": "locale",
    "candidate_id": "external_id",
}
_OF_THE_APPLICATION = {"source": "source", "application_id": "external_id"}


@dataclass(frozen=True)
class _Case:
    """One line with its row and the application it is about; `new` are the values that changed."""

    application: Application
    row: Row
    doc: dict[str, Any]
    new: dict[str, Any]


def change(session: Session, line: ImportLine, setting: Setting) -> None:
    """Change what that line's plan says, as far as it is still to be changed."""
    application = session.get(Application, line.doc["application"])
    if application is None:
        return
    doc = dict(line.doc)
    new = {one["field"]: one["to"] for one in doc["changes"]}
    case = _Case(application, creating.row_of(line), doc, new)
    applications.hold(session, application)
    _correct_person(session, case, setting)
    _correct_application(session, case, setting)
    _add_beside(session, case, setting)
    _move(session, case, setting)
    _remember(session, case, setting)


def _correct_person(session: Session, case: _Case, setting: Setting) -> None:
    person, new = case.application.candidate, case.new
    fields = [name for name in new if name in _OF_THE_PERSON]
    for name in fields:
        cleared = company(session).locale if name == "locale" else ""
        setattr(person, _OF_THE_PERSON[name], new[name] or cleared)
    if "full_name" in new:
        person.called = case.row.called
    if "email" in new and not person.email:
        person.email, person.email_key = new["email"], address_key(new["email"])
        fields.append("email")
    if fields:
        trail.record(session, setting.actor, "candidate.corrected", subject=person.ref)


def _correct_application(session: Session, case: _Case, setting: Setting) -> None:
    application = case.application
    fields = [name for name in case.new if name in _OF_THE_APPLICATION]
    for name in fields:
        setattr(application, _OF_THE_APPLICATION[name], case.new[name] or "")
    if "owner" in case.new:
        owner = case.doc["owner"]
        application.owner = session.get(Teammate, owner) if owner else None
        trail.record(session, setting.actor, "application.owned", subject=application.ref)
        fields.append("owner")
    application.version += bool(fields)


def _add_beside(session: Session, case: _Case, setting: Setting) -> None:
    application = case.application
    if "memo" in case.new:
        by_id = setting.by.id if setting.by else None
        memo = Memo(application_id=application.id, words=case.new["memo"], at=setting.now)
        memo.by_id = by_id
        session.add(memo)
        trail.record(session, setting.actor, "memo.added", subject=application.ref)
    if "interview" in case.new and application.introduced_at is None:
        creating.set_step(session, application, case.row, setting=setting)
    session.flush()


def _move(session: Session, case: _Case, setting: Setting) -> None:
    """A proposal that was accepted, and the verdict of a row that is rejected now."""
    application = case.application
    if not application.is_open():
        return
    if "stage" in case.new:
        stage = Jobs(session, setting, []).stage(application.job, case.row, case.doc)
        stages.move(session, application, setting.by, stage=stage)
    if "status" in case.new and application.verdict() is None:
        reason = case.row.get("rejection_reason")
        verdicts.decide(session, application, setting.by, reason=reason)


def _remember(session: Session, case: _Case, setting: Setting) -> None:
    kept = session.scalar(_REMEMBERED, {"key": case.doc["key"]})
    if kept is None:
        kept = ImportedApplication(key=case.doc["key"], run_id=setting.run_id)
        kept.application_id = case.application.id
        session.add(kept)
    kept.seen = case.doc["seen"]
    session.flush()
