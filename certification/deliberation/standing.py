"""What the pages of a candidate show of past deliberations: blocks to come back for, links."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links, Refused
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.deliberation.models import BlockDecision, MinutesState, Verdict
from certification.deliberation.permissions import (
    READERS,
    visible_presentations,
    visible_results,
)


def missed_blocks(enrolments: Sequence[Enrolment], actor: Actor) -> Refused:
    """What the last jury said of each block that it did not validate.

    Who keeps the files reads it once the minutes are signed, the candidate once the results are
    published, nobody else. Two queries at most.
    """
    decisions = BlockDecision.objects.filter(presentation__enrolment__in=enrolments)
    if actor.has_role(*READERS):
        decisions = decisions.filter(presentation__deliberation__minutes__state=MinutesState.SIGNED)
    elif actor.role == Role.CANDIDATE:
        decisions = decisions.filter(presentation__in=visible_results(actor))
    else:
        return {}
    said: dict[tuple[UUID, int], str] = {}
    for row in decisions.select_related("presentation").order_by("decided_at"):
        key = (row.presentation.enrolment_id, row.block_id)
        said.pop(key, None)
        if row.verdict == Verdict.NOT_VALIDATED:
            said[key] = _sentence(row)
    return said


def _sentence(decision: BlockDecision) -> str:
    day = clock.paris(decision.decided_at)
    way = decision.what_would_show.strip()
    said = f"Non validé par le jury du {day:%d/%m/%Y}."
    return f"{said} Pour le valider : {way[0].lower()}{way[1:]}" if way else said


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """The presentations that the actor may open, by enrolment. One query."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    seen = visible_presentations(actor).filter(enrolment__in=enrolments)
    for row in seen.select_related("deliberation__jury").order_by("deliberation__jury__sits_on"):
        jury = row.deliberation.jury
        label = f"Passage devant le jury du {jury.sits_on:%d/%m/%Y}"
        address = reverse("deliberation:candidate", args=[row.deliberation_id, row.pk])
        found.setdefault(row.enrolment_id, []).append((label, address))
    return found
