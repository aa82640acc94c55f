"""What somebody would read, before it is sent."""

from portal.hiring.models import Application
from portal.mail.preview import Preview, Rehearsed, rehearse_ending, rehearse_introduction
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me
from portal.web.recruiter.ending_forms import EndingForm


def ending_preview(form: EndingForm, application: Application) -> Preview | None:
    """The ending as it would be read; None where a rule said no, which then stands on the form."""
    try:
        form.carry_out(
            rehearse_ending,
            application,
            me(),
            way=form.way.data,
            words=form.words.data,
            mail_because=form.mail_because.data,
            becomes=form.becomes.data,
        )
    except Rehearsed as rehearsed:
        return rehearsed.preview
    return None


def introduction_preview(form: HouseForm, application: Application) -> Preview | None:
    """The first mail as it would be read; None where a rule said no."""
    try:
        form.carry_out(rehearse_introduction, application, me())
    except Rehearsed as rehearsed:
        return rehearsed.preview
    return None
