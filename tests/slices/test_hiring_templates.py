"""Sets of stages that the team keeps for the next job."""

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import pipelines, templates
from portal.hiring.models import StageTemplate
from portal.hiring.queries.templates import stages_of, template_names
from portal.hiring.stage_plans import USUAL, StagePlan
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.written import everything, refused, trail_of


def kept(make, name="Engineers", job=None):
    with transaction(make.session):
        return templates.keep(make.session, job or make.job(), make.robin(), name=name)


def test_stages_are_kept_as_they_are(make, session):
    job = make.job(stages=[*USUAL, StagePlan("Talk", Status.DECIDING, "We talk", 4)])

    template = kept(make, job=job)

    with transaction(session):
        pipelines.change_stage(session, job.stages[-1], None, plan=StagePlan("Chat"))
    assert stages_of(session, template.ref) == (
        *USUAL,
        StagePlan("Talk", Status.DECIDING, "We talk", 4),
    )
    assert trail_of(session, template.ref) == ["template.kept"]


def test_the_shipped_ones_stand_first(make, session):
    ours = [kept(make, name) for name in ("Engineers", "Analysts")]

    assert list(template_names(session).items()) == [
        ("usual", "Usual"),
        ("with_a_task", "With a task"),
        (ours[1].ref, "Analysts"),
        (ours[0].ref, "Engineers"),
    ]


def test_a_name_is_taken_once(make, session, subtests):
    job = make.job()
    kept(make, job=job)

    for name, because in (
        ("", "Give the template a name."),
        ("Engineers", "a template of that name"),
        ("usual", "a template of that name"),
    ):
        with subtests.test(name), refused(session, because):
            templates.keep(session, job, make.robin(), name=name)


def test_the_database_takes_a_name_once(make, session):
    kept(make)
    session.add(StageTemplate(name="Engineers", created_at=clock.now()))

    with pytest.raises(IntegrityError):
        session.commit()


def test_there_are_not_too_many(make, session, monkeypatch):
    monkeypatch.setattr(templates, "AT_MOST", 1)
    job = make.job()
    kept(make, job=job)

    with refused(session, "enough templates"):
        templates.keep(session, job, make.robin(), name="Analysts")


def test_a_template_is_forgotten_and_the_jobs_stay(make, session):
    template = kept(make)
    opened = make.job("Painter", stages=stages_of(session, template.ref))
    ref = template.ref

    with transaction(session):
        templates.remove(session, template, make.robin())

    left = everything(session)
    assert (left["stage_templates"], left["template_stages"]) == ([], [])
    assert trail_of(session, ref) == ["template.kept", "template.removed"]
    assert stages_of(session, ref) is None
    make.look_again()
    assert len(opened.stages) == len(USUAL)
