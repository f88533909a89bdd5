"""Sessions and simulations in the API, under the same rights as their pages."""

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from assessments.framework.models import CompetencyBlock
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    SessionState,
    Simulation,
    SimulationEvaluator,
    SimulationState,
    Station,
)
from assessments.sessions.permissions import READERS, visible_sessions, visible_simulations
from ccas.actors import Actor
from ccas.api.fields import Codes
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records

routes = Routes("sessions", "Sessions et mises en situation")


class SiteSerializer(serializers.Serializer):
    """Un lieu."""

    id = serializers.UUIDField(help_text="Identifiant du site.")
    name = serializers.CharField(help_text="Nom.")
    address = serializers.CharField(allow_blank=True, help_text="Adresse.")


class StationSerializer(serializers.Serializer):
    """Un poste d’opérateur."""

    id = serializers.UUIDField(help_text="Identifiant du poste.")
    name = serializers.CharField(help_text="Nom.")
    equipment = serializers.CharField(allow_blank=True, help_text="Équipement.")


class EvaluatorSerializer(serializers.Serializer):
    """Un évaluateur."""

    person = serializers.UUIDField(source="person_id", help_text="La personne.")
    name = serializers.CharField(source="person.display_name", help_text="Son nom.")


class SessionSerializer(serializers.Serializer):
    """Une session d’évaluation."""

    id = serializers.UUIDField(help_text="Identifiant de la session.")
    name = serializers.CharField(help_text="Nom.")
    revision = serializers.UUIDField(source="revision_id", help_text="La révision évaluée.")
    code = serializers.CharField(
        source="revision.qualification.code", help_text="Code de la fiche."
    )
    site = SiteSerializer(help_text="Le lieu.")
    starts_on = serializers.DateField(help_text="Premier jour.")
    ends_on = serializers.DateField(help_text="Dernier jour.")
    state = serializers.ChoiceField(SessionState.choices, help_text="État.")
    convened_at = serializers.DateTimeField(allow_null=True, help_text="Convoquée le.")
    closed_at = serializers.DateTimeField(allow_null=True, help_text="Close le.")


class WholeSessionSerializer(SessionSerializer):
    """Une session, avec ses postes et ses évaluateurs."""

    lead = serializers.CharField(
        source="lead.display_name", default=None, allow_null=True, help_text="Responsable."
    )
    stations = StationSerializer(many=True, help_text="Les postes.")
    panel = serializers.SerializerMethodField(
        help_text="Les évaluateurs, pour le gestionnaire et l’auditeur ; absent pour les autres."
    )

    @extend_schema_field(EvaluatorSerializer(many=True, allow_null=True))
    def get_panel(self, session: AssessmentSession) -> list | None:
        if not self.context["view"].actor.has_role(*READERS):
            return None
        return EvaluatorSerializer(session.panel.all(), many=True).data


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Une mise en situation, lue par l’un de ses évaluateurs",
            {
                "id": "5b0d1c2e-7f44-4c1d-9a3b-2e8f6d7c5a10",
                "session": "0c9e8d7b-6a5f-4e3d-8c2b-1a0f9e8d7c6b",
                "enrolment": "9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a",
                "candidate_number": "C-00042",
                "station": "P1",
                "blocks": ["BC01"],
                "starts_at": "2026-03-24T08:30:00Z",
                "ends_at": "2026-03-24T08:55:00Z",
                "state": "planned",
                "scenario": "Feu de cave, rue des Tanneurs",
                "evaluators": [
                    {
                        "person": "3e2d1c0b-9a8f-4e7d-8c6b-5a4f3e2d1c0b",
                        "name": "Théophile d’Aubigné",
                    }
                ],
            },
        )
    ]
)
class SimulationSerializer(serializers.Serializer):
    """Une mise en situation : un candidat, un poste, un créneau."""

    id = serializers.UUIDField(help_text="Identifiant de la mise en situation.")
    session = serializers.UUIDField(source="registration.session_id", help_text="La session.")
    enrolment = serializers.UUIDField(source="registration.enrolment_id", help_text="Le parcours.")
    candidate_number = serializers.CharField(
        source="registration.enrolment.candidate.number", help_text="Numéro du candidat."
    )
    station = serializers.CharField(source="station.name", help_text="Le poste.")
    blocks = Codes(help_text="Codes des blocs évalués.")
    starts_at = serializers.DateTimeField(help_text="Début.")
    ends_at = serializers.DateTimeField(help_text="Fin.")
    state = serializers.ChoiceField(SimulationState.choices, help_text="État.")
    scenario = serializers.SerializerMethodField(
        help_text="Titre du scénario ; jamais pour un candidat."
    )
    evaluators = serializers.SerializerMethodField(
        help_text="Les évaluateurs ; absent pour un candidat."
    )

    def get_scenario(self, simulation: Simulation) -> str | None:
        return None if self._candidate else simulation.scenario.title

    @extend_schema_field(EvaluatorSerializer(many=True, allow_null=True))
    def get_evaluators(self, simulation: Simulation) -> list | None:
        if self._candidate:
            return None
        return EvaluatorSerializer(simulation.evaluators.all(), many=True).data

    @property
    def _candidate(self) -> bool:
        return self.context["view"].actor.has_role("candidate")


class SessionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=SessionState.choices, label="État.")
    starts_after = django_filters.DateFilter(
        field_name="starts_on", lookup_expr="gte", label="Commence ce jour-là ou plus tard."
    )
    starts_before = django_filters.DateFilter(
        field_name="starts_on", lookup_expr="lte", label="Commence ce jour-là ou plus tôt."
    )


class SimulationFilter(django_filters.FilterSet):
    session = django_filters.UUIDFilter(field_name="registration__session", label="La session.")
    enrolment = django_filters.UUIDFilter(
        field_name="registration__enrolment", label="Le parcours."
    )
    state = django_filters.ChoiceFilter(choices=SimulationState.choices, label="État.")


@described(
    "sessions",
    list=("Lister les sessions", "Toutes, ou celles dont vous êtes évaluateur."),
    retrieve=("Lire une session", "Avec ses postes et, pour qui la prépare, ses évaluateurs."),
)
class Sessions(Records[AssessmentSession]):
    """The sessions an actor may see."""

    queryset = AssessmentSession.objects.none()
    serializer_class = SessionSerializer
    detail_serializer_class = WholeSessionSerializer
    filterset_class = SessionFilter

    def seen_by(self, actor: Actor) -> QuerySet[AssessmentSession]:
        return visible_sessions(actor)

    def for_list(self, found: QuerySet[AssessmentSession]) -> QuerySet[AssessmentSession]:
        return found.defer("revision__notice_xml", "revision__rules_toml", "revision__changes")

    def for_detail(self, found: QuerySet[AssessmentSession]) -> QuerySet[AssessmentSession]:
        panel = PanelMember.objects.select_related("person").order_by("person__sort_name", "pk")
        return self.for_list(found).prefetch_related(
            Prefetch("panel", panel), Prefetch("stations", Station.objects.order_by("name"))
        )


@described(
    "sessions",
    list=("Lister les mises en situation", "Celles que vous pouvez voir ; les vôtres, convoquées."),
    retrieve=("Lire une mise en situation", "Son créneau, son poste, ses blocs."),
)
class Simulations(Records[Simulation]):
    """The simulations an actor may see."""

    queryset = Simulation.objects.none()
    serializer_class = SimulationSerializer
    filterset_class = SimulationFilter

    def seen_by(self, actor: Actor) -> QuerySet[Simulation]:
        return visible_simulations(actor)

    def for_list(self, found: QuerySet[Simulation]) -> QuerySet[Simulation]:
        evaluators = SimulationEvaluator.objects.select_related("person").order_by("position")
        return found.prefetch_related(
            Prefetch("evaluators", evaluators),
            Prefetch("blocks", CompetencyBlock.objects.order_by("position")),
        )


routes.add("sessions", Sessions)
routes.add("simulations", Simulations)
urlpatterns = routes.urls
