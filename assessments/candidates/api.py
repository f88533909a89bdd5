"""Candidates and enrolments in the API, under the same rights as their pages."""

from uuid import UUID

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from assessments.candidates.models import (
    AcquiredBlock,
    BlockSource,
    Candidate,
    Enrolment,
    EnrolmentState,
)
from assessments.candidates.permissions import (
    candidates_seen_by,
    enrolments_seen_by,
    held_blocks_told_to,
    may_see_identity,
)
from assessments.candidates.roll import search
from assessments.framework.rules.qualification import ROUTES
from assessments.people.models import Sex
from ccas.actors import Actor
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records

routes = Routes("candidates", "Candidats et parcours")


class IdentitySerializer(serializers.Serializer):
    """L’identité civile. Le mois et le jour manquent quand la date est présumée."""

    birth_name = serializers.CharField(source="person.birth_name", help_text="Nom de naissance.")
    usual_name = serializers.CharField(
        source="person.usual_name", allow_blank=True, help_text="Nom d’usage."
    )
    given_names = serializers.CharField(source="person.given_names", help_text="Prénoms.")
    sex = serializers.ChoiceField(Sex.choices, source="person.sex", help_text="Sexe.")
    email = serializers.CharField(
        source="person.email", allow_blank=True, help_text="Adresse électronique."
    )
    birth_year = serializers.IntegerField(help_text="Année de naissance.")
    birth_month = serializers.IntegerField(allow_null=True, help_text="Mois de naissance.")
    birth_day = serializers.IntegerField(allow_null=True, help_text="Jour de naissance.")
    birth_place = serializers.CharField(help_text="Lieu de naissance.")
    birth_place_code = serializers.CharField(help_text="Code INSEE du lieu de naissance.")
    extra_time_percent = serializers.IntegerField(help_text="Temps majoré, en pour cent.")


class HeldBlockSerializer(serializers.Serializer):
    """Une ligne du registre des blocs acquis."""

    id = serializers.UUIDField(help_text="Identifiant de la ligne.")
    block_code = serializers.CharField(help_text="Code du bloc.")
    acquired_on = serializers.DateField(help_text="Acquis le.")
    source = serializers.ChoiceField(BlockSource.choices, help_text="Origine.")
    equivalence_reference = serializers.CharField(
        allow_blank=True, help_text="Acte d’équivalence, quand c’en est une."
    )
    ended_on = serializers.DateField(allow_null=True, help_text="Retiré le.")
    end_reference = serializers.CharField(allow_blank=True, help_text="Acte de retrait.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Une candidate",
            {
                "id": "2f1c7c0e-9a55-4c2b-8f0d-6a1e5b7c9d30",
                "number": "C-00042",
                "name": "Maëlys Le Goff",
            },
        )
    ]
)
class CandidateSerializer(serializers.Serializer):
    """Un candidat."""

    id = serializers.UUIDField(help_text="Identifiant du candidat.")
    number = serializers.CharField(help_text="Numéro de candidat.")
    name = serializers.CharField(source="person.display_name", help_text="Nom affiché.")


class WholeCandidateSerializer(CandidateSerializer):
    """Un candidat, avec ce que son dossier montre à qui le lit."""

    identity = serializers.SerializerMethodField(
        help_text="Pour qui tient les dossiers et pour le candidat ; absent pour les autres."
    )
    held_blocks = serializers.SerializerMethodField(
        help_text="Le registre, aux mêmes conditions ; un bloc donné par un jury se lit une fois "
        "les résultats publiés."
    )

    @extend_schema_field(IdentitySerializer(allow_null=True))
    def get_identity(self, candidate: Candidate) -> dict | None:
        return IdentitySerializer(candidate).data if self._whole(candidate) else None

    @extend_schema_field(HeldBlockSerializer(many=True, allow_null=True))
    def get_held_blocks(self, candidate: Candidate) -> list | None:
        if not self._whole(candidate):
            return None
        return HeldBlockSerializer(candidate.told_blocks, many=True).data

    def _whole(self, candidate: Candidate) -> bool:
        return may_see_identity(self.context["view"].actor, candidate)


class EnrolmentSerializer(serializers.Serializer):
    """Un parcours d’un candidat vers une certification."""

    id = serializers.UUIDField(help_text="Identifiant du parcours.")
    candidate = serializers.UUIDField(source="candidate_id", help_text="Le candidat.")
    candidate_number = serializers.CharField(source="candidate.number", help_text="Son numéro.")
    revision = serializers.UUIDField(
        source="revision_id", help_text="La révision sous laquelle il a commencé."
    )
    code = serializers.CharField(
        source="revision.qualification.code", help_text="Code de la fiche."
    )
    route = serializers.ChoiceField(list(ROUTES.items()), help_text="Voie d’accès.")
    began_on = serializers.DateField(help_text="Commencé le.")
    admissibility_date = serializers.DateField(allow_null=True, help_text="Recevable le.")
    admissibility_reference = serializers.CharField(
        allow_blank=True, help_text="Acte de recevabilité."
    )
    state = serializers.ChoiceField(
        EnrolmentState.choices,
        source="told_state",
        help_text="État ; un titre obtenu se lit une fois les résultats publiés.",
    )
    ended_at = serializers.DateTimeField(
        source="told_end", allow_null=True, help_text="Terminé le, aux mêmes conditions."
    )


class CandidateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="named", label="Nom, ou numéro exact.", max_length=150)
    number = django_filters.CharFilter(label="Numéro exact.", max_length=20)

    def named(self, found: QuerySet[Candidate], _name: str, text: str) -> QuerySet[Candidate]:
        return search(found, q=text)


class EnrolmentFilter(django_filters.FilterSet):
    candidate = django_filters.UUIDFilter(label="Le candidat.")
    code = django_filters.CharFilter(
        field_name="revision__qualification__code", label="Code de la fiche."
    )
    route = django_filters.ChoiceFilter(choices=list(ROUTES.items()), label="Voie d’accès.")
    state = django_filters.ChoiceFilter(
        field_name="told_state", choices=EnrolmentState.choices, label="État."
    )


@described(
    "candidates",
    list=("Lister les candidats", "Ceux dont vous pouvez ouvrir le dossier."),
    retrieve=("Lire un candidat", "Son identité et ses blocs, si vous pouvez les voir."),
)
class Candidates(Records[Candidate]):
    """The candidates an actor may see."""

    queryset = Candidate.objects.none()
    serializer_class = CandidateSerializer
    detail_serializer_class = WholeCandidateSerializer
    filterset_class = CandidateFilter
    opening_is_recorded = True

    def person_concerned(self, found: Candidate) -> UUID | None:
        return found.person.user_id

    def seen_by(self, actor: Actor) -> QuerySet[Candidate]:
        return candidates_seen_by(actor)

    def for_list(self, found: QuerySet[Candidate]) -> QuerySet[Candidate]:
        return found.select_related("person")

    def for_detail(self, found: QuerySet[Candidate]) -> QuerySet[Candidate]:
        told = AcquiredBlock.objects.filter(held_blocks_told_to(self.actor))
        ledger = Prefetch(
            "acquired", told.order_by("acquired_on", "block_code"), to_attr="told_blocks"
        )
        return self.for_list(found).prefetch_related(ledger)


@described(
    "candidates",
    list=("Lister les parcours", "Ceux des candidats dont vous pouvez ouvrir le dossier."),
    retrieve=("Lire un parcours", "Sa voie, ses dates, son état."),
)
class Enrolments(Records[Enrolment]):
    """The enrolments of the candidates an actor may see."""

    queryset = Enrolment.objects.none()
    serializer_class = EnrolmentSerializer
    filterset_class = EnrolmentFilter
    opening_is_recorded = True

    def person_concerned(self, found: Enrolment) -> UUID | None:
        return found.candidate.person.user_id

    def seen_by(self, actor: Actor) -> QuerySet[Enrolment]:
        return enrolments_seen_by(actor)

    def for_list(self, found: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        return found.select_related("candidate__person", "revision__qualification").defer(
            "revision__notice_xml", "revision__rules_toml", "revision__changes"
        )


routes.add("candidates", Candidates)
routes.add("enrolments", Enrolments)
urlpatterns = routes.urls
