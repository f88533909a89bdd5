"""Documents in the API: what each is, and its file, through the same gate as on screen."""

import logging
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from ccas.actors import Actor
from ccas.api import problems
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records
from ccas.documents import files, kinds
from ccas.documents.models import Document, DocumentState
from ccas.documents.permissions import visible_documents
from ccas.documents.views import pdf

logger = logging.getLogger(__name__)
routes = Routes("documents", "Documents")


class DocumentSerializer(serializers.Serializer):
    """Un document numéroté : ce qu’il est, l’empreinte de son fichier, ce qu’il remplace."""

    id = serializers.UUIDField(help_text="Identifiant du document.")
    number = serializers.CharField(help_text="Numéro, sans trou dans sa série.")
    kind = serializers.CharField(help_text="Code du type de document.")
    label = serializers.SerializerMethodField(help_text="Le type, en français.")
    specimen = serializers.BooleanField(help_text="Spécimen : sans valeur.")
    state = serializers.ChoiceField(
        DocumentState.choices, help_text="État du fichier : il se remet une fois disponible."
    )
    issued_at = serializers.DateTimeField(source="occurred_at", help_text="Émis le.")
    stored_at = serializers.DateTimeField(allow_null=True, help_text="Fichier disponible depuis.")
    sha256 = serializers.CharField(
        allow_blank=True, help_text="Empreinte du fichier ; vide tant qu’il n’est pas disponible."
    )
    size = serializers.IntegerField(help_text="Taille du fichier, en octets.")
    pages = serializers.IntegerField(help_text="Nombre de pages.")
    verification_code = serializers.CharField(help_text="Code de la page publique de vérification.")
    replaces = serializers.UUIDField(
        source="replaces_id", allow_null=True, help_text="Document que celui-ci remplace."
    )

    def get_label(self, document: Document) -> str:
        return kinds.get(document.kind).label


class DocumentFilter(django_filters.FilterSet):
    kind = django_filters.CharFilter(label="Code du type de document.")
    number = django_filters.CharFilter(label="Numéro exact.")
    state = django_filters.ChoiceFilter(choices=DocumentState.choices, label="État du fichier.")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()


@described(
    "documents",
    list=("Lister les documents", "Ceux que vous pouvez lire."),
    retrieve=("Lire un document", "Sans son fichier."),
)
class Documents(Records[Document]):
    """The documents an actor may see."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    opening_is_recorded = True

    def person_concerned(self, found: Document) -> UUID | None:
        return found.owner_id

    def seen_by(self, actor: Actor) -> QuerySet[Document]:
        return visible_documents(actor)

    def for_list(self, found: QuerySet[Document]) -> QuerySet[Document]:
        return found.defer("facts")

    @extend_schema(
        tags=["documents"],
        summary="Télécharger un document",
        description="Le PDF, octet pour octet celui dont l’empreinte est gardée.",
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (409, problems.MEDIA_TYPE): OpenApiResponse(
                problems.ProblemSerializer, description="Le fichier n’est pas encore disponible"
            ),
            (503, problems.MEDIA_TYPE): OpenApiResponse(
                problems.ProblemSerializer, description="Le fichier ne peut pas être remis"
            ),
        },
        filters=False,
    )
    @action(detail=True, url_path="file", url_name="file")
    def file(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Hand the file over."""
        document = self.get_object()
        if document.state != DocumentState.STORED:
            raise problems.NotYet("Le fichier de ce document n’est pas disponible.")
        try:
            return pdf(document.number, files.read(document))
        except files.AlteredFile as error:
            logger.error("document not served: %s", error)
            raise problems.Unreadable from error


routes.add("documents", Documents)
urlpatterns = routes.urls
