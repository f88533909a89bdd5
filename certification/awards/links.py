"""Links from a candidate's page to results and titles."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links
from ccas.actors import Actor
from certification.awards.permissions import READERS, visible_awards
from certification.deliberation.models import Presentation
from certification.deliberation.permissions import visible_results


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """A candidate's published results, or titles and papers for who reads the register."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    results = visible_results(actor).filter(enrolment__in=enrolments)
    for row in results.select_related("deliberation__jury").order_by("concluded_at"):
        label = f"Résultat du jury du {row.deliberation.jury.sits_on:%d/%m/%Y}"
        address = reverse("awards:result", args=[row.pk])
        found.setdefault(row.enrolment_id, []).append((label, address))
    for award in visible_awards(actor).filter(enrolment__in=enrolments).order_by("awarded_on"):
        state = "retiré" if award.withdrawn_on else "délivré"
        day = award.withdrawn_on or award.awarded_on
        address = reverse("awards:detail", args=[award.pk])
        found.setdefault(award.enrolment_id, []).append(
            (f"Titre {state} le {day:%d/%m/%Y}", address)
        )
    if actor.has_role(*READERS):
        given = Presentation.objects.filter(
            enrolment__in=enrolments, deliberation__published_at__isnull=False
        )
        for enrolment in given.values_list("enrolment", flat=True).distinct().order_by():
            address = reverse("awards:papers", args=[enrolment])
            found.setdefault(enrolment, []).append(("Documents délivrés", address))
    return found
