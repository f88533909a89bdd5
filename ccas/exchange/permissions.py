"""Who reads what left."""

from django.db.models import QuerySet

from ccas.actors import Actor
from ccas.exchange.models import ListExport

#: Those who take lists away, and the auditor who reads what everybody took.
OFFICE = ("officer", "auditor", "administrator")


def visible_exports(actor: Actor) -> QuerySet[ListExport]:
    """Everything that left, for the auditor; one's own for the others."""
    every = ListExport.objects.select_related("user")
    if actor.has_role("auditor"):
        return every
    return every.filter(user=actor.user_id) if actor.has_role(*OFFICE) else every.none()
