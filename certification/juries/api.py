"""Juries in the API: who sits, for whom, under the same rights as their pages."""

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.framework.models import CompetencyBlock
from assessments.framework.rules.qualification import ROUTES
from ccas import clock
from ccas.actors import Actor
from ccas.api.fields import Codes
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records
from certification.juries.models import Jury, JuryState, Nomination, Seat
from certification.juries.permissions import visible_agenda, visible_juries

routes = Routes("juries", "Jurys")


class HolderSerializer(serializers.Serializer):
    """Qui occupe un siège, depuis quand et jusqu’à quand."""

    person = serializers.UUIDField(source="person_id", help_text="La personne.")
    name = serializers.CharField(source="person.display_name", help_text="Son nom.")
    capacity = serializers.CharField(help_text="Code de la qualité où elle siège.")
    starts_at = serializers.DateTimeField(help_text="À compter du.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Jusqu’au.")


class SeatSerializer(serializers.Serializer):
    """Un siège du jury."""

    id = serializers.UUIDField(help_text="Identifiant du siège.")
    position = serializers.IntegerField(help_text="Rang.")
    label = serializers.CharField(help_text="Ce que les règles en disent.")
    presides = serializers.BooleanField(help_text="Ce siège préside.")
    holders = HolderSerializer(many=True, help_text="Qui l’occupe ou l’occupera.")


class AgendaSerializer(serializers.Serializer):
    """Un candidat à l’ordre du jour."""

    id = serializers.UUIDField(help_text="Identifiant de la ligne.")
    position = serializers.IntegerField(help_text="Rang.")
    enrolment = serializers.UUIDField(source="enrolment_id", help_text="Le parcours.")
    candidate_number = serializers.CharField(
        source="enrolment.candidate.number", help_text="Numéro du candidat."
    )
    name = serializers.CharField(
        source="enrolment.candidate.person.display_name", help_text="Nom du candidat."
    )
    blocks = Codes(help_text="Codes des blocs présentés.")


class JurySerializer(serializers.Serializer):
    """Un jury."""

    id = serializers.UUIDField(help_text="Identifiant du jury.")
    name = serializers.CharField(help_text="Nom.")
    revision = serializers.UUIDField(source="revision_id", help_text="La révision qu’il applique.")
    code = serializers.CharField(
        source="revision.qualification.code", help_text="Code de la fiche."
    )
    route = serializers.ChoiceField(
        list(ROUTES.items()), help_text="Voie d’accès dont il suit les règles."
    )
    sits_on = serializers.DateField(help_text="Siège le.")
    place = serializers.CharField(help_text="Lieu.")
    presiding_entity = serializers.CharField(
        source="presiding_entity.code",
        default=None,
        allow_null=True,
        help_text="Code de l’entité qui préside.",
    )
    state = serializers.ChoiceField(JuryState.choices, help_text="État.")
    convened_at = serializers.DateTimeField(allow_null=True, help_text="Convoqué le.")
    closed_at = serializers.DateTimeField(allow_null=True, help_text="Clos le.")


class WholeJurySerializer(JurySerializer):
    """Un jury, ses sièges et son ordre du jour."""

    rotation_reason = serializers.CharField(
        allow_blank=True, help_text="Motif, quand l’alternance n’est pas suivie."
    )
    seats = SeatSerializer(many=True, help_text="Les sièges, dans l’ordre du plan.")
    agenda = serializers.SerializerMethodField(
        help_text="Les candidats ; un membre n’y lit pas ceux pour qui il s’est déporté."
    )

    @extend_schema_field(AgendaSerializer(many=True))
    def get_agenda(self, jury: Jury) -> list:
        items = (
            visible_agenda(self.context["view"].actor, jury)
            .select_related("enrolment__candidate__person")
            .prefetch_related(Prefetch("blocks", CompetencyBlock.objects.order_by("position")))
            .order_by("position")
        )
        return AgendaSerializer(items, many=True).data


class JuryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=JuryState.choices, label="État.")
    code = django_filters.CharFilter(
        field_name="revision__qualification__code", label="Code de la fiche."
    )
    sits_after = django_filters.DateFilter(
        field_name="sits_on", lookup_expr="gte", label="Siège ce jour-là ou plus tard."
    )
    sits_before = django_filters.DateFilter(
        field_name="sits_on", lookup_expr="lte", label="Siège ce jour-là ou plus tôt."
    )


@described(
    "juries",
    list=("Lister les jurys", "Tous, ou ceux où vous siégez, une fois convoqués."),
    retrieve=("Lire un jury", "Ses sièges, qui les occupe, son ordre du jour."),
)
class Juries(Records[Jury]):
    """The juries an actor may see."""

    queryset = Jury.objects.none()
    serializer_class = JurySerializer
    detail_serializer_class = WholeJurySerializer
    filterset_class = JuryFilter

    def seen_by(self, actor: Actor) -> QuerySet[Jury]:
        return visible_juries(actor)

    def for_list(self, found: QuerySet[Jury]) -> QuerySet[Jury]:
        return found.defer("revision__notice_xml", "revision__rules_toml", "revision__changes")

    def for_detail(self, found: QuerySet[Jury]) -> QuerySet[Jury]:
        holding = Nomination.objects.lasting(clock.now()).select_related("person")
        seats = Seat.objects.order_by("position").prefetch_related(
            Prefetch("nominations", holding.order_by("starts_at", "pk"), to_attr="holders")
        )
        return self.for_list(found).prefetch_related(Prefetch("seats", seats))


routes.add("juries", Juries)
urlpatterns = routes.urls
