"""What people call their columns: the words for each field, in English, German, French and Spanish.
Data only.
"""

ALIASES: dict[str, str] = {
    "application_id": """Application ID, App ID, Opportunity ID, Applicant Reference, Bewerbungs-ID,
        Bewerbungsnummer, Identifiant de candidature, ID de candidature, ID de solicitud""",
    "candidate_id": """Candidate ID, Person ID, Profile ID, Contact ID, Bewerber-ID, Bewerbernummer,
        Kandidaten-ID, ID candidat, Identifiant candidat, ID de candidato, ID candidato""",
    "first_name": """First Name, Given Name, firstname, Forename, Vorname, Rufname, Prénom,
        Nombre de pila""",
    "last_name": """Last Name, Surname, Family Name, lastname, Nachname, Familienname, Zuname, Nom
        de famille, Apellido, Apellidos""",
    "full_name": """Name, Candidate, Candidate Name, Full-Name, Applicant, Applicant Name,
        Vollständiger Name, Bewerber, Bewerberin, Bewerber/in, Bewerbername, Kandidat, Kandidatin,
        Nom, Nom complet, Nom du candidat, Candidat, Candidate, Nombre, Nombre completo, Candidato,
        Candidata, Nombre y apellidos, Nom et prénom""",
    "email": """Email, E-mail, Email Address, Emails, Candidate Email, Primary Email, Mail,
        E-Mail-Adresse, Mailadresse, Courriel, Adresse e-mail, Adresse mail, Adresse électronique,
        Correo, Correo electrónico""",
    "phone": """Phone, Mobile, Phones, Phone Number, Telephone, Mobile Number, Telefon,
        Telefonnummer, Handy, Handynummer, Mobil, Mobilnummer, Rufnummer, Téléphone, Numéro de
        téléphone, Portable, Teléfono, Móvil, Celular, Número de teléfono""",
    "job_id": """Job ID, Requisition ID, Req ID, Shortcode, Posting ID, Stellen-ID, Stellennummer,
        ID du poste, Référence du poste, ID del puesto, ID de vacante""",
    "job_title": """Job, Job Name, Position, Posting, Posting Title, Applied For, Jobs, Stelle,
        Stellentitel, Stellenbezeichnung, Beworben als, Beworben für, Poste, Intitulé du poste,
        Offre d'emploi, Puesto, Vacante, Cargo, Título del puesto, Oferta de empleo""",
    "stage": """Stage, Current Stage, Stage Name, Pipeline Stage, Milestone, Interview Stage, Stufe,
        Phase, Bewerbungsphase, Prozessschritt, Schritt, Étape, Étape actuelle, Etapa, Etapa actual,
        Fase""",
    "status": """Status, Application Status, Bewerbungsstatus, Bewerberstatus, Statut, Statut de la
        candidature, État, Estado, Estatus, Estado de la solicitud""",
    "rejection_reason": """Rejection Reason, Archive-Reason, Archive Reason, Disqualification
        Reason, Absagegrund, Ablehnungsgrund, Motif de refus, Raison du refus, Motif de rejet,
        Motivo de rechazo, Motivo de descarte""",
    "applied_at": """Applied On, Application Date, Date Applied, Date-Added, Created At, Applied,
        Beworben am, Bewerbungsdatum, Eingangsdatum, Eingegangen am, Bewerbung vom, Date de
        candidature, Candidature du, Candidature le, Postulé le, A postulé le, Fecha de solicitud,
        Fecha de candidatura, Fecha de postulación, Fecha de inscripción, Solicitado el""",
    "stage_changed_at": """Last Moved, Stage Changed, Stage Changed On, Stufe seit, Phase seit,
        Zuletzt bewegt, Dernier changement, Date de changement d'étape, Último cambio, Último
        movimiento""",
    "rejected_at": """Archive-Date, Rejected On, Date Rejected, Abgesagt am, Absagedatum, Abgelehnt
        am, Refusé le, Date de refus, Rechazado el, Fecha de rechazo""",
    "hired_at": """Hired On, Date Hired, Hire Date, Eingestellt am, Einstellungsdatum, Embauché le,
        Date d'embauche, Recruté le, Contratado el, Fecha de contratación""",
    "recruiter_email": """Recruiter, Owner, Coordinator, Recruiter Mail, Zuständig, Ansprechpartner,
        Ansprechpartnerin, Betreuer, Betreuerin, Recruiterin, Recruteur, Recruteuse, Chargé de
        recrutement, Reclutador, Reclutadora, Responsable""",
    "recruiter_name": """Name des Recruiters, Nom du recruteur, Nombre del reclutador""",
    "department": """Dept, Team, Abteilung, Bereich, Département, Service, Équipe,
        Departamento, Área, Equipo""",
    "location": """Office, Job Location, Standort, Ort, Büro, Lieu, Site, Ville, Localisation,
        Ubicación, Sede, Lugar, Ciudad, Oficina""",
    "source": """Sources, Origin, Quelle, Kanal, Provenance, Canal, Fuente, Origen""",
    "offer_sent_on": """Offer Sent, Offer Date, Angebot gesendet am, Offre envoyée le, Oferta
        enviada el""",
    "offer_expires_on": """Offer Expires, Angebot gültig bis, Offre valable jusqu'au, Oferta
        válida hasta""",
    "start_date": """Start Date, Startdatum, Eintrittsdatum, Eintritt am, Date de début, Date
        d'arrivée, Fecha de inicio""",
    "interview_start": """Interview Date, Interview Time, Gesprächstermin, Gespräch am,
        Interview am, Date de l'entretien, Début de l'entretien, Fecha de entrevista, Inicio de
        la entrevista""",
    "interview_end": """Gesprächsende, Gespräch bis, Fin de l'entretien, Fin de la entrevista""",
    "interview_timezone": """Time Zone, Timezone, Zeitzone, Fuseau horaire, Zona horaria, Huso
        horario""",
    "interview_location": "Gesprächsort, Lieu de l'entretien, Lugar de la entrevista",
    "interview_url": """Interview Link, Meeting Link, Gesprächslink, Lien de l'entretien,
        Enlace de la entrevista""",
    "interview_id": "Event ID",
    "locale": "Language, Sprache, Langue, Idioma",
    "memo": """Note, Notes, Comment, Comments, Notiz, Notizen, Bemerkung, Bemerkungen,
        Kommentar, Kommentare, Remarque, Remarques, Commentaire, Commentaires, Nota, Notas,
        Comentario, Comentarios, Observaciones""",
}

WHOLE_OR_LAST = ("name", "nom")
"""Beside a column of first names, these hold the last ones."""
WHOLE_OR_FIRST = ("nombre",)
"""Beside a column of last names, this holds the first ones."""

NEVER = frozenset(
    """gender genders sex race races ethnicity ethnic hispanic latino latinx veteran veterans
    disability disabilities disabled religion religious eeo eeoc geschlecht schwerbehinderung
    behinderung schwerbehindert ethnie religionszugehörigkeit konfession genre sexe handicap
    handicapé ethnique rqth género sexo raza etnia discapacidad veterano religión
    """.split()  # noqa: SIM905  read as prose, mended as prose
)
"""Words of a header whose column is never read: what must play no part in who is chosen."""
NEVER_PHRASES = (
    "sexual orientation",
    "sexuelle orientierung",
    "orientation sexuelle",
    "orientación sexual",
)
