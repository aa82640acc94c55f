"""Six people in six situations, each led up to the present day."""

from collections.abc import Mapping

from portal.hiring.models.people import Situation
from portal.hiring.stages import Status
from portal.integrations.made_up import acts, ends
from portal.integrations.made_up.acts import Person
from portal.integrations.made_up.script import Script

COMPARED = "We have compared notes and would like you to meet Priya and Jonas next."
READ = "We have read your application and would like to meet you."
THANKS = "We are so glad that you join us. Jonas will write to you next week."
NOTE = (
    "Thank you for the two conversations. Jonas liked how you took the queue apart."
    " What decided it was hands-on time with large PostgreSQL set-ups."
)


def tell(script: Script, people: Mapping[Situation, Person]) -> None:
    """Write into the script what leads each of these people into their situation."""
    for situation, lead_up in _LEAD_UPS.items():
        lead_up(script, people[situation])


def _received(script: Script, noor: Person) -> None:
    script.at(3, acts.applies(noor))


def _interviewing(script: Script, sam: Person) -> None:
    script.at(24, acts.applies(sam))
    script.at(20, acts.moves(sam, "Review"))
    script.at(14, acts.moves(sam, "Interviews"))
    script.at(14, acts.told(sam, Status.INTERVIEWING, READ, days=8), hour=11)
    script.at(13, acts.meets(sam, "Technical interview with Jonas", in_days=7))
    ready = "Bring one thing you built. We will ask what you would do differently today."
    script.at(4, acts.meets(sam, "Meet the team: Priya and Jonas", in_days=8, preparation=ready))
    script.at(4, acts.told(sam, Status.INTERVIEWING, COMPARED), hour=11)


def _late(script: Script, tomas: Person) -> None:
    script.at(30, acts.applies(tomas))
    script.at(18, acts.told(tomas, Status.INTERVIEWING, READ, days=8))


def _offer(script: Script, ken: Person) -> None:
    script.at(40, acts.applies(ken))
    script.at(30, acts.told(ken, Status.INTERVIEWING, READ, days=9))
    script.at(27, acts.meets(ken, "Portfolio, together with Lina", in_days=5))
    thanks = "Thank you for the afternoon. We need a little time to compare."
    script.at(19, acts.told(ken, Status.DECIDING, thanks, days=11))
    script.at(4, acts.offered(ken, answer_in=11))


def _joining(script: Script, sofia: Person) -> None:
    script.at(60, acts.applies(sofia))
    script.at(50, acts.told(sofia, Status.INTERVIEWING, READ, days=8))
    script.at(48, acts.meets(sofia, "Meet the design team", in_days=6))
    soon = "It was good to meet you. We decide soon."
    script.at(40, acts.told(sofia, Status.DECIDING, soon, days=18))
    script.at(17, acts.offered(sofia, answer_in=9, start_in=58))
    script.at(9, acts.accepts(sofia), hour=9)
    script.at(8, acts.says_hello(sofia, THANKS))


def _not_selected(script: Script, omar: Person) -> None:
    script.at(45, acts.applies(omar))
    script.at(35, acts.told(omar, Status.INTERVIEWING, READ, days=9))
    script.at(33, acts.meets(omar, "Technical interview with Jonas", in_days=6))
    thanks = "Thank you for coming. We are comparing notes."
    script.at(25, acts.told(omar, Status.DECIDING, thanks, days=13))
    script.at(8, ends.decided(omar, "Too little PostgreSQL for a first week alone"))
    script.at(7, ends.let_go(omar, NOTE))


_LEAD_UPS = {
    Situation.RECEIVED: _received,
    Situation.INTERVIEWING: _interviewing,
    Situation.LATE: _late,
    Situation.OFFER: _offer,
    Situation.JOINING: _joining,
    Situation.NOT_SELECTED: _not_selected,
}
