"""The scan of an attestation received on paper: a file of the attestation's own set."""

from uuid import UUID

from django.db.models import Q

from assessments.practice import permissions
from assessments.practice.models import Attestation
from ccas.actors import Actor
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import ReceivedFile


def destination(actor: Actor, attestation_id: UUID) -> FileSet | None:
    """An officer adds the scan to an attestation in force; it is the candidate's paper."""
    found = permissions.voidable_attestations(actor).filter(pk=attestation_id).first()
    if found is None:
        return None
    return FileSet(attestation_id, found.stint.enrolment.candidate.person.user_id)


def visible(actor: Actor) -> Q | None:
    """Whoever reads the practice reads the papers that prove it."""
    enrolments = permissions.visible_enrolments(actor)
    read = Attestation.objects.filter(stint__enrolment__in=enrolments)
    return Q(set_id__in=read.values("pk"))


SCAN = FileKind(
    code="attestation-scan",
    label="Attestation d’exercice sur papier",
    purpose="preuve de l’exercice professionnel",
    retention="certification",
    destination=destination,
    visible=visible,
)


def scans_of(attestations: list[UUID]) -> dict[UUID, list[ReceivedFile]]:
    """The scans of these attestations, in one query: attestation → files, the oldest first."""
    found: dict[UUID, list[ReceivedFile]] = {}
    for file in ReceivedFile.objects.filter(kind=SCAN.code, set_id__in=attestations):
        found.setdefault(file.set_id, []).append(file)
    return found
