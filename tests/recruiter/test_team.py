"""Who is on the team: an admin's pages, and nobody else's."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.mail.models import Message
from portal.plumbing.db import transaction
from portal.team import actions, queries
from portal.team.models import Teammate
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import Make

ROOT = "/team/people/"


@pytest.fixture
def robin(make: Make) -> Teammate:
    return make.robin()


@pytest.fixture
def ada(teammate) -> FlaskClient:
    """Ada's browser."""
    return teammate(Role.ADMIN)


def fresh(session: Session, one: Teammate) -> Teammate:
    session.rollback()
    session.refresh(one)
    return one


def test_an_admin_sees_everybody(ada, robin):
    said = ada.get(ROOT).text

    assert f'href="{ROOT}"' in said
    assert "Robin Keller" in said
    assert "Ada Lind" in said
    assert "2 people" in said


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER])
def test_nobody_else_sees_or_changes_anything(teammate, make, session, role):
    other = make.teammate("Olga Other")
    browser = teammate(role)

    assert browser.get(ROOT).status_code == 403
    assert f'href="{ROOT}"' not in browser.get("/team/").text
    for page in ("invite", f"{other.ref}"):
        assert browser.get(ROOT + page).status_code == 403
    for act in ("invite", *(f"{other.ref}/{act}" for act in _ACTS)):
        given = {"sure": "y", "role": "admin", "name": "N", "email": "n@northwind.example"}
        assert browser.post(ROOT + act, data=given).status_code == 403, act
    assert fresh(session, other).role is Role.RECRUITER
    assert other.disabled_at is None


_ACTS = ("role", "jobs", "disable", "enable", "invite-again")


def test_nobody_of_that_ref_is_nobody(ada):
    assert ada.get(f"{ROOT}nobody").status_code == 404
    for act in _ACTS:
        data = {"sure": "y", "role": "admin"}
        assert ada.post(f"{ROOT}nobody/{act}", data=data).status_code == 404, act


def test_inviting_mails_a_key_and_shows_it_to_nobody(ada, session):
    reply = ada.post(
        f"{ROOT}invite",
        data={"name": " Nils  New ", "email": "nils@northwind.example", "role": "hiring_manager"},
    )

    assert (reply.status_code, reply.location) == (303, ROOT)
    nils = queries.teammate_at(session, "nils@northwind.example")
    assert (nils.name, nils.role) == ("Nils New", Role.HIRING_MANAGER)
    letter = session.query(Message).filter_by(teammate_id=nils.id).one()
    assert letter.letter == "team_invitation"
    assert letter.secret
    assert letter.secret not in ada.get(ROOT).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nils@northwind.example", "role": "admin"}, "This field is required"),
        ({"name": "Nils", "email": "nonsense", "role": "admin"}, "not a mail address"),
        ({"name": "Nils", "email": "robin@northwind.example", "role": "admin"}, "already"),
        ({"name": "Nils", "email": "nils@northwind.example", "role": "owner"}, "Invalid Choice"),
        ({"name": "N" * 101, "email": "nils@northwind.example", "role": "admin"}, "at most 100"),
    ],
)
def test_what_can_t_be_is_sent_back_as_typed(ada, robin, session, data, words):
    reply = ada.post(f"{ROOT}invite", data=data)

    assert reply.status_code in {200, 409}
    assert words in reply.text
    assert f'value="{data["email"]}"' in reply.text
    assert session.query(Teammate).count() == 2


def test_two_submits_invite_once(ada, session):
    data = {"name": "Nils", "email": "nils@northwind.example", "role": "recruiter"}

    first, second = (ada.post(f"{ROOT}invite", data=data) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert session.query(Teammate).filter_by(email="nils@northwind.example").count() == 1


def test_a_name_is_shown_as_text(ada, make):
    make.teammate("<script>alert(1)</script>", email="x@northwind.example")

    assert "<script>alert" not in ada.get(ROOT).text


def test_a_role_is_changed(ada, robin, session):
    page = f"{ROOT}{robin.ref}"
    assert 'selected value="recruiter"' in ada.get(page).text

    reply = ada.post(f"{page}/role", data={"role": "hiring_manager"})

    assert (reply.status_code, reply.location) == (303, page)
    assert fresh(session, robin).role is Role.HIRING_MANAGER


def test_a_role_that_is_none_is_sent_back(ada, robin, session):
    for data in ({}, {"role": ""}, {"role": "owner"}):
        assert ada.post(f"{ROOT}{robin.ref}/role", data=data).status_code == 200
    assert fresh(session, robin).role is Role.RECRUITER


def test_the_last_admin_is_told_why_not(ada, make, session):
    me = make.ada()

    reply = ada.post(f"{ROOT}{me.ref}/role", data={"role": "recruiter"})

    assert reply.status_code == 409
    assert "Somebody has to be admin" in reply.text
    assert fresh(session, me).role is Role.ADMIN


def test_jobs_are_set_and_shown(ada, make, session):
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    first, second = make.job("Backend Engineer"), make.job("Data Analyst")
    page = f"{ROOT}{jonas.ref}"

    reply = ada.post(f"{page}/jobs", data={"jobs": [str(first.id)]})

    assert reply.status_code == 303
    assert queries.jobs_of(session, fresh(session, jonas).id) == {first.id}
    shown = ada.get(page).text
    assert shown.count("checked") == 1
    assert second.title in shown


@pytest.mark.parametrize("jobs", [["999999"], ["x"], ["9" * 30], ["-1"]])
def test_a_job_that_is_none_is_sent_back(ada, make, session, jobs):
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    make.job()

    assert ada.post(f"{ROOT}{jonas.ref}/jobs", data={"jobs": jobs}).status_code == 200
    assert queries.jobs_of(session, fresh(session, jonas).id) == frozenset()


def test_access_ends_after_a_tick_and_can_begin_again(ada, robin, session):
    page = f"{ROOT}{robin.ref}"
    assert ada.post(f"{page}/disable").status_code == 200
    assert fresh(session, robin).disabled_at is None

    assert ada.post(f"{page}/disable", data={"sure": "y"}).status_code == 303
    assert fresh(session, robin).disabled_at is not None
    assert "Access has ended" in ada.get(page).text

    assert ada.post(f"{page}/enable").status_code == 303
    assert fresh(session, robin).disabled_at is None


def test_an_admin_s_own_page_has_no_way_to_end_their_access(ada, make, session):
    me = make.ada()

    assert "End their access" not in ada.get(f"{ROOT}{me.ref}").text
    reply = ada.post(f"{ROOT}{me.ref}/disable", data={"sure": "y"})
    assert reply.status_code == 409
    assert fresh(session, me).disabled_at is None


def test_who_never_came_in_is_invited_again(ada, session):
    with transaction(session):
        actions.invite(session, "nils@northwind.example", name="Nils", role=Role.RECRUITER, by=None)
    nils = queries.teammate_at(session, "nils@northwind.example")
    page = f"{ROOT}{nils.ref}"
    assert "has not come in yet" in ada.get(page).text

    assert ada.post(f"{page}/invite-again").status_code == 303

    session.rollback()
    assert session.query(Message).filter_by(teammate_id=nils.id).count() == 2


def test_who_came_in_is_not_invited_again(ada, robin):
    assert ada.post(f"{ROOT}{robin.ref}/invite-again").status_code == 409


def test_reading_changes_nothing(ada, robin):
    for act in _ACTS:
        assert ada.get(f"{ROOT}{robin.ref}/{act}").status_code == 405


def test_every_form_wants_its_token(app, ada, robin):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for act in ("invite", *(f"{robin.ref}/{act}" for act in _ACTS)):
            assert ada.post(ROOT + act, data={"sure": "y"}).status_code == 400, act
        assert ada.get(f"{ROOT}{robin.ref}").status_code == 200
        assert ada.get(f"{ROOT}invite").status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_list_takes_as_many_statements_for_twenty_as_for_one(ada, make, engine):
    from sqlalchemy import event

    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    ada.get(ROOT)
    for_few, _ = len(said), said.clear()
    for number in range(20):
        make.teammate(f"P{number} Person", email=f"p{number}@northwind.example")
    said.clear()

    ada.get(ROOT)

    assert len(said) == for_few


def test_the_words_of_the_pages_are_kept(ada, make, robin):
    make.job()

    assert_kept("recruiter/team/index.html", ada.get(ROOT).text)
    assert_kept("recruiter/team/invite.html", ada.get(f"{ROOT}invite").text)
    assert_kept("recruiter/team/person.html", ada.get(f"{ROOT}{robin.ref}").text)
