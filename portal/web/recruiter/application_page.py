"""The page of an application, whichever form on it was sent."""

from flask import render_template

from portal.company.queries import company
from portal.engagement.joining import joining_of
from portal.engagement.questions import conversation
from portal.engagement.touches import touches_of
from portal.hiring.actions.second_choices import standing
from portal.hiring.models import Application
from portal.hiring.promises import is_late, today_for
from portal.hiring.queries.applications import ApplicationPage, application_page
from portal.hiring.queries.duplicates import perhaps_the_same
from portal.hiring.queries.history import HistoryLine
from portal.mail.contacts import contacts
from portal.offers.drafts import draft_of
from portal.offers.queries import latest_told_offer
from portal.plumbing import clock
from portal.surveys.named import named_of
from portal.web.forms import HouseForm
from portal.web.recruiter import application_forms as forms
from portal.web.recruiter.access import actor, may
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.tells import VersionedForm
from portal.web.recruiter.timeline import lines_of, since
from portal.web.session import db
from portal.web.typed import typed


def page_of(application: Application, **given: HouseForm) -> str:
    """The page; a form that was refused stands in it as it was typed, below what is new."""
    page = application_page(db(), actor(), application)
    lines = lines_of(application)
    zone = application.candidate.time_zone or company(db()).time_zone
    due, now = application.next_word_by, clock.now()
    shown = _blank(application, page) | given
    for key, form in shown.items():
        name_fields(key, form)
    return render_template(
        "recruiter/applications/show.html",
        application=application,
        page=page,
        lines=lines,
        news=_news(application, lines, given),
        forms=shown,
        lost=_lost(application, given),
        typed=typed(),
        offer=latest_told_offer(db(), application.id),
        draft=draft_of(db(), application),
        lately=contacts(db(), application.candidate) if may("tell", application.job_id) else None,
        questions=conversation(db(), application),
        named=named_of(db(), application) if may("tell", application.job_id) else [],
        joining=joining_of(db(), application),
        touches=touches_of(db(), application),
        is_second_choice=standing(db(), application) is not None,
        twins=perhaps_the_same(db(), application.candidate)
        if may("tell", application.job_id)
        else [],
        zone=zone,
        now=now,
        is_late=bool(due and application.introduced_at and is_late(due, zone, now)),
        is_due_today=due == today_for(now, zone),
    )


def _lost(application: Application, given: dict[str, HouseForm]) -> HouseForm | None:
    """A refused form that has no place on the page, since it was closed meanwhile."""
    kept = {"memo", "call", "pressed", "answer"}
    refused = (form for key, form in given.items() if key not in kept and form.form_errors)
    return None if application.is_open() else next(refused, None)


def _news(
    application: Application, lines: list[HistoryLine], given: dict[str, HouseForm]
) -> list[HistoryLine]:
    """What happened since a refused form was opened; its sender has seen it from now on."""
    news: list[HistoryLine] = []
    for form in given.values():
        if isinstance(form, VersionedForm) and form.form_errors:
            news += since(lines, form.opened_at())
            form.made_from(application)
    return news


def _blank(application: Application, page: ApplicationPage) -> dict[str, HouseForm]:
    call = forms.call_form(application, page, is_blank=True)
    call.made_from(application)
    if not application.is_open():
        return {"memo": forms.MemoForm(formdata=None), "call": call}
    versioned: dict[str, VersionedForm] = {
        "call": call,
        "tell": forms.update_form(application, page, is_blank=True),
        "longer": forms.longer_form(application, page, is_blank=True),
        "move": forms.move_form(application, page, is_blank=True),
        "decide": forms.DecideForm(formdata=None),
        "owner": forms.owner_form(application, is_blank=True),
    }
    for form in versioned.values():
        form.made_from(application)
    return {**versioned, "memo": forms.MemoForm(formdata=None)}
