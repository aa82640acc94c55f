"""What fields, stages and outcomes of an import are called on the page."""

from portal.hiring.stages import sentence
from portal.integrations.options import OldOpen
from portal.integrations.stage_words import Target, status_of
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l

FIELDS = {
    "application_id": _l("Id of the application"),
    "candidate_id": _l("Id of the person"),
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "full_name": _l("Whole name"),
    "email": _l("Mail address"),
    "phone": _l("Phone"),
    "job_id": _l("Id of the job"),
    "job_title": _l("Job"),
    "stage": _l("Stage"),
    "status": _l("Active, hired, rejected, withdrawn"),
    "rejection_reason": _l("Reason of a rejection, for the team"),
    "applied_at": _l("Applied on"),
    "stage_changed_at": _l("Last moved on"),
    "rejected_at": _l("Rejected on"),
    "hired_at": _l("Hired on"),
    "recruiter_email": _l("Recruiter"),
    "recruiter_name": _l("Recruiter’s name"),
    "department": _l("Department"),
    "location": _l("Place of the job"),
    "source": _l("Source"),
    "offer_sent_on": _l("Offer sent on"),
    "offer_expires_on": _l("Offer open until"),
    "start_date": _l("First day"),
    "interview_start": _l("Interview begins"),
    "interview_end": _l("Interview ends"),
    "interview_timezone": _l("Interview’s time zone"),
    "interview_location": _l("Interview’s place"),
    "interview_url": _l("Interview’s link"),
    "interview_id": _l("Interview’s id"),
    "locale": _l("Language"),
    "memo": _l("Note, kept for the team"),
}

OLD = {
    OldOpen.KEEP: _l("Keep them open"),
    OldOpen.TELL: _l("Tell them now: they come in as decided, not told"),
    OldOpen.TOLD: _l("They were told already: they come in closed"),
}


def target_words(target: Target) -> str:
    """What a stage with that meaning says or does."""
    status = status_of(target)
    if status is not None:
        return _("They read “%(heading)s”", heading=sentence(status))
    return {
        Target.LEAVE_OUT: _("Not a candidate yet: leave out"),
        Target.REJECTED: _("Not selected"),
        Target.WITHDRAWN: _("Withdrew"),
        Target.HIRED: _("Hired"),
    }[target]
