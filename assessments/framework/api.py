"""Notices in the API: qualifications, their revisions, blocks and competencies."""

import django_filters
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from assessments.framework.models import (
    Competency,
    CompetencyBlock,
    Qualification,
    QualificationRevision,
)
from assessments.framework.permissions import qualifications_seen_by
from ccas.actors import Actor
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records

routes = Routes("framework", "Fiches et référentiels")
#: The two files of a revision are large, and the API says what they mean.
FILES = ("notice_xml", "rules_toml", "changes")


class RevisionLineSerializer(serializers.Serializer):
    """Une révision, sans ses blocs."""

    id = serializers.UUIDField(help_text="Identifiant de la révision.")
    number = serializers.IntegerField(help_text="Rang de la révision.")
    title = serializers.CharField(help_text="Intitulé.")
    registration_end = serializers.DateField(allow_null=True, help_text="Fin d’enregistrement.")


class NoticeSerializer(serializers.Serializer):
    """Une certification enregistrée, et ses révisions."""

    id = serializers.UUIDField(help_text="Identifiant de la certification.")
    code = serializers.CharField(help_text="Code de la fiche à France compétences.")
    revisions = RevisionLineSerializer(many=True, help_text="De la première à la dernière.")


class CompetencySerializer(serializers.Serializer):
    """Une compétence, telle que la fiche la dit et telle qu’elle est corrigée."""

    id = serializers.IntegerField(help_text="Identifiant de la compétence.")
    position = serializers.IntegerField(help_text="Rang dans le bloc.")
    text = serializers.CharField(help_text="Texte appliqué.")
    text_published = serializers.CharField(help_text="Texte publié.")
    critical = serializers.BooleanField(help_text="Compétence critique.")


class BlockSerializer(serializers.Serializer):
    """Un bloc et ses compétences."""

    id = serializers.IntegerField(help_text="Identifiant du bloc.")
    code = serializers.CharField(help_text="Code du bloc.")
    position = serializers.IntegerField(help_text="Rang dans la fiche.")
    title = serializers.CharField(help_text="Intitulé appliqué.")
    title_published = serializers.CharField(help_text="Intitulé publié.")
    assessment = serializers.CharField(allow_blank=True, help_text="Modalités d’évaluation.")
    competencies = CompetencySerializer(many=True, help_text="Les compétences, dans l’ordre.")


class RevisionSerializer(RevisionLineSerializer):
    """Une révision : la fiche et les règles sous lesquelles un parcours commence."""

    notice = serializers.UUIDField(source="qualification_id", help_text="La certification.")
    code = serializers.CharField(source="qualification.code", help_text="Code de la fiche.")
    level = serializers.IntegerField(allow_null=True, help_text="Niveau du cadre européen.")
    certifier_name = serializers.CharField(help_text="Certificateur.")
    certifier_siret = serializers.CharField(allow_blank=True, help_text="SIRET, s’il est connu.")
    decision_date = serializers.DateField(allow_null=True, help_text="Date de décision.")
    last_award_date = serializers.DateField(
        allow_null=True, help_text="Dernière délivrance possible."
    )
    notice_sha256 = serializers.CharField(help_text="Empreinte de la fiche chargée.")
    rules_sha256 = serializers.CharField(help_text="Empreinte des règles chargées.")


class WholeRevisionSerializer(RevisionSerializer):
    """Une révision, avec ses blocs et leurs compétences."""

    blocks = BlockSerializer(many=True, help_text="Les blocs, dans l’ordre de la fiche.")


class NoticeFilter(django_filters.FilterSet):
    code = django_filters.CharFilter(label="Code exact de la fiche.")


class RevisionFilter(django_filters.FilterSet):
    notice = django_filters.UUIDFilter(field_name="qualification", label="La certification.")
    code = django_filters.CharFilter(field_name="qualification__code", label="Code de la fiche.")


@described(
    "framework",
    list=("Lister les certifications", "Toutes : un enregistrement est public."),
    retrieve=("Lire une certification", "Son code et ses révisions."),
)
class Notices(Records[Qualification]):
    """The qualifications an actor may see."""

    queryset = Qualification.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def seen_by(self, actor: Actor) -> QuerySet[Qualification]:
        return qualifications_seen_by(actor)

    def for_list(self, found: QuerySet[Qualification]) -> QuerySet[Qualification]:
        revisions = QualificationRevision.objects.defer(*FILES).order_by("number")
        return found.prefetch_related(Prefetch("revisions", revisions))


@described(
    "framework",
    list=("Lister les révisions", "Sans leurs blocs."),
    retrieve=("Lire une révision", "Avec ses blocs et leurs compétences."),
)
class Revisions(Records[QualificationRevision]):
    """The revisions of the qualifications an actor may see."""

    queryset = QualificationRevision.objects.none()
    serializer_class = RevisionSerializer
    detail_serializer_class = WholeRevisionSerializer
    filterset_class = RevisionFilter

    def seen_by(self, actor: Actor) -> QuerySet[QualificationRevision]:
        return QualificationRevision.objects.filter(qualification__in=qualifications_seen_by(actor))

    def for_list(self, found: QuerySet[QualificationRevision]) -> QuerySet[QualificationRevision]:
        return found.select_related("qualification").defer(*FILES)

    def for_detail(self, found: QuerySet[QualificationRevision]) -> QuerySet[QualificationRevision]:
        competencies = Competency.objects.order_by("position")
        blocks = CompetencyBlock.objects.order_by("position").prefetch_related(
            Prefetch("competencies", competencies)
        )
        return self.for_list(found).prefetch_related(Prefetch("blocks", blocks))


routes.add("notices", Notices)
routes.add("revisions", Revisions)
urlpatterns = routes.urls
