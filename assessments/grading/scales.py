"""What a sheet is filled against: the scale of its revision and the competencies it covers.

A revision never changes, so both are read once in the life of the process: the two files of a
revision are large, and a tap on a sheet must not fetch them.
"""

from functools import lru_cache
from uuid import UUID

from assessments.framework.models import Competency, QualificationRevision
from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.rules import CompetencyLine


@lru_cache(maxsize=64)
def scale_of(revision_id: UUID) -> tuple[ScaleLevel, ...]:
    """The rating scale of a revision, in its order."""
    return QualificationRevision.objects.get(pk=revision_id).rules.scale


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
