"""A file of validation as the rules read it, as its pages draw it, and as it is frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.framework.models import CompetencyBlock
from ccas import clock
from ccas.files.models import FileState as Received
from certification.vae import evidence
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
    Evidence,
    FileState,
    Narrative,
    TargetedBlock,
    ValidationFile,
)
from certification.vae.papers import TURNED_AWAY
from certification.vae.rules import text
from certification.vae.rules.validation import (
    QUESTIONS,
    Gathered,
    Told,
    missing_to_submit,
    validity_refusals,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with its number in the file (1 for the first) and its competencies."""

    number: int
    evidence: Evidence
    competencies: tuple[int, ...]

    @property
    def counts(self) -> bool:
        """A file turned away proves nothing; one being examined may yet."""
        return self.evidence.received.state not in TURNED_AWAY


@dataclass(frozen=True, slots=True)
class Line:
    """A competency of the file: what is told of it, and the pieces that show it."""

    narrative: Narrative
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> int:
        return sum(text.words(getattr(self.narrative, question)) for question in QUESTIONS)

    @property
    def empty(self) -> tuple[str, ...]:
        """The questions not answered yet."""
        return tuple(each for each in QUESTIONS if not getattr(self.narrative, each).strip())


@dataclass(frozen=True, slots=True)
class Dossier:
    """A whole file as it stands, in five queries: targeted blocks → lines, and every piece."""

    file: ValidationFile
    blocks: tuple[tuple[CompetencyBlock, tuple[Line, ...]], ...]
    pieces: tuple[Piece, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _, lines in self.blocks for line in lines)

    @property
    def gathered(self) -> Gathered:
        """The same, as the rules read it."""
        waiting = sum(
            piece.evidence.received.state in (Received.RECEIVED, Received.SCANNING)
            for piece in self.pieces
        )
        told = tuple(
            Told(
                block.code,
                line.narrative.competency.position,
                line.empty,
                sum(piece.counts for piece in line.pieces),
            )
            for block, lines in self.blocks
            for line in lines
        )
        return Gathered(tuple(block.code for block, _ in self.blocks), told, waiting)


def dossier(file: ValidationFile) -> Dossier:
    """Everything told and sent so far."""
    pieces = tuple(
        Piece(number, piece, tuple(competencies))
        for number, (piece, competencies) in enumerate(evidence.pieces_of(file), start=1)
    )
    shown: dict[int, list[Piece]] = {}
    for piece in pieces:
        for competency in piece.competencies:
            shown.setdefault(competency, []).append(piece)
    by_block: dict[int, list[Line]] = {}
    for narrative in file.narratives.select_related("competency__block"):
        line = Line(narrative, tuple(shown.get(narrative.competency_id, ())))
        by_block.setdefault(narrative.competency.block_id, []).append(line)
    return Dossier(
        file,
        tuple((block, tuple(by_block.get(block.pk, ()))) for block in targeted_blocks(file)),
        pieces,
    )


def targeted_blocks(file: ValidationFile) -> list[CompetencyBlock]:
    """The blocks that the file aims at, in the notice's order."""
    return list(file.blocks.order_by("position"))


def missing(found: Dossier) -> list[str]:
    """What lacks before the file can be submitted today, in sentences."""
    return missing_to_submit(
        found.gathered, evidence_per_block=settings.VAE_EVIDENCE_PER_BLOCK
    ) + admissibility_refusals(found.file)


def admissibility_refusals(file: ValidationFile) -> list[str]:
    """What the admissibility says of one more submission: its end, or its withdrawal."""
    application = EligibilityApplication.objects.filter(enrolment=file.enrolment_id).first()
    if application is None:
        return []
    if application.state == ApplicationState.WITHDRAWN:
        return ["La recevabilité est retirée : le dossier ne peut plus être déposé."]
    presented = file.presented.number if file.presented else 0
    answering = file.state == FileState.RETURNED and file.version > presented
    return validity_refusals(application.valid_until, clock.today(), answering=answering)


def blocks_to_target(enrolment: Enrolment) -> list[CompetencyBlock]:
    """The blocks of the admissibility (of the whole title without one), less those held."""
    application = EligibilityApplication.objects.filter(enrolment=enrolment).first()
    blocks = application.blocks.all() if application else enrolment.revision.blocks.all()
    held = set(
        AcquiredBlock.objects.filter(
            candidate=enrolment.candidate_id, ended_on__isnull=True
        ).values_list("block_code", flat=True)
    )
    return [block for block in blocks.order_by("position") if block.code not in held]


def narratives_for(file: ValidationFile, blocks: Iterable[CompetencyBlock]) -> None:
    """Make room for what is told of each competency of these blocks; those there stay."""
    known = set(file.narratives.values_list("competency", flat=True))
    Narrative.objects.bulk_create(
        Narrative(file=file, competency=competency)
        for block in blocks
        for competency in block.competencies.all()
        if competency.pk not in known
    )


def set_targets(file: ValidationFile, blocks: Iterable[CompetencyBlock]) -> None:
    """Write which blocks the file aims at."""
    wanted = {block.pk: block for block in blocks}
    present = TargetedBlock.objects.filter(file=file)
    present.exclude(competencyblock__in=wanted).delete()
    held = set(present.values_list("competencyblock", flat=True))
    TargetedBlock.objects.bulk_create(
        TargetedBlock(file=file, competencyblock=block)
        for pk, block in wanted.items()
        if pk not in held
    )
    narratives_for(file, wanted.values())


def facts(found: Dossier) -> dict[str, Any]:
    """Everything told, as JSON values: texts, numbers, and the fingerprints of the pieces."""
    enrolment = found.file.enrolment
    return {
        "qualification": enrolment.revision.qualification.code,
        "revision": enrolment.revision.number,
        "candidate": enrolment.candidate.number,
        "blocks": [
            {
                "code": block.code,
                "title": block.title,
                "competencies": [_line_facts(line) for line in lines],
            }
            for block, lines in found.blocks
        ],
        "evidence": [
            {
                "number": piece.number,
                "title": piece.evidence.title,
                "file": str(piece.evidence.received_id),
                "name": piece.evidence.received.name,
                "pages": piece.evidence.received.pages,
                "sha256": piece.evidence.received.sha256,
                "shown_sha256": piece.evidence.received.shown_sha256,
            }
            for piece in found.pieces
            if piece.counts
        ],
    }


def _line_facts(line: Line) -> dict[str, Any]:
    narrative = line.narrative
    return {
        "id": narrative.competency_id,
        "position": narrative.competency.position,
        "text": narrative.competency.text,
        **{question: getattr(narrative, question) for question in QUESTIONS},
        "words": line.words,
        "evidence": [piece.number for piece in line.pieces if piece.counts],
    }


def sent_files(found: Dossier) -> list[UUID]:
    """The files that a version of it holds: those found clean."""
    return [piece.evidence.received_id for piece in found.pieces if piece.counts]
