"""Who may read and load qualifications."""

from django.db.models import QuerySet

from assessments.framework.models import Qualification
from ccas.actors import Actor

#: Roles that may load a notice and its rules; the command line acts as the platform itself.
LOADERS = ("officer", "administrator")

WHO_MAY_LOAD = (
    "Seuls un gestionnaire de la certification ou un administrateur peuvent charger une fiche."
)


def may_load(actor: Actor) -> bool:
    """Whether the actor may load a notice and its rules."""
    return actor.is_system or actor.has_role(*LOADERS)


def qualifications_seen_by(_actor: Actor) -> QuerySet[Qualification]:
    """A registration is public: whoever is signed in reads it."""
    return Qualification.objects.all()
