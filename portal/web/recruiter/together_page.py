"""The page on which several are told the same: who they are, who is left out and why."""

from flask import render_template, request

from portal.company.queries import calendar, company
from portal.hiring.actions.together import Left, Said
from portal.hiring.promises import Basis, today_for
from portal.hiring.queries.together import Picked, people
from portal.hiring.stages import Status
from portal.hiring.together import AT_MOST, Pick
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext
from portal.web.recruiter.access import actor
from portal.web.recruiter.candidates import filters_in_address
from portal.web.recruiter.promise_dates import date_choices
from portal.web.recruiter.together_forms import SameForm, SameLongerForm
from portal.web.recruiter.together_picks import AS_NOW
from portal.web.session import db
from portal.web.typed import typed

LIST = "candidates"
NAMED = 100
"""How many are named on the page; of the others it says how many there are."""


def page_before(form: SameForm, picks: list[Pick]) -> str:
    """Nothing was written yet. Who can't be told the same is left out from the first."""
    seen = {pick.ref: pick.version for pick in picks}
    found = people(db(), actor(), seen)
    left = [one for person in found if (one := _left(person, seen[person.ref])) is not None]
    out = {one.ref for one in left}
    going = [person for person in found if person.ref not in out]
    form.pick(Pick(person.ref, person.version) for person in going)
    offer_choices(form)
    form.begin_here()
    return _page(form, going, left)


def page_after(form: SameForm, said: Said) -> str:
    """It was refused, or some were left out: what was typed stays, for whoever is still to tell."""
    if said.left:
        form.refuse(
            ngettext(
                "%(num)d person was not told.", "%(num)d people were not told.", len(said.left)
            )
        )
    going = people(db(), actor(), [pick.ref for pick in form.picked()])
    return _page(form, going, said.left, told=said.told)


def offer_choices(form: SameForm) -> None:
    """What can be chosen: days by the company's calendar, and ready sentences."""
    found = people(db(), actor(), [pick.ref for pick in form.picked()])
    basis, days = _basis(found, is_longer=isinstance(form, SameLongerForm)), calendar(db())
    form.offer(date_choices(None, _usual_status(found), basis, calendar=days))
    form.count_from(basis.today, days)
    if isinstance(form, SameLongerForm):
        form.offer_reasons()


def came_from() -> dict[str, str]:
    """Where they were picked, as the parts of an address: the list, or a day."""
    if request.args.get("from") == LIST:
        return {"from": LIST, **filters_in_address()}
    return {name: request.args[name] for name in ("whose", "job") if request.args.get(name)}


def _page(form: SameForm, going: list[Picked], left: list[Left], *, told: int = 0) -> str:
    return render_template(
        "recruiter/together/write.html",
        form=form,
        is_longer=isinstance(form, SameLongerForm),
        going=going[:NAMED],
        count=len(going),
        left=left[:NAMED],
        left_count=len(left),
        told=told,
        at_most=AT_MOST,
        came_from=came_from(),
        typed=typed(),
    )


def _left(person: Picked, seen: int) -> Left | None:
    if person.why_not is not None:
        return Left(person.ref, person.name, person.why_not)
    if seen not in {AS_NOW, person.version}:
        return Left(person.ref, person.name, _("Changed since you opened the page: look first."))
    return None


def _basis(found: list[Picked], *, is_longer: bool) -> Basis:
    """With what their job says of days, where it says the same of all. Whoever needs longer needs
    longer than its "everyone by".
    """
    said = {(person.own_days, None if is_longer else person.everyone_by) for person in found}
    own_days, everyone_by = said.pop() if len(said) == 1 else (None, None)
    return Basis(today_for(clock.now(), company(db()).time_zone), own_days, everyone_by)


def _usual_status(found: list[Picked]) -> Status:
    """Where they all are; in interviews, where they are not all in one place."""
    statuses = {person.status for person in found}
    return statuses.pop() if len(statuses) == 1 else Status.INTERVIEWING
