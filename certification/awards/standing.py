"""Whether what a document proves still stands."""

from datetime import date

from assessments.candidates.models import AcquiredBlock
from ccas.documents.models import Document
from certification.awards.letters import LETTER
from certification.awards.models import Award
from certification.deliberation.rules import AWARDED


def ended_on(document: Document) -> date | None:
    """The day from which the title or block that this document proves is no longer held, or None
    while it stands.
    The withdrawal of a title touches its certificate, and the letter that announces it."""
    if document.kind == "certificate":
        rows = Award.objects.filter(pk=document.subject_id).values_list("withdrawn_on", flat=True)
    elif document.kind == LETTER and document.facts["outcome"]["code"] == AWARDED:
        rows = (
            Award.objects.filter(presentation=document.subject_id)
            .order_by("-withdrawn_on")
            .values_list("withdrawn_on", flat=True)
        )
    elif document.kind == "block_certificate":
        rows = AcquiredBlock.objects.filter(pk=document.subject_id).values_list(
            "ended_on", flat=True
        )
    else:
        return None
    return rows.first()
