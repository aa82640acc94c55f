"""What the team does when it does not go on with somebody made up."""

from sqlalchemy.orm import Session

from portal.hiring.actions import calls, endings, verdicts
from portal.hiring.stages import EndingWay
from portal.integrations.made_up.acts import Act, Person, owner_of


def decided(person: Person, reason: str) -> Act:
    """The team decides not to go on; nobody outside notices."""

    def act(session: Session) -> None:
        application = person.application(session)
        verdicts.decide(session, application, owner_of(application), reason=reason)

    return act


def called_in_vain(person: Person) -> Act:
    """Somebody calls, and reaches nobody."""

    def act(session: Session) -> None:
        application = person.application(session)
        calls.missed(session, application, owner_of(application))

    return act


def wrote(person: Person, words: str) -> Act:
    """A note is written, and waits to leave."""

    def act(session: Session) -> None:
        application = person.application(session)
        way = EndingWay.NOTE
        endings.write(session, application, owner_of(application), way=way, words=words)

    return act


def let_go(person: Person, words: str) -> Act:
    """They are told, in words of their own."""

    def act(session: Session) -> None:
        application = person.application(session)
        if application.verdict() is None:
            verdicts.decide(session, application, owner_of(application), reason="")
        ending = endings.write(
            session,
            application,
            owner_of(application),
            way=EndingWay.NOTE if application.interviewed else EndingWay.MAIL,
            words=words,
        )
        endings.release(session, ending)

    return act
