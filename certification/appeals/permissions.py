"""Who reads an appeal, who makes one, who answers it."""

from uuid import UUID

from django.db.models import Q, QuerySet

from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.appeals.models import Appeal
from certification.deliberation.models import Presentation
from certification.deliberation.permissions import visible_results
from certification.juries.models import Jury, Nomination

READERS = (Role.OFFICER, Role.AUDITOR)


def visible_appeals(actor: Actor) -> QuerySet[Appeal]:
    """Every appeal for officer and auditor; one's own as a candidate."""
    every = Appeal.objects.select_related(
        "presentation__deliberation__jury__revision__qualification",
        "presentation__enrolment__candidate__person__user",
        "presentation__enrolment__revision__qualification",
    )
    if actor.has_role(*READERS):
        return every
    if actor.role == Role.CANDIDATE and actor.user_id is not None:
        return every.filter(presentation__in=visible_results(actor))
    return every.none()


def challenged_presentations(actor: Actor) -> QuerySet[Presentation]:
    """The published presentations against which the officer may register an appeal."""
    if actor.role != Role.OFFICER:
        return Presentation.objects.none()
    return Presentation.objects.filter(deliberation__published_at__isnull=False).select_related(
        "deliberation__jury", "enrolment__candidate__person", "enrolment__revision__qualification"
    )


def letters_seen(actor: Actor) -> Q | None:
    """Condition on Document: officer and auditor read every letter; a candidate, their own."""
    if actor.has_role(*READERS):
        return Q()
    if actor.role == Role.CANDIDATE and actor.user_id is not None:
        return Q(owner=actor.user_id)
    return None


def sat_on(jury: Jury, user: UUID | None) -> bool:
    """Whether the holder of that account held a seat of that jury at any time."""
    return (
        user is not None
        and Nomination.objects.filter(seat__jury=jury, person__user_id=user).exists()
    )


def is_own(actor: Actor, presentation: Presentation) -> bool:
    """Whether this is the actor's own published result."""
    return visible_results(actor).filter(pk=presentation.pk).exists()


def require_officer(actor: Actor) -> None:
    """Raise Refusal unless the actor answers for the certifier."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification instruit un recours.")


def account_of(actor: Actor) -> UUID:
    """The account of somebody who acts in person. Raises Refusal for the platform itself."""
    if actor.user_id is None:
        raise Refusal("Cet acte se fait sous son propre compte.")
    return actor.user_id
