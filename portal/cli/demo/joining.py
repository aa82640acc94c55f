"""What the demo shows of somebody who joins: a first day, a list half done, people, a picture."""

from collections.abc import Callable
from datetime import time
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.team import ZONE, robin
from portal.engagement.actions import checklists, first_days, people, pictures, posts, ticking
from portal.engagement.checklists import items_of, shipped
from portal.engagement.joining import known_start
from portal.engagement.models import ChecklistItem, Whose
from portal.engagement.pictures import made_anew
from portal.hiring.models import Job
from portal.integrations.made_up.acts import Act, Person

PLACE = "Havnegade 12, Copenhagen"
MAP = "https://www.openstreetmap.org/search?query=Havnegade%2012%2C%20K%C3%B8benhavn"
TO_KNOW = (
    ("Lina Haddad", "Front desk", "She meets you, and knows where everything is."),
    ("Jonas Berg", "Your manager", "Lunch on your first day is on him."),
    ("Priya Nair", "Product Designer", "She sits beside you and draws on windows."),
)
ALT = "The harbour on a clear morning: a yellow house by the water, a ferry passing"


def told_of_first_day(person: Person) -> Act:
    """They are told where to come, and when."""

    def act(session: Session) -> None:
        application = person.application(session)
        starts_on = known_start(session, application.id)
        assert starts_on is not None
        plan = first_days.Plan(
            starts_on, time(9, 30), ZONE, "Lina Haddad, at the front desk", PLACE, MAP
        )
        first_days.plan(session, application, robin(session), plan=plan)

    return act


def given_a_list(person: Person) -> Act:
    """Their list begins with the one that comes with Candor."""

    def act(session: Session) -> None:
        application = person.application(session)
        checklists.take(session, application, robin(session), lines=shipped())

    return act


def ticked(person: Person, number: int) -> Act:
    """They tick off one of theirs."""

    def act(session: Session) -> None:
        item = _items(session, person, Whose.THEIRS)[number]
        whose = item.application.candidate_id
        ticking.tick(session, whose, item.ref, is_done=True, seen=item.version)

    return act


def ours_done(person: Person, number: int) -> Act:
    """The team ticks off one of ours."""

    def act(session: Session) -> None:
        item = _items(session, person, Whose.OURS)[number]
        checklists.tick(session, item, robin(session), is_done=True)

    return act


def named_to_know(title: str) -> Act:
    """Whom whoever joins in that job will meet."""

    def act(session: Session) -> None:
        job = session.scalars(select(Job).where(Job.title == title)).one()
        for name, role, words in TO_KNOW:
            people.add(session, job, robin(session), name=name, role=role, words=words)

    return act


def published(draft: posts.Draft, picture: Callable[[], bytes] | None = None) -> Act:
    """A piece of news, perhaps with a picture."""

    def act(session: Session) -> None:
        by = robin(session)
        post = posts.write(session, by, draft=draft)
        if picture is not None:
            pictures.add(session, post, by, pixels=made_anew(picture()), alt=ALT)
        posts.confirm(session, post, by)

    return act


def harbour() -> bytes:
    """A picture drawn here, so that nobody's rights are in it."""
    scene = Image.new("RGB", (1200, 600), "#cfe6f5")
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 380, 1200, 600), fill="#4d8fb8")
    for left, top, colour in ((80, 180, "#e0a526"), (300, 140, "#b5493a"), (520, 210, "#6f8f5f")):
        draw.rectangle((left, top, left + 190, 400), fill=colour)
        for row in range(top + 30, 360, 60):
            for column in range(left + 25, left + 170, 50):
                draw.rectangle((column, row, column + 24, row + 34), fill="#fdf6e3")
    draw.polygon(((820, 430), (1120, 430), (1080, 490), (860, 490)), fill="#f7f7f7")
    draw.rectangle((880, 370, 1040, 430), fill="#ffffff")
    for line in range(420, 600, 30):
        draw.line((0, line, 1200, line), fill="#6aa5c9", width=2)
    file = BytesIO()
    scene.save(file, "PNG")
    return file.getvalue()


def _items(session: Session, person: Person, whose: Whose) -> list[ChecklistItem]:
    application = person.application(session)
    return [item for item in items_of(session, application.id) if item.whose is whose]
