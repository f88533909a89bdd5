"""What the room offers at start-up: kinds of files and of letters, its place in the menu."""

from django.db.models import Q

from assessments.candidates import standing
from assessments.candidates.openings import register_kept
from ccas import documents, retention
from ccas.actors import Actor
from ccas.documents import DocumentKind
from ccas.exchange import lists
from ccas.files import kinds
from ccas.files.models import ReceivedFile
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.vae.documents import ACKNOWLEDGEMENT, DECISION, PAPERS, WITHDRAWAL
from certification.vae.evidence import EVIDENCE
from certification.vae.exchange import LISTS
from certification.vae.file_documents import FILE
from certification.vae.forgetting import RULE, applications_under_way
from certification.vae.links import links
from certification.vae.models import (
    EligibilityApplication,
    ValidationFile,
    ValidationVersion,
)
from certification.vae.papers import KINDS

retention.register(RULE)
retention.register_obstacle(applications_under_way)
for kind in (*KINDS, EVIDENCE):
    kinds.register(kind)


def letters_seen(actor: Actor) -> Q | None:
    """Officer and auditor read every letter; a candidate, their own."""
    if actor.has_role("officer", "auditor"):
        return Q()
    if actor.has_role("candidate") and actor.user_id is not None:
        return Q(owner=actor.user_id)
    return None


for code, label, series in (
    (ACKNOWLEDGEMENT, "Accusé de réception", "AR-{qualification}-{year}"),
    (PAPERS, "Demande de pièces", "DP-{qualification}-{year}"),
    (DECISION, "Décision de recevabilité", "DR-{qualification}-{year}"),
    (WITHDRAWAL, "Retrait de recevabilité", "RR-{qualification}-{year}"),
):
    documents.register(
        DocumentKind(
            code=code,
            label=label,
            template="pdf/letter.html",
            stylesheets=("family.css", "report.css", "letter.css"),
            series=series,
            visible=letters_seen,
        )
    )

documents.register(
    DocumentKind(
        code=FILE,
        label="Dossier de validation",
        template="pdf/validation_file.html",
        stylesheets=("family.css", "report.css", "validation_file.css"),
        series="DV-{qualification}-{year}",
        visible=letters_seen,
    )
)

register_kept(
    EligibilityApplication,
    "La demande de recevabilité",
    lambda candidate: EligibilityApplication.objects.filter(candidate=candidate),
)
register_kept(
    ValidationFile,
    "Le dossier de validation",
    lambda candidate: ValidationFile.objects.filter(enrolment__candidate=candidate),
)
register_kept(
    ValidationVersion,
    "Le dossier de validation, tel que déposé",
    lambda candidate: ValidationVersion.objects.filter(file__enrolment__candidate=candidate),
)
register_kept(
    ReceivedFile,
    "Une pièce de son dossier de VAE",
    lambda candidate: ReceivedFile.objects.filter(
        owner=candidate.person.user_id, owner__isnull=False, kind__startswith="vae-"
    ),
)

standing.register_pages(links)

lists.register(*LISTS)
navigation.register(
    Item("Ma VAE", "vae:mine", roles=frozenset({"candidate"}), order=45),
    Item(
        "Dossiers de validation",
        "vae:files",
        roles=frozenset({"officer", "auditor"}),
        order=46,
        group="Dossiers",
    ),
    Item(
        "Retraits de recevabilité",
        "vae:withdrawals",
        roles=frozenset({"administrator"}),
        order=46,
    ),
    Item(
        "Recevabilités",
        "vae:list",
        roles=frozenset({"officer", "auditor"}),
        order=45,
        group="Dossiers",
    ),
)
