"""Who may read the directory, and who may write in it."""

from django.db.models import Q, QuerySet

from assessments.people.models import Person
from ccas.actors import Actor

READERS = ("officer", "auditor", "administrator")
WRITERS = ("officer", "administrator")

WHO_MAY_WRITE = (
    "Seuls un gestionnaire de la certification ou un administrateur peuvent modifier l’annuaire."
)


def may_read_directory(actor: Actor) -> bool:
    """Whether the actor may read the whole directory."""
    return actor.is_system or actor.has_role(*READERS)


def may_write(actor: Actor) -> bool:
    """Whether the actor may add to the directory or correct it."""
    return actor.is_system or actor.has_role(*WRITERS)


def may_say_availability(actor: Actor, person: Person) -> bool:
    """Whoever writes the directory, and the person themselves."""
    return may_write(actor) or (actor.user_id is not None and actor.user_id == person.user_id)


def people_seen_by(actor: Actor) -> QuerySet[Person]:
    """The people an actor may open: all for readers, oneself for the others."""
    if may_read_directory(actor):
        return Person.objects.all()
    return Person.objects.filter(Q(user_id=actor.user_id) & Q(user__isnull=False))
