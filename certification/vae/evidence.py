"""Evidence of livret 2, as files of the gateway: who sends it, who reads it.

Each narrative is a set of its own. The office and the jury read what a frozen version holds, and
nothing else; nobody reads anything before a clean verdict (the gateway sees to it).
"""

from uuid import UUID

from django.db.models import Q

from ccas import clock, journal
from ccas.actors import Actor
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import ReceivedFile
from ccas.refusals import Refusal
from certification.vae import permissions
from certification.vae.models import (
    WRITTEN,
    Evidence,
    EvidenceCompetency,
    Narrative,
    ValidationFile,
    ValidationVersion,
    VersionPaper,
)

#: For one competency.
QUOTA = 100 * 1024 * 1024
#: For one file: more pieces than anybody reads.
MOST = 200


def to_narrative(actor: Actor, set_id: UUID) -> FileSet | None:
    """Evidence goes to the narrative it proves, while the file is written."""
    if not actor.has_role("candidate") or actor.user_id is None:
        return None
    mine = Narrative.objects.filter(
        pk=set_id,
        file__enrolment__candidate__person__user=actor.user_id,
        file__state__in=WRITTEN,
    )
    return FileSet(set_id, actor.user_id, QUOTA) if mine.exists() else None


def evidence_seen(actor: Actor) -> Q | None:
    """A candidate's own; for the others, what the versions they may read hold."""
    if actor.has_role("candidate") and actor.user_id is not None:
        return Q(owner=actor.user_id)
    read = permissions.visible_versions(actor)
    return Q(pk__in=VersionPaper.objects.filter(version__in=read).values("received"))


def evidence_arrived(received: ReceivedFile, by: Actor) -> None:
    """A piece is here: it stands in the file, for the competency it was sent to."""
    narrative = Narrative.objects.select_related("file").get(pk=received.set_id)
    file = ValidationFile.objects.select_for_update().get(pk=narrative.file_id)
    if file.state not in WRITTEN:
        raise Refusal("Ce dossier est déposé : il ne change plus.")
    if file.evidence.filter(detached_at=None).count() >= MOST:
        raise Refusal(f"Un dossier tient {MOST} pièces au plus : retirez-en une d’abord.")
    title = received.name.rpartition(".")[0] or received.name
    piece = Evidence.objects.create(file=file, received=received, title=title[:150])
    EvidenceCompetency.objects.create(evidence=piece, competency_id=narrative.competency_id)
    journal.record("validation.attach", file, by=by, evidence=piece.pk, file=received.pk)


EVIDENCE = FileKind(
    code="vae-evidence",
    label="Pièce du dossier de validation",
    destination=to_narrative,
    visible=evidence_seen,
    arrived=evidence_arrived,
    purpose="dossier de validation de la VAE",
    retention="evidence",
)


def pieces_of(file: ValidationFile) -> list[tuple[Evidence, list[int]]]:
    """The pieces of a file as it stands, with their competencies: two queries, oldest first."""
    pieces = list(
        file.evidence.filter(detached_at=None)
        .select_related("received")
        .order_by("recorded_at", "pk")
    )
    told: dict[UUID, list[int]] = {piece.pk: [] for piece in pieces}
    for pk, competency in EvidenceCompetency.objects.filter(evidence__in=pieces).values_list(
        "evidence", "competency"
    ):
        told[pk].append(competency)
    return [(piece, told[piece.pk]) for piece in pieces]


def held_by_a_version(received: UUID) -> bool:
    """Whether a frozen version holds this file: its bytes then stay."""
    return VersionPaper.objects.filter(received=received).exists()


def seal(version: ValidationVersion, received: list[UUID]) -> None:
    """Write which files a new version holds."""
    VersionPaper.objects.bulk_create(
        VersionPaper(version=version, received_id=pk) for pk in sorted(set(received))
    )


def now_detached(piece: Evidence) -> None:
    """Take a piece out of the file as it stands."""
    piece.detached_at = clock.now()
    piece.save(update_fields=["detached_at"])
