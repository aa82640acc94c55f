"""The page of a batch, whichever form on it was sent."""

from flask import render_template

from portal.hiring.actions import batches as actions
from portal.hiring.batches import Sorted, at_random, words_for
from portal.hiring.holding import CONFIRMED_ABOVE
from portal.hiring.models import EndingBatch, Job
from portal.hiring.queries.batch_people import Person, people_going
from portal.hiring.queries.batches import progress
from portal.hiring.stages import Outcome
from portal.mail.preview import ending_letter
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me
from portal.web.recruiter.batch_forms import ConfirmForm, WordsForm, begin_form
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.labels import WHY_NOT
from portal.web.session import db
from portal.web.typed import typed


def page_of(job: Job, batch: EndingBatch, **given: HouseForm) -> str:
    """The page; a form that was refused stands in it as it was typed."""
    refused = next((form for form in given.values() if form.form_errors), None)
    if batch.is_draft():
        return _draft(job, batch, given)
    if batch.is_asking():
        return _asking(job, batch, given)
    return render_template(
        "recruiter/batches/show.html",
        job=job,
        batch=batch,
        progress=progress(db(), batch),
        why_not=WHY_NOT,
        refused_form=refused,
        typed=typed(),
    )


def _draft(job: Job, batch: EndingBatch, given: dict[str, HouseForm]) -> str:
    found: Sorted[Person] = actions.sorted_out(db(), batch)
    ready = len(found.ready)
    words = WordsForm(formdata=None, words=batch.words)
    forms = {"words": words, "begin": begin_form(ready, is_blank=True)} | given
    for key, form in forms.items():
        name_fields(key, form)
    return render_template(
        "recruiter/batches/show.html",
        job=job,
        batch=batch,
        found=found,
        letters=_letters(batch, found.ready),
        forms=forms,
        why_not=WHY_NOT,
        needs_second=actions.needs_second(db(), ready, me()),
        is_large=ready > CONFIRMED_ABOVE,
    )


def _asking(job: Job, batch: EndingBatch, given: dict[str, HouseForm]) -> str:
    return render_template(
        "recruiter/batches/show.html",
        job=job,
        batch=batch,
        letters=_letters(batch, people_going(db(), batch)),
        forms={"confirm": ConfirmForm(formdata=None)} | given,
        is_mine=batch.by_id == me().id,
        typed=typed(),
    )


def _letters(batch: EndingBatch, people: list[Person]) -> list[str]:
    """A few letters in full, the same ones each time."""
    by = me() if batch.is_draft() else batch.by
    return [
        ending_letter(
            db(),
            person.application_id,
            by,
            words=words_for(batch.words, person.own),
            outcome=Outcome.NOT_SELECTED if person.is_decided else Outcome.JOB_CLOSED,
        )
        for person in at_random(people, batch.ref)
    ]
