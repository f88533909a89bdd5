"""Whose links these are: the holder's own, and nobody else's."""

from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.register.models import Share


def shareable_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """The actor's own enrolments that gave a title: what there is to show."""
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return Enrolment.objects.none()
    return Enrolment.objects.filter(
        candidate__person__user=actor.user_id, awards__isnull=False
    ).distinct()


def own_shares(actor: Actor) -> QuerySet[Share]:
    """The links that the actor made of their own enrolments."""
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return Share.objects.none()
    return Share.objects.filter(enrolment__candidate__person__user=actor.user_id)
