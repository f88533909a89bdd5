"""Links from a candidate's page to the practice of each enrolment."""

from collections.abc import Sequence

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links
from assessments.practice.permissions import visible_enrolments
from ccas.actors import Actor


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """The practice of each enrolment whose practice the actor may read. One query."""
    shown = [one.pk for one in enrolments]
    readable = visible_enrolments(actor).filter(pk__in=shown).values_list("pk", flat=True)
    return {
        pk: [("Exercice professionnel", reverse("practice:enrolment", args=[pk]))]
        for pk in readable
    }
