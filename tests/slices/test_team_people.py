"""Joining the team, changing what one is, leaving: at once, and never without an admin."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.events import listen, type_to_listeners
from portal.team import actions, queries
from portal.team.events import TeammateInvited
from portal.team.models import JobMember, Teammate
from portal.team.rights import Role
from tests.make import PASSWORD, Make
from tests.written import refused, trail_of


@pytest.fixture
def ada(make: Make) -> Teammate:
    return make.ada()


@pytest.fixture
def invited(session: Session):
    del session
    heard: list[TeammateInvited] = []

    def hear(_session: Session, event: TeammateInvited) -> None:
        heard.append(event)

    listen(TeammateInvited, hear)
    yield heard
    type_to_listeners[TeammateInvited].remove(hear)


def invite(session: Session, email: str = "nils@northwind.example", **more: object) -> str:
    given = {"name": "Nils New", "role": Role.RECRUITER, "by": None} | more
    with transaction(session):
        return actions.invite(session, email, **given)


def seen(session: Session, teammate: Teammate) -> list[str]:
    return [entry.action for entry in entries_about(session, teammate.ref)]


def test_who_is_invited_gets_a_key_by_mail(session, ada, invited):
    key = invite(session, by=ada)

    nils = queries.teammate_at(session, "nils@northwind.example")
    assert invited == [TeammateInvited(nils.id, key)]
    assert nils.password_hash is None
    assert entries_about(session, nils.ref)[0].actor == ada.ref


def test_the_same_address_is_invited_once(session, invited):
    invite(session)

    with pytest.raises(Refusal, match="on the team already"):
        invite(session, "Nils@Northwind.EXAMPLE")
    assert len(invited) == 1


@pytest.mark.parametrize(
    "email", ["", "nils", "nils@", "a@b.example, c@d.example", "a\nb@c.example"]
)
def test_what_is_no_address_is_not_invited(session, email):
    with pytest.raises(Refusal):
        invite(session, email)


def test_a_teammate_needs_a_name(session):
    with pytest.raises(Refusal, match="name"):
        invite(session, name="")


def test_who_never_came_in_can_be_invited_again(session, ada, invited):
    invite(session)
    nils = queries.teammate_at(session, "nils@northwind.example")

    with transaction(session):
        actions.invite_again(session, nils.ref, by=ada)

    assert len({event.key for event in invited}) == 2
    with pytest.raises(Refusal), transaction(session):
        actions.invite_again(session, ada.ref, by=ada)


def test_a_role_changes_for_the_session_that_is_open(session, make, ada):
    robin = make.robin()
    with transaction(session):
        key = actions.sign_in(session, robin.id, place="here")

    with transaction(session):
        actions.change_role(session, robin.ref, role=Role.HIRING_MANAGER, by=ada)

    assert queries.signed_in(session, key).role is Role.HIRING_MANAGER
    assert "team.role_changed" in seen(session, robin)


def test_who_is_disabled_is_out_at_once_and_can_t_come_in(session, make, ada):
    robin = make.robin()
    with transaction(session):
        key = actions.sign_in(session, robin.id, place="here")

    with transaction(session):
        actions.disable(session, robin.ref, by=ada)

    assert queries.signed_in(session, key) is None
    assert queries.who_knows(session, robin.email, PASSWORD) is None
    assert "team.disabled" in seen(session, robin)


def test_who_is_let_in_again_has_their_password_but_no_old_session(session, make, ada):
    robin = make.robin()
    with transaction(session):
        key = actions.sign_in(session, robin.id, place="here")
        actions.disable(session, robin.ref, by=ada)

    with transaction(session):
        actions.enable(session, robin.ref, by=ada)

    assert queries.who_knows(session, robin.email, PASSWORD)
    assert queries.signed_in(session, key) is None
    assert "team.enabled" in seen(session, robin)


def test_disabling_twice_is_disabling_once(session, make, ada):
    robin = make.robin()

    for _ in range(2):
        with transaction(session):
            actions.disable(session, robin.ref, by=ada)

    assert seen(session, robin).count("team.disabled") == 1


def test_an_invitation_dies_with_its_access(session, ada):
    key = invite(session)
    nils = queries.teammate_at(session, "nils@northwind.example")
    with transaction(session):
        actions.disable(session, nils.ref, by=ada)
        actions.enable(session, nils.ref, by=ada)

    with pytest.raises(Refusal), transaction(session):
        actions.set_password(session, key, "seven herons over the weir")


def test_nobody_disables_themselves(session, make, ada):
    make.teammate("Ed Admin", role=Role.ADMIN)

    with pytest.raises(Refusal, match="your own"), transaction(session):
        actions.disable(session, ada.ref, by=ada)


def test_the_last_admin_stays_admin(session, make, ada):
    invite(session, name="Not In Yet", role=Role.ADMIN)

    with pytest.raises(Refusal, match="admin"), transaction(session):
        actions.change_role(session, ada.ref, role=Role.RECRUITER, by=ada)

    other = make.teammate("Ed Admin", role=Role.ADMIN)
    with transaction(session):
        actions.change_role(session, ada.ref, role=Role.RECRUITER, by=other)
    with pytest.raises(Refusal, match="admin"), transaction(session):
        actions.disable(session, other.ref, by=ada)


def test_jobs_are_set_as_a_whole(session, make, ada):
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    one, two, three = (make.job(title).id for title in ("One", "Two", "Three"))

    for wanted in ({one, two}, {two, three}, {two, three}):
        with transaction(session):
            actions.set_jobs(session, jonas.ref, job_ids=wanted, by=ada)
        assert queries.jobs_of(session, jonas.id) == wanted

    assert session.query(JobMember).count() == 2
    assert "team.jobs_set" in seen(session, jonas)


@pytest.mark.parametrize("act", ["disable", "enable", "invite_again"])
def test_nobody_of_that_name(session, ada, act):
    with pytest.raises(Missing), transaction(session):
        getattr(actions, act)(session, "nobody", by=ada)


def test_keys_of_two_invitations_are_good_for_their_own_time(session, ada):
    invite(session)
    nils = queries.teammate_at(session, "nils@northwind.example")
    with transaction(session):
        later = actions.invite_again(session, nils.ref, by=ada)

    with clock.held_at(clock.now() + timedelta(days=6)):
        assert queries.invitation_for(session, later)


def test_who_answers_for_somebody_can_not_become_what_answers_for_nothing(session, make, ada):
    robin = make.robin()
    make.application(owner=robin)

    with refused(session, "still answers for candidates or jobs"):
        actions.change_role(session, robin.ref, role=Role.HIRING_MANAGER, by=ada)
    with transaction(session):
        actions.change_role(session, robin.ref, role=Role.ADMIN, by=ada)

    assert session.get_one(Teammate, robin.id).role is Role.ADMIN


def test_who_covers_for_somebody_can_not_become_what_answers_for_nothing(session, make, ada):
    robin = make.robin()
    make.absence(make.teammate("Mira Holm"), robin)

    with refused(session, "Robin Keller covers for Mira Holm"):
        actions.change_role(session, robin.ref, role=Role.HIRING_MANAGER, by=ada)


def test_who_leaves_is_not_away_any_more(session, make, ada):
    robin, mira = make.robin(), make.teammate("Mira Holm")
    absence = make.absence(robin, mira)

    with transaction(session):
        actions.disable(session, robin.ref, by=ada)

    session.refresh(absence)
    assert absence.ended_at is not None
    assert trail_of(session, robin.ref)[-2:] == ["absence.ended", "team.disabled"]
