"""Settings: an admin says which parts the company has."""

import pytest
from sqlalchemy.exc import IntegrityError

from portal.company.models import Department
from portal.company.queries import departments
from portal.plumbing.db import transaction
from portal.surveys.actions import surveys
from portal.surveys.items import Touchpoint
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.pages import Page
from tests.recruiter.desk import unchanged, words_of
from tests.written import trail_of

PATH = "/team/settings/departments/"


@pytest.fixture
def ada(teammate):
    return teammate(Role.ADMIN)


@pytest.fixture
def research(make, session):
    session.add(one := Department(name="Research"))
    session.commit()
    return one


def names(make, session):
    make.look_again()
    return [one.name for one in departments(session)]


def test_a_department_is_added_once(ada, make, session):
    first, second = (ada.post(PATH, data={"name": "Engineering"}) for _ in range(2))

    assert (first.status_code, first.location, second.status_code) == (303, PATH, 409)
    assert "There is a department of that name." in second.text
    assert names(make, session) == ["Engineering"]
    assert trail_of(session, "department:1") == ["department.added"]
    assert_kept("recruiter/departments/index.html", ada.get(PATH).text)
    assert "Engineering" in words_of(ada, "/team/jobs/add")


def test_a_department_is_renamed(ada, make, session, research):
    reply = ada.post(f"{PATH}{research.id}", data={"name": "Science"})

    assert reply.status_code == 303
    assert names(make, session) == ["Science"]
    assert trail_of(session, f"department:{research.id}") == ["department.renamed"]


@pytest.mark.parametrize(
    ("name", "said"),
    [(" ", "Give it a name."), ("x" * 101, "at most 100 fit here"), ("Sales", "of that name")],
)
def test_what_is_no_name_is_said_and_kept(ada, make, session, research, subtests, name, said):
    ada.post(PATH, data={"name": "Sales"})

    for address in (PATH, f"{PATH}{research.id}"):
        with subtests.test(address), unchanged(session):
            reply = ada.post(address, data={"name": name})

            assert said in Page(reply.text).text()
            assert f'value="{name.strip()}"' in reply.text


def test_a_department_is_forgotten(ada, make, session, research):
    number = research.id
    first, second = (ada.post(f"{PATH}{number}/remove") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 404)
    assert names(make, session) == []
    assert trail_of(session, f"department:{number}") == ["department.removed"]


def test_a_department_with_a_job_stays(ada, make, session, research):
    job = make.job(department=research)

    with unchanged(session):
        reply = ada.post(f"{PATH}{research.id}/remove")

    assert reply.status_code == 409
    assert "A job belongs to it: say another there first." in reply.text
    session.delete(session.merge(research))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert job.department.name == "Research"


def test_a_department_that_is_asked_a_question_of_its_own_stays(ada, make, session, research):
    number = research.id
    with transaction(session):
        version = surveys.survey(session, Touchpoint.DECLINED).versions[-1]
        asked = {**version.items[1], "where": f"department {number}"}
        version.items = [version.items[0], asked, *version.items[2:]]

    with unchanged(session):
        reply = ada.post(f"{PATH}{number}/remove")

    assert reply.status_code == 409
    words = "A survey asks “I was kept informed” in this department alone: switch that question off"
    assert words in reply.text
    with transaction(session):
        version = surveys.survey(session, Touchpoint.DECLINED).versions[-1]
        version.items = [*version.items[:1], {**asked, "is_on": False}, *version.items[2:]]
    assert ada.post(f"{PATH}{number}/remove").status_code == 303


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER])
def test_nobody_else_sees_or_sets_them(teammate, make, session, research, role):
    browser = teammate(role)

    with unchanged(session):
        assert browser.get(PATH).status_code == 403
        for address in ("", str(research.id), f"{research.id}/remove"):
            assert browser.post(f"{PATH}{address}", data={"name": "Mine"}).status_code == 403


def test_reading_changes_nothing(ada, session, research):
    with unchanged(session):
        assert ada.get(PATH).status_code == 200
        assert ada.get(f"{PATH}{research.id}").status_code == 405
