"""The documents of a deliberation, and why they may be specimens only."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.framework.models import QualificationRevision
from ccas.documents.models import Document
from ccas.documents.sealing import is_throwaway
from certification.awards.rules import missing_of_registration
from certification.deliberation.models import Deliberation, Presentation


def papers_of(deliberation: Deliberation) -> QuerySet[Document]:
    """Every document that this deliberation gave; none while its minutes do not exist."""
    if not hasattr(deliberation, "minutes"):
        return Document.objects.none()
    presentations = Presentation.objects.filter(deliberation=deliberation)
    return Document.objects.filter(
        Q(subject_id__in=presentations.values("pk"))
        | Q(subject_id__in=presentations.values("awards__pk"))
        | Q(subject_id__in=presentations.values("decisions__acquired_block"))
        | Q(kind="minutes", subject_id__in=[deliberation.minutes.pk])
    )


def specimen_reasons(revision: QualificationRevision) -> list[str]:
    """Why certificates under this revision may only be specimens; empty when real ones leave."""
    facts = {
        "certifier": certifier_facts(revision),
        "qualification": qualification_facts(revision),
    }
    reasons = missing_of_registration(facts)
    if is_throwaway():
        reasons.append(
            "Aucune clé de sceau du certificateur n’est configurée : le sceau est jetable."
        )
    return reasons
