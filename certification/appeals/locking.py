"""One lock orders all that happens around the appeals of a presentation: its enrolment's row."""

from uuid import UUID

from assessments.candidates.models import Enrolment
from certification.appeals.models import Appeal
from certification.deliberation.models import Presentation


def locked_presentation(pk: UUID) -> Presentation:
    """The presentation, with what letters read of it; its enrolment is locked."""
    presentation = (
        Presentation.objects.select_related(
            "deliberation__jury",
            "enrolment__candidate__person__user",
            "enrolment__revision__qualification",
        )
    ).get(pk=pk)
    Enrolment.objects.select_for_update().get(pk=presentation.enrolment_id)
    return presentation


def locked(appeal: Appeal) -> Appeal:
    """The appeal as it is now, locked with its enrolment; its presentation read for letters."""
    presentation = locked_presentation(appeal.presentation_id)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    appeal.presentation = presentation
    return appeal
