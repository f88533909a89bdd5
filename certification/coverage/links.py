"""Links from a candidate's page to the coverage of each enrolment."""

from collections.abc import Sequence

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links
from ccas.actors import Actor
from certification.coverage.permissions import visible_enrolments


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """The coverage of each enrolment whose coverage the actor may open. One query."""
    shown = [one.pk for one in enrolments]
    readable = visible_enrolments(actor).filter(pk__in=shown).values_list("pk", flat=True)
    return {
        pk: [("Couverture des compétences", reverse("coverage:enrolment", args=[pk]))]
        for pk in readable
    }
