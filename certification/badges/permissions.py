"""Whose titles and blocks these are: their holder's, once the result is published."""

from django.db.models import Q, QuerySet

from assessments.candidates.models import AcquiredBlock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.awards.models import Award
from certification.badges.models import Badge
from certification.deliberation.models import BlockDecision


def _holder(actor: Actor) -> bool:
    return actor.role == Role.CANDIDATE and actor.user_id is not None


def own_titles(actor: Actor) -> QuerySet[Award]:
    """The actor's titles in force whose result is published."""
    if not _holder(actor):
        return Award.objects.none()
    return Award.objects.filter(
        candidate__person__user=actor.user_id,
        withdrawn_on__isnull=True,
        presentation__deliberation__published_at__isnull=False,
    )


def own_blocks(actor: Actor) -> QuerySet[AcquiredBlock]:
    """The actor's blocks in force: given by a published decision, or by an equivalence."""
    if not _holder(actor):
        return AcquiredBlock.objects.none()
    unpublished = BlockDecision.objects.filter(
        acquired_block__isnull=False, presentation__deliberation__published_at__isnull=True
    )
    return AcquiredBlock.objects.filter(
        ~Q(pk__in=unpublished.values("acquired_block")),
        candidate__person__user=actor.user_id,
        ended_on__isnull=True,
    )


def own_badges(actor: Actor) -> QuerySet[Badge]:
    """The badges the actor may download: those of what they hold, not replaced."""
    return Badge.objects.filter(
        Q(award__in=own_titles(actor)) | Q(acquired__in=own_blocks(actor)), ended_at__isnull=True
    )
