"""What the words of other people's pipelines probably mean, in English, German, French and Spanish.
Pure.

A proposal is shown and confirmed by a person, never acted on by itself.
"""

from enum import StrEnum
from functools import cache, lru_cache

from portal.hiring.stages import Status
from portal.integrations.columns import plain


class Target(StrEnum):
    """What a stage of a file may be mapped to: a status, an end, or nothing since nobody applied
    yet.
    """

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    INTERVIEWING = "interviewing"
    DECIDING = "deciding"
    ON_HOLD = "on_hold"
    LEAVE_OUT = "leave_out"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"


ENDS = (Target.REJECTED, Target.WITHDRAWN, Target.HIRED)

_LEAVE_OUT = """contacted; replied; lead; new lead; leads; prospect; prospects; sourced; sourced
    candidate; outreach; reached out; uncontacted; nurture; talent pool; identified; responded; in
    contact; kontaktiert; angesprochen; angeschrieben; geantwortet; hat geantwortet; interessent;
    interessentin; talentpool; contacte; contactee; a repondu; repondu; source; sourcee; vivier;
    contact pris; contactado; contactada; respondio; ha respondido; respondido; prospecto;
    identificado; cantera"""
"""Whole phrases only: a `Tech lead interview` is no lead."""

_NO_GUESS = (
    "accepted",
    "declined",
    "angenommen",
    "acceptee",
    "declinee",
    "aceptada",
    "rechazo la oferta",
    "lapsed",
)
"""An answer to an offer, which no stage can say for the candidate."""

_WORDS: tuple[tuple[Target, str], ...] = (
    (
        Target.WITHDRAWN,
        """withdrawn withdrew withdraws zuruckgezogen ruckzug desiste desistee desistement retire
        retiree retirado retirada desistio desistimiento
        """,
    ),
    (
        Target.REJECTED,
        """rejected rejection reject disqualified unsuccessful archived absage abgesagt abgelehnt
        ausgeschieden refuse refusee rejete rejetee refus ecarte ecartee rechazado rechazada rechazo
        descartado descartada archiviert archive archivado archivee archivada
        """,
    ),
    (Target.HIRED, "hired eingestellt embauche embauchee recrute recrutee contratado contratada"),
    (
        Target.ON_HOLD,
        """hold paused pause parked pausiert zuruckgestellt warteliste ruht suspendu suspendue
        attente pausado espera pausa suspendido
        """,
    ),
    (
        Target.DECIDING,
        """offer offers decision decide deciding references reference background negotiation
        approval verbal angebot entscheidung referenzen vertragsangebot zusage offre decision
        references proposition oferta decision referencias propuesta negociacion
        """,
    ),
    (
        Target.INTERVIEWING,
        """interview interviews interviewing phone call calls onsite panel technical assessment test
        homework takehome presentation trial meeting video final gesprach gesprache
        vorstellungsgesprach erstgesprach zweitgesprach telefoninterview telefonat telefongesprach
        kennenlernen kennenlerngesprach probetag probearbeiten fachgesprach entretien entretiens
        rencontre telephonique technique entrevista entrevistas llamada prueba telefonica
        """,
    ),
    (
        Target.IN_REVIEW,
        """review reviewing screening screen screened shortlist shortlisted longlist qualified
        considering prufung sichtung gepruft vorauswahl bearbeitung examen preselection tri etude
        revision preseleccion criba evaluacion cribado
        """,
    ),
    (
        Target.RECEIVED,
        """new applied applicant applicants application received inbox incoming eingang eingegangen
        neu neue beworben bewerbung nouveau nouvelle candidature recu recue nuevo nueva recibido
        recibida solicitud inscrito inscrita postulado postulada
        """,
    ),
)
_PHRASES = {
    "on site": Target.INTERVIEWING,
    "take home": Target.INTERVIEWING,
    "not selected": Target.REJECTED,
    "not a fit": Target.REJECTED,
    "no fit": Target.REJECTED,
    "non retenu": Target.REJECTED,
    "non retenue": Target.REJECTED,
    "no seleccionado": Target.REJECTED,
    "no seleccionada": Target.REJECTED,
    "en cours": Target.IN_REVIEW,
    "en proceso": Target.IN_REVIEW,
}

_STATUSES: dict[str, str] = {
    "active": """active, open, in progress, in process, new, live, ongoing, aktiv, offen, laufend,
        in bearbeitung, actif, active, ouvert, ouverte, en cours, activo, activa, abierto, abierta,
        en curso, en proceso""",
    "hired": "hired, eingestellt, embauche, embauchee, recrute, recrutee, contratado, contratada",
    "rejected": """rejected, not selected, declined by us, abgelehnt, abgesagt, absage, refuse,
        refusee, rejete, rejetee, non retenu, non retenue, rechazado, rechazada, descartado,
        descartada, no seleccionado, no seleccionada""",
    "withdrawn": """withdrawn, withdrew, candidate withdrew, zuruckgezogen, desiste, desistee,
        retire, retiree, retirado, retirada""",
    "archived": """archived, disqualified, closed, archiviert, disqualifiziert, geschlossen,
        archive, archivee, disqualifie, cloture, archivado, archivada, descalificado, cerrado,
        cerrada""",
}


def proposal(word: str) -> Target | None:
    """What that stage probably means; None where a guess would be one too many."""
    phrase = " ".join(_split(word))
    if phrase in _left_out():
        return Target.LEAVE_OUT
    if any(said in phrase for said in _NO_GUESS):
        return None
    for known, target in _PHRASES.items():
        if known in phrase:
            return target
    words = set(phrase.split())
    return next((target for target, known in _WORDS if words & set(known.split())), None)


@lru_cache(maxsize=512)
def status_meant(word: str) -> str | None:
    """`active`, `hired`, `rejected`, `withdrawn` or `archived` (which needs a reason); None for
    another word.
    """
    phrase = " ".join(_split(word))
    for meant, listed in _STATUSES.items():
        if phrase in {" ".join(one.split()) for one in listed.split(",")}:
            return meant
    return None


def end_in(reason: str) -> Target | None:
    """The end a reason names: some tools archive people under `Hired` or `Candidate withdrew`."""
    meant = status_meant(reason)
    return Target(meant) if meant in ("hired", "withdrawn") else None


def status_of(target: Target) -> Status | None:
    """The status that a mapped stage shows; None for the targets that are no status."""
    return Status(target.value) if target.value in set(Status) else None


def _split(word: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in plain(word)).split()


@cache
def _left_out() -> frozenset[str]:
    return frozenset(" ".join(one.split()) for one in _LEAVE_OUT.split(";"))
