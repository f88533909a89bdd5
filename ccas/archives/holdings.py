"""What the services on the left of this one hold about a person, and the archive itself."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from ccas import holdings
from ccas.actors import Actor
from ccas.archives.models import PersonalArchive
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.outbox.models import Message, MessageState


def own_documents(user_id: UUID) -> QuerySet[Document]:
    """The documents that are the person's own, and that they may open under one of their roles."""
    user = get_user_model().objects.get(pk=user_id)
    seen: QuerySet[Document] = Document.objects.none()
    for role in user.roles_on_now():
        seen = seen | visible_documents(Actor(user_id, role))
    own = Document.objects.filter(pk__in=seen.values("pk"), owner=user_id)
    return own.order_by("occurred_at", "pk")


def messages_to(user_id: UUID) -> QuerySet[Message]:
    """What was sent to the present address of the account."""
    email = get_user_model().objects.values_list("email", flat=True).get(pk=user_id)
    return Message.objects.filter(to=email, state=MessageState.SENT).order_by("sent_at", "pk")


holdings.register(
    Document,
    rows=own_documents,
    withheld={"file": "un nom dans le magasin ; le document est dans l’archive"},
    also=("kind", "number", "sha256"),
)
holdings.register(
    Message,
    rows=messages_to,
    withheld={"html": "les mêmes mots que le texte", "attachments": "les dates d’une convocation"},
    also=("kind",),
)
holdings.register(
    PersonalArchive, "user", withheld={"file": "un nom dans le magasin, pour cette archive même"}
)
