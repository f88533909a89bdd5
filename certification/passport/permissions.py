"""Who prepares, sends and reads returns."""

from django.db.models import QuerySet

from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.passport.models import PassportReturn

READERS = (Role.OFFICER, Role.AUDITOR)


def visible_returns(actor: Actor) -> QuerySet[PassportReturn]:
    """The returns the actor may read."""
    if actor.has_role(*READERS):
        return PassportReturn.objects.all()
    return PassportReturn.objects.none()


def require_officer(actor: Actor) -> None:
    """The officer, and nobody else."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification déclare au passeport.")
