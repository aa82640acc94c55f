"""Your data: what we hold, what you choose."""

from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.hiring.models.people import Extras


def test_the_page_shows_the_minimum(candidate, make):
    application = make.application()

    page = candidate(application).get("/me/data/").text

    assert "Sam Okafor" in page
    assert "sam@example.org" not in page
    assert "s•••@e•••.org" in page


def test_a_candidate_chooses_no_extras_and_a_zone(candidate, make, session):
    application = make.application()

    reply = candidate(application).post(
        "/me/data/", data={"extras": "none", "time_zone": "Asia/Tokyo"}
    )

    make.look_again()
    assert reply.status_code == 303
    assert application.candidate.extras is Extras.NONE
    assert application.candidate.time_zone == "Asia/Tokyo"
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "candidate.corrected"))
    assert len(entries.all()) == 1


def test_a_made_up_zone_comes_back_with_words(candidate, make, session):
    application = make.application()

    reply = candidate(application).post(
        "/me/data/", data={"extras": "none", "time_zone": "Moon/Base"}
    )

    make.look_again()
    assert reply.status_code == 200
    assert "Not a valid choice" in reply.text
    assert application.candidate.time_zone is None


def test_choosing_changes_nobody_else(candidate, make, session):
    charlie = make.charlie()

    candidate(make.application()).post("/me/data/", data={"extras": "none", "time_zone": ""})

    make.look_again()
    assert charlie.candidate.extras is Extras.USUAL
