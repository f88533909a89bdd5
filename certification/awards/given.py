"""What a paper given to a candidate is about, and which papers an enrolment gave."""

from uuid import UUID

from assessments.candidates.models import AcquiredBlock, Enrolment
from ccas.documents.models import Document
from certification.awards.models import Award
from certification.deliberation.models import Presentation

#: Kind → the table of its subject.
SUBJECTS: dict[str, type[Award] | type[AcquiredBlock] | type[Presentation]] = {
    "certificate": Award,
    "block_certificate": AcquiredBlock,
    "transcript": Presentation,
}


def subject_of(paper: Document) -> Award | AcquiredBlock | Presentation:
    """The row that the paper proves. KeyError for another kind of document."""
    return SUBJECTS[paper.kind]._default_manager.get(pk=paper.subject_id)


def presentation_of(paper: Document) -> Presentation:
    """The presentation before a jury that gave this paper."""
    subject = subject_of(paper)
    if isinstance(subject, Award):
        return subject.presentation
    if isinstance(subject, AcquiredBlock):
        return Presentation.objects.get(decisions__acquired_block=subject)
    return subject


def award_facts(award: Award) -> dict[str, object]:
    """What is said of a title to other systems: whose it is by identifiers, never by a name."""
    return {
        "award": award.pk,
        "enrolment": award.enrolment_id,
        "qualification": award.qualification.code,
    }


def subjects_of(enrolment: Enrolment) -> list[UUID]:
    """The rows of an enrolment that papers may be about."""
    blocks = AcquiredBlock.objects.filter(decision__presentation__enrolment=enrolment)
    return [
        *Award.objects.filter(enrolment=enrolment).values_list("pk", flat=True),
        *Presentation.objects.filter(enrolment=enrolment).values_list("pk", flat=True),
        *blocks.values_list("pk", flat=True),
    ]
