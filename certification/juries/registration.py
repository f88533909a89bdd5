"""What the room offers at start-up: its place in the menu, and who may see a candidate."""

from assessments.people.roles import register_roles
from assessments.sessions.documents import sheet_kind
from ccas import access, documents, jobs
from ccas.documents import DocumentKind
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.jobs.models import Job
from certification.coverage.permissions import KIND as COVERAGE
from certification.juries.actions.proposing import SEARCH
from certification.juries.documents import ACT, ATTENDANCE, SUMMONS
from certification.juries.exchange import LISTS
from certification.juries.permissions import (
    READERS,
    acts_seen_by,
    attendance_sheets_seen_by,
    candidates_before_my_juries,
    enrolments_before_my_juries,
    summons_papers_seen_by,
)
from certification.juries.preparing import KIND as PREPARATION
from certification.juries.roles import seats_of
from certification.vae.permissions import BEFORE_MY_JURY


def propose(job: Job) -> None:
    """Search for a composition."""
    # The solver is seconds of code to load: only the worker that searches pays for it.
    from certification.juries.composer import working  # noqa: PLC0415

    working.propose(job)


register_roles(seats_of)
jobs.register(SEARCH, propose)
lists.register(*LISTS)
navigation.register(
    Item("Jurys", "juries:list", roles=frozenset(READERS), order=60, group="Jury et titres")
)
access.register_visibility("candidate", candidates_before_my_juries)
access.register_visibility(COVERAGE, enrolments_before_my_juries)
documents.register(
    DocumentKind(
        code=ACT,
        label="Acte de nomination du jury",
        template="pdf/nomination_act.html",
        stylesheets=("family.css", "report.css", "jury.css"),
        series="NOM-{qualification}-{year}",
        visible=acts_seen_by,
    )
)
documents.register(
    DocumentKind(
        code=SUMMONS,
        label="Convocation au jury",
        template="pdf/jury_summons.html",
        stylesheets=("family.css", "report.css", "letter.css"),
        series="CONV-{qualification}-{year}",
        visible=summons_papers_seen_by,
    )
)
documents.register(
    DocumentKind(
        code=PREPARATION,
        label="Dossier de préparation du jury",
        template="pdf/jury_preparation.html",
        stylesheets=("family.css", "report.css", "jury.css"),
        series="PREP-{qualification}-{year}",
        visible=summons_papers_seen_by,
    )
)
documents.register(
    sheet_kind(ATTENDANCE, "Feuille d’émargement du jury", attendance_sheets_seen_by)
)
access.register_visibility(BEFORE_MY_JURY, enrolments_before_my_juries)
