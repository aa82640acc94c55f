"""Builders: each makes one valid row and what it stands on, and commits. A test names only what
it is about.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.company.models import Company
from portal.company.queries import calendar
from portal.engagement.actions import (
    assurances,
    checklists,
    first_days,
    people,
    pictures,
    posts,
    questions,
    start_changes,
    starts,
)
from portal.engagement.checklists import Line
from portal.engagement.models import (
    Answer,
    Audience,
    ChecklistItem,
    FirstDay,
    PersonToKnow,
    Post,
    PostPicture,
    Question,
    StartChange,
    Touch,
    Whose,
)
from portal.engagement.pictures import made_anew
from portal.hiring.actions import (
    applications,
    candidates,
    endings,
    jobs,
    steps,
    verdicts,
    withdrawals,
)
from portal.hiring.models import (
    Application,
    Call,
    Candidate,
    Ending,
    Job,
    NoteLines,
    Stage,
    Step,
    StepKind,
)
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.links.models import CandidateSession, MagicLink, Purpose
from portal.offers import actions as offers
from portal.offers import drafts, ends, papers, thanks, verbal
from portal.offers.models import Offer
from portal.offers.terms import Terms
from portal.offers.verbal import Said
from portal.plumbing import clock
from portal.plumbing.addresses import address_key
from portal.plumbing.db import transaction
from portal.plumbing.tokens import fingerprint, new_key
from portal.team.models import Absence, JobMember, Teammate
from portal.team.rights import Role
from tests.drawings import drawing

Row = TypeVar("Row")
PASSWORD = "correct horse battery staple"
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$JEK3IAf3HktcHKsrtcxZ0w$Gn6nxjvS83AREqwBBfbHONRgJMpLr66cChdOn9TrUVk"
)
"""A cheap one: thousands of tests sign in."""
WORDS = "We have compared notes and would like you to meet Priya and Jonas."
NOTE = (
    "Thank you for the two conversations. We liked how you took the queue apart; what decided it"
    " was hands-on time with large set-ups, which this team needs from the first week."
)


PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
trailer << /Root 1 0 R >>
%%EOF
"""


class Make:
    """The cast: Sam applied and Robin recruits; Ada is the admin; Charlie applied too and must
    see nothing of Sam.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        if session.get(Company, 1) is None:
            session.commit()
            session.add(
                Company(
                    id=1, name="Northwind", legal_name="Northwind A/S", time_zone="Europe/Lisbon"
                )
            )
            session.commit()

    def look_again(self) -> None:
        """Read anew what a page may have changed meanwhile."""
        self.session.rollback()
        self.session.expire_all()

    def teammate(
        self, name: str = "Robin Keller", *, role: Role = Role.RECRUITER, email: str = ""
    ) -> Teammate:
        spelled = email or f"{name.split(maxsplit=1)[0].lower()}@northwind.example"
        known = self.session.scalar(
            select(Teammate).where(Teammate.email_key == address_key(spelled))
        )
        if known is not None:
            return known
        self.session.commit()  # a session that has read can't write once a page has written
        teammate = Teammate(
            name=name,
            email=spelled,
            email_key=address_key(spelled),
            role=role,
            password_hash=PASSWORD_HASH,
            created_at=clock.now(),
        )
        return self._kept(teammate)

    def robin(self) -> Teammate:
        return self.teammate()

    def ada(self) -> Teammate:
        return self.teammate("Ada Lind", role=Role.ADMIN)

    def member(self, job: Job, teammate: Teammate) -> JobMember:
        return self._kept(JobMember(job_id=job.id, teammate_id=teammate.id))

    def absence(
        self, teammate: Teammate, cover: Teammate, *, first: date | None = None, days: int = 5
    ) -> Absence:
        first_day = first or clock.now().date()
        self.session.commit()  # a session that has read can't write once a page has written
        absence = Absence(
            teammate_id=teammate.id,
            cover_id=cover.id,
            first_day=first_day,
            last_day=first_day + timedelta(days=days - 1),
            set_at=clock.now(),
        )
        return self._kept(absence)

    def job(self, title: str = "Backend Engineer", **more: object) -> Job:
        with transaction(self.session):
            return jobs.add(self.session, jobs.NewJob(title, **more), None)  # type: ignore[arg-type]

    def stage(self, job: Job, name: str) -> Stage:
        return next(stage for stage in job.stages if stage.name == name)

    def candidate(
        self, name: str = "Sam Okafor", *, email: str | None = None, zone: str | None = None
    ) -> Candidate:
        spelled = f"{name.split(maxsplit=1)[0].lower()}@example.org" if email is None else email
        with transaction(self.session):
            new = candidates.NewCandidate(name, name.split(maxsplit=1)[0], spelled, time_zone=zone)
            return candidates.add(self.session, new)

    def application(
        self,
        *,
        candidate: Candidate | None = None,
        job: Job | None = None,
        stage: str = "Received",
        owner: Teammate | None = None,
        introduced: bool = True,
        applied_at: datetime | None = None,
    ) -> Application:
        candidate = candidate or self.candidate()
        job = job or self.job()
        owner = owner or self.robin()
        new = applications.NewApplication(
            candidate=candidate,
            job=job,
            stage=self.stage(job, stage),
            applied_at=applied_at or clock.now(),
            zone=candidate.time_zone or "Europe/Lisbon",
            owner=owner,
        )
        with transaction(self.session):
            application = applications.add(
                self.session, new, owner, calendar=calendar(self.session)
            )
            self.session.flush()
            if introduced:
                applications.introduce(self.session, application, owner)
        return application

    def charlie(self) -> Application:
        """Somebody else's application, for another job."""
        return self.application(
            candidate=self.candidate("Charlie Byrne"), job=self.job("Data Analyst")
        )

    def late(self, **more: object) -> Application:
        """An application whose promised day is over."""
        with clock.held_at(clock.now() - timedelta(days=60)):
            return self.application(**more)  # type: ignore[arg-type]

    def step(
        self,
        application: Application | None = None,
        *,
        kind: StepKind = StepKind.INTERVIEW,
        starts_at: datetime | None = None,
        title: str = "Meet the team",
    ) -> Step:
        application = application or self.application(stage="Interviews")
        start = starts_at or clock.now() + timedelta(days=3)
        plan = steps.Plan(
            kind, title, start, start + timedelta(minutes=45), "Europe/Lisbon", "Priya, Jonas"
        )
        with transaction(self.session):
            return steps.set_step(self.session, application, self.robin(), plan=plan)

    def offer(
        self,
        application: Application | None = None,
        *,
        answer_by: date | None = None,
        starts_on: date | None = None,
        items: tuple[tuple[str, str], ...] = (("Salary", "as in the letter"),),
    ) -> Offer:
        application = application or self.application(stage="Decision")
        today = clock.now().date()
        terms = Terms(
            "We would be delighted if you joined us.",
            answer_by or today + timedelta(days=8),
            starts_on or today + timedelta(days=43),
            items,
        )
        with transaction(self.session):
            return offers.send(self.session, application, self.robin(), terms=terms)

    def verbal(self, application: Application | None = None) -> Offer:
        """Somebody who has the job by word of mouth."""
        application = application or self.application(stage="Decision")
        said = Said("Priya Nair", clock.now().date())
        with transaction(self.session):
            return verbal.say(self.session, application, self.robin(), said=said)

    def draft(self, application: Application | None = None) -> Offer:
        """An offer that only the team knows of."""
        application = application or self.application(stage="Decision")
        terms = Terms("Nobody has read this yet.", None, None, (("Salary", "to be settled"),))
        with transaction(self.session):
            return drafts.keep(self.session, application, self.robin(), terms=terms)

    def paper(self) -> Offer:
        """A draft with a PDF beside it."""
        draft = self.draft()
        with transaction(self.session):
            papers.attach(self.session, draft.application, self.robin(), content=PDF)
        return draft

    def another(self, offer: Offer) -> Offer:
        """One that takes its place."""
        day = clock.now().date() + timedelta(days=15)
        terms = Terms("We thought again.", day, offer.starts_on, (("Salary", "66,000 a year"),))
        with transaction(self.session):
            return offers.send(
                self.session, offer.application, self.robin(), terms=terms, instead=True
            )

    def started_today(self) -> Offer:
        """Somebody who accepted a month ago, and whose first day is today."""
        today = clock.now().date()
        with clock.held_at(clock.now() - timedelta(days=30)):
            offer = self.offer(answer_by=today - timedelta(days=20), starts_on=today)
            return self.accepted(offer)

    def hired(self) -> Offer:
        offer = self.started_today()
        with transaction(self.session):
            starts.confirm(self.session, offer.application, self.robin())
        return offer

    def ended(
        self,
        outcome: Outcome,
        offer: Offer | None = None,
        *,
        way: EndingWay = EndingWay.NOTE,
        is_told: bool = True,
    ) -> Offer:
        """An offer that lapsed, or that we take back."""
        if offer is None:
            with clock.held_at(clock.now() - timedelta(days=20)):
                offer = self.offer()
        with transaction(self.session):
            robin, application = self.robin(), offer.application
            ending = ends.write(
                self.session, application, robin, outcome=outcome, way=way, words=NOTE
            )
            if is_told:
                endings.release(self.session, ending)
        return offer

    def thanked(self, words: str = WORDS) -> Offer:
        offer = self.declined()
        with transaction(self.session):
            thanks.send(self.session, offer.application, self.robin(), words=words)
        return offer

    def accepted(self, offer: Offer | None = None) -> Offer:
        offer = offer or self.offer()
        with transaction(self.session):
            offers.accept(self.session, offer.application.candidate_id, offer.ref)
        return offer

    def touch(self, application: Application | None = None, *, title: str = "") -> Touch:
        """A touch of somebody who joins: the first one, or the one of that name."""
        application = application or self.accepted().application
        self.session.rollback()
        found = select(Touch).where(Touch.application_id == application.id).order_by(Touch.id)
        touches = self.session.scalars(found).all()
        return next(one for one in touches if title in {"", one.title})

    def declined(self, offer: Offer | None = None) -> Offer:
        offer = offer or self.offer()
        with transaction(self.session):
            offers.decline(self.session, offer.application.candidate_id, offer.ref)
        return offer

    def withdrawn(self, application: Application | None = None) -> Application:
        application = application or self.application(stage="Interviews")
        with transaction(self.session):
            withdrawals.withdraw(self.session, application.candidate_id, application.ref)
        return application

    def verdict(self, application: Application | None = None) -> Application:
        application = application or self.application()
        with transaction(self.session):
            verdicts.decide(self.session, application, self.robin(), reason="Not enough SQL")
        return application

    def held(
        self,
        application: Application | None = None,
        *,
        way: EndingWay = EndingWay.NOTE,
        words: str = NOTE,
    ) -> Ending:
        """An ending that is written and waits to leave."""
        self.look_again()
        if application is None or application.verdict() is None:
            application = self.verdict(application)
        with transaction(self.session):
            return endings.write(self.session, application, self.robin(), way=way, words=words)

    def ending(self, application: Application | None = None, *, words: str = NOTE) -> Application:
        """Somebody who was told."""
        ending = self.held(application, words=words)
        with transaction(self.session):
            endings.release(self.session, ending)
        return self.session.get_one(Application, ending.application_id)

    def lines_asked(self, application: Application, of: Teammate) -> NoteLines:
        """Two lines for the note, asked of that teammate."""
        lines = NoteLines(
            application_id=application.id,
            of_id=of.id,
            asked_by_id=self.robin().id,
            asked_at=clock.now(),
        )
        self.session.rollback()
        return self._kept(lines)

    def call(self, application: Application, *, was_reached: bool = False) -> Call:
        """A call that somebody made."""
        call = Call(
            application_id=application.id,
            was_reached=was_reached,
            at=clock.now(),
            by_id=self.robin().id,
        )
        self.session.rollback()
        return self._kept(call)

    def question(
        self, application: Application | None = None, words: str = "May I bring my dog?"
    ) -> Question:
        application = application or self.application()
        whose, ref = application.candidate_id, application.ref
        with transaction(self.session):
            return questions.ask(self.session, whose, ref, words=words)

    def claim(self, application: Application | None = None, words: str = "") -> Question:
        """Somebody who was told that they have the job, and says so."""
        application = application or self.application(stage="Decision")
        whose, ref = application.candidate_id, application.ref
        said = Said("Priya Nair", clock.now().date())
        with transaction(self.session):
            return assurances.claim(self.session, whose, ref, said=said, words=words)

    def answer(self, question: Question | None = None, words: str = "Yes, on Fridays.") -> Answer:
        question, robin = question or self.question(), self.robin()
        with transaction(self.session):
            return questions.answer(self.session, question, robin, words=words)

    def first_day(self, application: Application | None = None, **more: Any) -> FirstDay:
        """What somebody who joins is told of it."""
        application = application or self.accepted().application
        given = {
            "starts_on": clock.now().date() + timedelta(days=42),
            "starts_at": time(9, 30),
            "time_zone": "Europe/Lisbon",
            "who": "Lina Haddad, at the front desk",
            "place": "Havnegade 12, Copenhagen",
            "map_url": "https://maps.example/havnegade-12",
            **more,
        }
        robin = self.robin()
        with transaction(self.session):
            return first_days.plan(self.session, application, robin, plan=first_days.Plan(**given))

    def start_change(
        self, application: Application | None = None, *, days: int = 56, words: str = ""
    ) -> StartChange:
        """Somebody who joins asks for another first day, that many days from now."""
        application = application or self.first_day().application
        whose, ref = application.candidate_id, application.ref
        day = clock.now().date() + timedelta(days=days)
        with transaction(self.session):
            return start_changes.ask(self.session, whose, ref, starts_on=day, words=words)

    def item(
        self,
        application: Application | None = None,
        title: str = "A photo for your badge",
        *,
        whose: Whose = Whose.THEIRS,
        days_before: int | None = 21,
        url: str = "",
    ) -> ChecklistItem:
        """Something on the list of somebody who joins."""
        application = application or self.first_day().application
        line, robin = Line(whose, title, days_before, url), self.robin()
        with transaction(self.session):
            return checklists.add(self.session, application, robin, line=line)

    def person(self, job: Job, name: str = "Priya Nair") -> PersonToKnow:
        """Somebody whom whoever joins in that job will meet."""
        robin = self.robin()
        with transaction(self.session):
            return people.add(
                self.session, job, robin, name=name, role="Team lead", words="Ask her anything."
            )

    def post(
        self,
        title: str = "What we shipped this autumn",
        *,
        audience: Audience = Audience.OFFERED,
        job: Job | None = None,
        confirmed: bool = True,
        words: str = "Four releases and **one** honest look back.",
    ) -> Post:
        draft = posts.Draft(title, words, audience, job)
        with transaction(self.session):
            post = posts.write(self.session, self.robin(), draft=draft)
            if confirmed:
                posts.confirm(self.session, post, self.robin())
        return post

    def picture(
        self, post: Post, alt: str = "Desks by a window", colour: str = "teal"
    ) -> PostPicture:
        """A picture in a post that nobody confirmed yet."""
        pixels, robin = made_anew(drawing(colour=colour)), self.robin()
        with transaction(self.session):
            return pictures.add(self.session, post, robin, pixels=pixels, alt=alt)

    def pictured(self, **more: Any) -> PostPicture:
        """The picture of a post that may be read."""
        post = self.post(confirmed=False, **more)
        picture = self.picture(post)
        robin = self.robin()
        with transaction(self.session):
            posts.confirm(self.session, post, robin)
        return picture

    def link(self, candidate: Candidate, purpose: Purpose = Purpose.STATUS) -> MagicLink:
        return self._kept(
            MagicLink(
                key_hash=fingerprint(new_key()),
                purpose=purpose,
                candidate_id=candidate.id,
                expires_at=clock.now() + timedelta(days=30),
            )
        )

    def candidate_session(self, candidate: Candidate) -> CandidateSession:
        return self._kept(
            CandidateSession(
                key_hash=fingerprint(new_key()),
                candidate_id=candidate.id,
                link_id=self.link(candidate).id,
                day=clock.now().date(),
            )
        )

    def _kept(self, row: Row) -> Row:
        self.session.add(row)
        self.session.commit()
        return row


TELLABLE_STAGES = {
    "Received": Status.RECEIVED,
    "Review": Status.IN_REVIEW,
    "Interviews": Status.INTERVIEWING,
    "Decision": Status.DECIDING,
    "On hold": Status.ON_HOLD,
}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
