"""What the pages of a candidate show of past deliberations: blocks to come back for, links."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from assessments.candidates.models import AcquiredBlock, Enrolment, EnrolmentState
from assessments.candidates.standing import Links, Refused, Untold
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.deliberation.models import BlockDecision, MinutesState, Presentation, Verdict
from certification.deliberation.permissions import (
    READERS,
    visible_deliberations,
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


def untold(enrolments: Sequence[Enrolment], actor: Actor) -> Untold:
    """What a jury decided and has not published, unless the actor may see that deliberation:
    the blocks it gave and the enrolments that its title ended. Three queries at most."""
    hidden = Presentation.objects.filter(
        enrolment__in=enrolments, deliberation__published_at__isnull=True
    ).exclude(deliberation__in=visible_deliberations(actor))
    blocks = AcquiredBlock.objects.filter(decision__presentation__in=hidden)
    ended = Enrolment.objects.filter(presentations__in=hidden, state=EnrolmentState.AWARDED)
    return set(blocks.values_list("pk", flat=True)), set(ended.values_list("pk", flat=True))


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
