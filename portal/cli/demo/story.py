"""The demo's story: six people in six situations, sixty more behind them, all led up to the
present day.
"""

from datetime import date, datetime
from itertools import cycle

from sqlalchemy.orm import Session

from portal.cli.demo import asides, joining, people, rounds
from portal.cli.demo.team import ZONE
from portal.company.actions import set_company, set_holidays
from portal.company.queries import CompanyFacts
from portal.engagement.actions import posts
from portal.engagement.models import Audience
from portal.hiring.actions import jobs
from portal.hiring.models import StepKind
from portal.hiring.models.people import Situation
from portal.hiring.stages import Status
from portal.integrations.made_up import acts, ends, situations
from portal.integrations.made_up.acts import Person
from portal.integrations.made_up.script import Script
from portal.integrations.made_up.situations import COMPARED, READ
from portal.plumbing import clock
from portal.team.models import Teammate
from portal.team.passwords import hashed
from portal.team.rights import Role

PASSWORD = "robin-shows-the-demo"  # noqa: S105  printed by `make run`; the demo reaches nobody
ENGINEER, ANALYST, DESIGNER = "Backend Engineer", "Data Analyst", "Product Designer"
TEAM = (
    ("Robin Keller", "robin@northwind.example", Role.RECRUITER),
    ("Ada Lind", "ada@northwind.example", Role.ADMIN),
    ("Jonas Berg", "jonas@northwind.example", Role.HIRING_MANAGER),
)
SITUATIONS = {
    Situation.RECEIVED: Person("Noor Said", ANALYST),
    Situation.INTERVIEWING: Person("Sam Okafor", ENGINEER, "Europe/Lisbon"),
    Situation.LATE: Person("Tomás Rivera", ANALYST),
    Situation.OFFER: Person("Ken Ito", DESIGNER),
    Situation.JOINING: Person("Sofia Lind", DESIGNER),
    Situation.NOT_SELECTED: Person("Omar Said", ENGINEER),
}


def tell(now: datetime) -> Script:
    """The whole story as a script that ends at `now` (aware)."""
    script = Script(now)
    script.at(420, _open_the_doors)
    situations.tell(script, SITUATIONS)
    _more_of_the_six(script)
    _sixty_more(script)
    _day_by_day(script)
    _said_and_lapsed(script)
    _news(script)
    return script


def _open_the_doors(session: Session) -> None:
    set_company(session, CompanyFacts("Northwind", "Northwind A/S", ZONE), by="demo")
    year = clock.now().year
    christmas = {date(each, 12, 25): "Christmas Day" for each in range(year, year + 3)}
    set_holidays(session, christmas, by="demo")
    team = [_teammate(name, email, role) for name, email, role in TEAM]
    session.add_all(team)
    session.flush()
    for title in (ENGINEER, ANALYST, DESIGNER):
        url = f"https://northwind.example/jobs/{title.lower().replace(' ', '-')}"
        jobs.add(session, jobs.NewJob(title, "Copenhagen", url, lead=team[0]), team[1])


def _teammate(name: str, email: str, role: Role) -> Teammate:
    return Teammate(
        name=name,
        email=email,
        email_key=email,
        role=role,
        password_hash=hashed(PASSWORD),
        created_at=clock.now(),
    )


def _more_of_the_six(script: Script) -> None:
    sam, sofia = SITUATIONS[Situation.INTERVIEWING], SITUATIONS[Situation.JOINING]
    script.at(4, acts.meets(sam, "Send two references", in_days=9, kind=StepKind.DOCUMENT, hour=17))
    script.at(4, asides.noted(sam, "Strong on queues; ask about PostgreSQL."))
    script.at(8, joining.named_to_know(DESIGNER))
    script.at(8, joining.given_a_list(sofia))
    script.at(8, joining.told_of_first_day(sofia), hour=11)
    script.at(7, joining.ours_done(sofia, 0), hour=12)
    script.at(5, joining.ticked(sofia, 0), hour=13)
    script.at(4, joining.ours_done(sofia, 1), hour=14)


def _sixty_more(script: Script) -> None:
    names = iter(people.NAMES)
    jobs_in_turn = cycle((ENGINEER, DESIGNER))
    for number in range(12):
        script.at(6, acts.applies(Person(next(names), ANALYST)), hour=9 + number % 3)
    for number in range(8):
        _in_interviews(script, Person(next(names), next(jobs_in_turn)), number)
    for number in range(4):
        _decided_untold(script, Person(next(names), next(jobs_in_turn)), number)
    for number, reasons in enumerate(people.DECLINES):
        person = Person(next(names), next(jobs_in_turn))
        _declined(script, person, 30 + 31 * number)
        script.at(18 + 31 * number, asides.declines(person, reasons))
    for number, name in enumerate(names):
        _long_ago(script, Person(name, next(jobs_in_turn)), number)
    rounds.hold(script)


def _day_by_day(script: Script) -> None:
    patient, busy, gone = (
        Person(name, ENGINEER, locale=locale) for name, locale in people.THREE_MORE
    )
    for person in (patient, busy, gone):
        script.at(34, acts.applies(person))
        script.at(26, acts.told(person, Status.INTERVIEWING, READ, days=6))
    for number, words in enumerate(people.LONGER):
        script.at(20 - 7 * number, asides.needs_longer(patient, words, days=6))
    for person in (busy, gone):
        script.at(19, acts.told(person, Status.INTERVIEWING, COMPARED, days=16))
        script.at(6, acts.meets(person, "Technical interview with Jonas", in_days=12))
    script.at(1, asides.proposes(busy, people.CANT_MAKE_IT))
    script.lately(asides.withdraws(gone, people.WITHDRAWS))
    script.at(1, asides.goes_away("ada@northwind.example", days=4))
    for name in people.NAMES[:3]:
        script.at(1, ends.decided(Person(name, ANALYST), "No statistics yet"))
    script.lately(asides.tells_all(ANALYST, people.TO_MANY))


def _said_and_lapsed(script: Script) -> None:
    said, lapsed = (Person(name, DESIGNER) for name in people.OFFERED)
    for person in (said, lapsed):
        script.at(44, acts.applies(person))
        script.at(36, acts.told(person, Status.INTERVIEWING, READ, days=8))
        script.at(34, acts.meets(person, "Portfolio, together with Lina", in_days=4))
        script.at(28, acts.told(person, Status.DECIDING, people.COMPARING, days=20))
    script.at(1, asides.is_told(said, by="Priya Nair"))
    script.at(24, acts.offered(lapsed, answer_in=8))
    script.at(13, asides.offer_over(lapsed, people.LAPSED))


def _in_interviews(script: Script, person: Person, number: int) -> None:
    script.at(20 + number % 3, acts.applies(person))
    script.at(9, acts.told(person, Status.INTERVIEWING, READ, days=6 + number))
    script.at(8, acts.meets(person, "First conversation", in_days=6 + number % 5))


def _decided_untold(script: Script, person: Person, number: int) -> None:
    script.at(24, acts.applies(person))
    script.at(12, acts.told(person, Status.INTERVIEWING, READ, days=9 + number))
    script.at(2, ends.decided(person, "Others had more years in the field"))
    if number == 0:
        script.at(1, ends.called_in_vain(person))
        script.lately(ends.wrote(person, people.NOTES[0]))


def _declined(script: Script, person: Person, days_ago: int) -> None:
    script.at(days_ago + 30, acts.applies(person))
    script.at(days_ago + 20, acts.told(person, Status.INTERVIEWING, READ, days=15))
    script.at(days_ago, acts.offered(person, answer_in=14))


def _long_ago(script: Script, person: Person, number: int) -> None:
    """Interviewed in one of the two quarters whose rounds have closed, and told in words of their
    own.
    """
    met = rounds.day_ago(script.now, number)
    script.at(met + 24, acts.applies(person))
    script.at(met + 12, acts.told(person, Status.INTERVIEWING, READ, days=10))
    script.at(met + 3, acts.meets(person, "Interview with the team", in_days=3))
    thanks = "Thank you for the time you gave us. We are comparing notes."
    script.at(met - 1, acts.told(person, Status.DECIDING, thanks, days=6 if number % 9 else 3))
    rounds.answered(script, person, number=number, met=met)
    script.at(met - 8, ends.let_go(person, people.NOTES[number % len(people.NOTES)]))


def _news(script: Script) -> None:
    for number, (title, words) in enumerate(people.POSTS):
        draft = posts.Draft(title, words, Audience.OFFERED)
        picture = joining.harbour if "harbour" in title else None
        script.at(11 - 8 * number, joining.published(draft, picture))
