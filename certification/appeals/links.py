"""Links from a candidate's page to appeals, made or still to register."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.appeals import rules
from certification.appeals.permissions import READERS, challenged_presentations, visible_appeals


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """Each appeal for who reads them; for the officer, where to register one that came on paper."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    if not actor.has_role(*READERS):
        return found
    seen = visible_appeals(actor).filter(presentation__enrolment__in=enrolments)
    for appeal in seen.order_by("received_on"):
        label = f"Recours du {appeal.received_on:%d/%m/%Y} : {appeal.get_state_display()}"
        address = reverse("appeals:detail", args=[appeal.pk])
        found.setdefault(appeal.presentation.enrolment_id, []).append((label, address))
    if actor.role == Role.OFFICER:
        open_to_appeal = challenged_presentations(actor).filter(enrolment__in=enrolments)
        for one in open_to_appeal.exclude(outcome__in=rules.NOT_AGAINST).exclude(
            appeals__state="accepted"
        ):
            day = one.deliberation.jury.sits_on
            address = reverse("appeals:register", args=[one.pk])
            found.setdefault(one.enrolment_id, []).append(
                (f"Enregistrer un recours contre le jury du {day:%d/%m/%Y}", address)
            )
    return found
