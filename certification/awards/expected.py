"""Which documents must exist: one certificate per published award, one transcript per candidate
heard in a published deliberation, one letter per candidate of it, one minutes when signed.

Published here: the titles of a register taken over had their papers elsewhere, on their day.
"""

from collections.abc import Iterable

from ccas.documents.models import Document
from ccas.jobs.models import Job
from certification.awards.letters import LETTER
from certification.awards.models import Award
from certification.deliberation.models import Minutes, MinutesState, Presentation
from certification.deliberation.rules import UNDECIDED


def missing_documents() -> list[str]:
    """A sentence for each document that must exist and does not."""
    return [
        *_without("minutes", _signed(), "Procès-verbal manquant : {}."),
        *_without("certificate", _awards(), "Parchemin manquant : candidat {}."),
        *_without("transcript", _heard(), "Relevé manquant : candidat {}."),
        *_without(LETTER, _told(), "Lettre de résultat manquante : candidat {}."),
    ]


def missing_awards() -> list[str]:
    """A sentence for each title that signed minutes announce and the register does not hold."""
    waiting = Presentation.objects.filter(
        outcome="awarded", deliberation__minutes__state=MinutesState.SIGNED, awards__isnull=True
    )
    numbers = waiting.values_list("enrolment__candidate__number", flat=True).order_by("pk")
    return [f"Titre non délivré : candidat {number}." for number in numbers]


def _without(kind: str, subjects: Iterable[tuple], sentence: str) -> list[str]:
    issued = set(Document.objects.filter(kind=kind).values_list("subject_id", flat=True))
    return [sentence.format(name) for pk, name in subjects if pk not in issued]


def _signed() -> Iterable[tuple]:
    return Minutes.objects.filter(state=MinutesState.SIGNED).values_list(
        "pk", "deliberation__jury__name"
    )


def _published() -> list[str]:
    """The deliberations whose publication asked for their papers, in its own transaction."""
    asked = Job.objects.filter(kind="awards.publish")
    return list(asked.values_list("payload__deliberation", flat=True))


def _awards() -> Iterable[tuple]:
    return Award.objects.filter(presentation__deliberation__in=_published()).values_list(
        "pk", "candidate__number"
    )


def _told() -> Iterable[tuple]:
    return Presentation.objects.filter(deliberation__in=_published()).values_list(
        "pk", "enrolment__candidate__number"
    )


def _heard() -> Iterable[tuple]:
    return (
        Presentation.objects.filter(deliberation__in=_published())
        .exclude(outcome__in=UNDECIDED)
        .values_list("pk", "enrolment__candidate__number")
    )
