"""The names and words of the demo. All made up."""

from portal.hiring.patience import READY
from portal.hiring.reasons import ReasonCode as Code
from portal.hiring.reasons import Reasons

NAMES = (
    "Aoife Rahman", "Björn Ågren", "Chen Wei", "Dmitri Tan", "Elena Popescu", "Fatou Byrne",
    "Goran Ilić", "Hana Sato", "Ines Moreau", "Jürgen Weiß", "Kofi Mensah", "Lina Haddad",
    "Mei Lind", "Niamh O’Neill", "Olga Ivanova", "Pedro Alves", "Quentin Diop", "Rosa Conti",
    "Søren Holm", "Tariq Aziz", "Uma Iyer", "Viktor Novák", "Wanda Kowalska", "Xavier Roca",
    "Yuki Mori", "Zoë Byrne", "Ahmed Farouk", "Bianca Rossi", "Carlos Vega", "Daria Melnyk",
    "Emil Larsen", "Freya Nilsen", "Giulia Greco", "Hugo Blanc", "Irina Pavlova", "Jana Horvat",
    "Karim Nasser", "Léa Fontaine", "Marek Zeman", "Nadia Benali", "Oscar Lund", "Paula Ortiz",
    "Rafael Costa", "Sara Lindqvist", "Tiago Ramos", "Ursula Frey", "Vera Smit",
    "William Adeyemi", "Yara Khoury", "Zsófia Kiss", "Anton Berger", "Beatriz Lima",
    "Cillian Walsh", "Deniz Kaya", "Eva Jansen", "Filip Horák", "Grace Owusu", "Henrik Dahl",
    "Ivana Babić", "Joana Pires",
)  # fmt: skip

_MET = "Thank you for the two conversations. Jonas liked how you took the queue apart. "
_ASKED = "Thank you for the evening you gave us. Your way of asking users first stayed with us. "
_CLEAR = "Thank you for coming in twice. Your analysis was clear and honest about its limits. "
NOTES = (
    _MET + "What decided it was hands-on time with large PostgreSQL set-ups.",
    _ASKED + "Somebody else had led a team of this size before, and that made the difference.",
    _CLEAR + "We needed somebody who has run surveys of this size.",
)

DECLINES = (
    Reasons(Code.PAY, (Code.COMPETING_OFFER,), "You were kind throughout. Berlin paid more."),
    Reasons(Code.PROCESS_SLOW, (), "The letter came eleven days after you told me I had the job."),
    Reasons(Code.COMPETING_OFFER, (Code.GROWTH,), "They answered within two days."),
    Reasons(Code.WORK_MODE, (), "Three days in the office is one too many with small children."),
    Reasons(Code.PAY),
    Reasons(
        Code.ROLE_SCOPE, (Code.PEOPLE,), "The role turned out to be more support than building."
    ),
    Reasons(Code.PROCESS_EXPERIENCE, (), "Nobody could tell me who I would report to."),
    Reasons(Code.PREFER_NOT_TO_SAY),
)

OFFERED = ("Elena Petrova", "Mateo Ruiz")
COMPARING = "It was good to look at your work with you. We need a little time to compare."
LAPSED = (
    "Our offer is no longer open: the day for an answer went by, and the team starts in January. We"
    " would have liked to work with you; write to us when your plans are clearer."
)

THREE_MORE = (("Aisha Diallo", "de"), ("Leo Brandt", ""), ("Marta Silva", ""))
"""And the language they read, where it isn't the company's."""
LONGER = (
    "We need longer: Jonas is away, and we want him to read your task himself.",
    "We need longer: two of us do not agree yet, which says nothing against you.",
    READY["plans"],
)
CANT_MAKE_IT = "My daughter starts school that morning. Any time after works."
WITHDRAWS = Reasons(Code.PERSONAL, (), "We are moving north. You were kind throughout.")
TO_MANY = (
    "We have read your application and will not go on with it; others had worked with statistics"
    " before, which this team needs from the first week. Thank you for the time you gave us."
)

COMMENTS = (
    "Tell me who will be in the room.",
    "I knew the date of every next step. Rare. Keep it.",
    "The task at home took longer than you said.",
    "Two of the interviewers asked the same questions.",
    "Start on time, please.",
    "Good questions, and real interest in the answers.",
    "I would have liked to see the office.",
    "Say what the salary is before the second interview.",
    "Nothing. It was a good conversation.",
    "Let me meet the people I would work with earlier.",
    "A short summary afterwards would help.",
    "More time for my own questions.",
)

_SHIPPED = """Four releases and **one** honest look back.

The importer is twice as fast, the map loads on a train, and we took out more code than we put in.

- Jonas wrote about the outage in September, and what we learned
- the design team showed its first models
"""
_HARBOUR = """New desks, a model workshop, and a view of the ferries.

If you join in January, your desk is already there.
"""
POSTS = (
    ("What we shipped this autumn", _SHIPPED),
    ("The design team moves to the harbour floor", _HARBOUR),
)
