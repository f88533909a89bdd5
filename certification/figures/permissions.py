"""Who reads the figures, who prints them."""

from django.db.models import Q, QuerySet

from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal

READERS = (Role.OFFICER, Role.AUDITOR)
#: The kind of the paper that carries the figures.
KIND = "figures"


def figures_documents(actor: Actor) -> Q | None:
    """Condition on Document for printed figures: whoever reads them on the screen."""
    return Q() if actor.has_role(*READERS) else None


def printed_figures(actor: Actor) -> QuerySet[Document]:
    """The printed figures the actor may open, the latest first."""
    if not actor.has_role(*READERS):
        return Document.objects.none()
    return Document.objects.filter(kind=KIND).order_by("-recorded_at")


def require_officer(actor: Actor) -> None:
    """The officer, and nobody else."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification fait imprimer les chiffres.")
