"""What a sheet is filled against: the scale of its revision and the competencies it covers.

A revision never changes, so both are read once in the life of the process: the two files of a
revision are large, and a tap on a sheet must not fetch them.
"""

from functools import lru_cache
from uuid import UUID

from assessments.framework.models import Competency, QualificationRevision
from assessments.framework.rules.qualification import QualificationRules, ScaleLevel
from assessments.grading.rules import CompetencyLine


@lru_cache(maxsize=64)
def rules_of(revision_id: UUID) -> QualificationRules:
    """The rules of a revision."""
    return QualificationRevision.objects.get(pk=revision_id).rules


def scale_of(revision_id: UUID) -> tuple[ScaleLevel, ...]:
    """The rating scale of a revision, in its order."""
    return rules_of(revision_id).scale


@lru_cache(maxsize=64)
def presets_of(revision_id: UUID) -> tuple[str, ...]:
    """The observations noted by one touch, in the order of their buttons."""
    return QualificationRevision.objects.get(pk=revision_id).rules.observation_presets


def lines_of(simulation_id: UUID) -> list[CompetencyLine]:
    """The competencies that a sheet of this simulation rates, by block then position.

    `id` is the competency's primary key as text. One query.
    """
    rows = (
        Competency.objects.filter(block__simulations=simulation_id)
        .order_by("block__position", "position")
        .values_list("pk", "block__code", "position", "text")
    )
    return [CompetencyLine(str(pk), code, rank, text) for pk, code, rank, text in rows]


@lru_cache(maxsize=256)
def competencies_in(blocks: tuple[int, ...]) -> frozenset[int]:
    """The competencies of these blocks, which a revision never changes."""
    return frozenset(Competency.objects.filter(block__in=blocks).values_list("pk", flat=True))
