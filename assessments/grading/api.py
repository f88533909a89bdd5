"""Sheets in the API: to read, and to fill act by act with the protocol of the stations.

Two devices may write on one sheet: every rating names the act it follows, and a stale one gets
409 with both values. `If-Match` may guard the whole sheet besides.
"""

from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.grading import actions, rules
from assessments.grading.actions.acts import DAY_SECONDS, INTEGER, TEXT_LENGTH, plain
from assessments.grading.models import (
    ActKind,
    AssessmentSheet,
    Observation,
    Rating,
    SheetAct,
    SheetState,
)
from assessments.grading.permissions import own_sheets, readable_sheets
from assessments.grading.scales import lines_of, scale_of
from ccas import access
from ccas.actors import Actor
from ccas.api.problems import Stale
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records, answer_with_version, etag_of, names
from ccas.refusals import Refusal

routes = Routes("grading", "Grilles d’évaluation", writes=True)


class LevelSerializer(serializers.Serializer):
    """Un niveau de l’échelle de cotation."""

    code = serializers.CharField(help_text="Ce que « value » porte.")
    label = serializers.CharField(help_text="En toutes lettres.")
    acquired = serializers.BooleanField(help_text="La compétence est acquise.")
    observed = serializers.BooleanField(help_text="La compétence a pu être observée.")


class LineSerializer(serializers.Serializer):
    """Une compétence de la grille, et sa cotation en vigueur."""

    competency = serializers.IntegerField(help_text="La compétence.")
    block = serializers.CharField(help_text="Code de son bloc.")
    position = serializers.IntegerField(help_text="Rang dans le bloc.")
    text = serializers.CharField(help_text="Ce qui est évalué.")
    value = serializers.CharField(allow_null=True, help_text="Cotation en vigueur.")
    head = serializers.UUIDField(
        allow_null=True, help_text="Dernier acte : ce que « previous » doit nommer."
    )
    unsure = serializers.BooleanField(help_text="À revoir.")


class ObservationSerializer(serializers.Serializer):
    """Ce qui a été vu, à l’horloge du poste."""

    act = serializers.UUIDField(source="act_id", help_text="L’acte qui l’a écrite.")
    competency = serializers.IntegerField(
        source="competency_id", allow_null=True, help_text="La compétence, s’il y en a une."
    )
    text = serializers.CharField(help_text="Les mots.")
    second = serializers.IntegerField(allow_null=True, help_text="Seconde à l’horloge du poste.")


class SheetSerializer(serializers.Serializer):
    """La grille d’un évaluateur pour une mise en situation."""

    id = serializers.UUIDField(help_text="Identifiant de la grille.")
    simulation = serializers.UUIDField(source="simulation_id", help_text="La mise en situation.")
    evaluator = serializers.UUIDField(source="evaluator_id", help_text="L’évaluateur.")
    evaluator_name = serializers.CharField(source="evaluator.display_name", help_text="Son nom.")
    candidate_number = serializers.CharField(
        source="simulation.registration.enrolment.candidate.number",
        help_text="Numéro du candidat.",
    )
    revision = serializers.IntegerField(help_text="Rang : une grille rouverte en ouvre une autre.")
    state = serializers.ChoiceField(SheetState.choices, help_text="État.")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="Signée le.")


class WholeSheetSerializer(SheetSerializer):
    """Une grille, ligne par ligne, avec son échelle et ses observations."""

    scale = serializers.SerializerMethodField(help_text="L’échelle de cotation, dans l’ordre.")
    lines = serializers.SerializerMethodField(help_text="Les compétences, dans l’ordre.")
    observations = ObservationSerializer(many=True, help_text="Dans l’ordre de l’horloge.")

    @extend_schema_field(LevelSerializer(many=True))
    def get_scale(self, sheet: AssessmentSheet) -> list:
        levels = scale_of(sheet.simulation.registration.session.revision_id)
        return LevelSerializer(levels, many=True).data

    @extend_schema_field(LineSerializer(many=True))
    def get_lines(self, sheet: AssessmentSheet) -> list:
        now = rules.project(plain(act) for act in sheet.acts.all())
        values = {rating.competency_id: rating.value for rating in sheet.ratings.all()}
        return [
            {
                "competency": int(line.id),
                "block": line.block,
                "position": line.position,
                "text": line.label,
                "value": values.get(int(line.id)),
                "head": now.heads.get(line.id),
                "unsure": line.id in now.unsure,
            }
            for line in lines_of(sheet.simulation_id)
        ]


class ActSerializer(serializers.Serializer):
    """Un geste de l’évaluateur. Renvoyé avec les mêmes « client » et « sequence », sans effet."""

    client = serializers.UUIDField(help_text="L’appareil, qui choisit cet identifiant.")
    sequence = serializers.IntegerField(
        min_value=0, max_value=INTEGER, help_text="Rang de l’acte sur cet appareil."
    )
    kind = serializers.ChoiceField(ActKind.choices, help_text="Nature de l’acte.")
    competency = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        allow_null=True,
        help_text="La compétence cotée, ou dont parlent les mots.",
    )
    value = serializers.CharField(
        max_length=5,
        required=False,
        help_text="Code de l’échelle, pour une cotation ; « yes » ou « no », pour une marque.",
    )
    text = serializers.CharField(
        max_length=TEXT_LENGTH, required=False, help_text="Les mots d’une note."
    )
    previous = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="L’acte que celui-ci suit (« head » de la ligne), ou l’observation à retirer.",
    )
    second = serializers.IntegerField(
        min_value=0,
        max_value=DAY_SECONDS,
        required=False,
        allow_null=True,
        help_text="Seconde à l’horloge du poste.",
    )
    device_offset_ms = serializers.IntegerField(
        min_value=-INTEGER,
        max_value=INTEGER,
        default=0,
        help_text="Horloge de l’appareil moins celle du serveur, en millisecondes.",
    )
    unsure = serializers.BooleanField(
        default=False, help_text="La ligne est à revoir, sans que cela bloque la signature."
    )


class ReceiptSerializer(serializers.Serializer):
    """L’acte est en base."""

    act = serializers.UUIDField(source="act.pk", help_text="L’acte.")
    competency = serializers.IntegerField(
        source="act.competency_id", allow_null=True, help_text="Sa compétence."
    )
    value = serializers.CharField(allow_null=True, help_text="Cotation désormais en vigueur.")
    replayed = serializers.BooleanField(help_text="Déjà reçu : rien n’a été écrit cette fois.")


class SheetFilter(django_filters.FilterSet):
    simulation = django_filters.UUIDFilter(label="La mise en situation.")
    session = django_filters.UUIDFilter(
        field_name="simulation__registration__session", label="La session."
    )
    state = django_filters.ChoiceFilter(choices=SheetState.choices, label="État.")


IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="Étiquette (ETag) de la grille lue ; 412 si elle a changé depuis.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="Étiquette (ETag) déjà connue ; 304 si la grille n’a pas changé.",
)
A_RATING = OpenApiExample(
    "Coter une compétence",
    {
        "client": "7f0c5a52-6f0e-4a8e-9a53-0d7f4a1b2c3d",
        "sequence": 12,
        "kind": "rate",
        "competency": 7,
        "value": "A",
        "previous": None,
        "second": 184,
    },
    request_only=True,
)
RECEIVED = OpenApiExample(
    "Reçu",
    {
        "act": "0b5f4c1e-2d3a-4f6b-8c7d-9e0a1b2c3d4e",
        "competency": 7,
        "value": "A",
        "replayed": False,
    },
    response_only=True,
    status_codes=["201"],
)


@described(
    "grading",
    list=(
        "Lister les grilles",
        "Les vôtres ; celles des autres une fois que tous les évaluateurs ont signé.",
    ),
)
class Sheets(Records[AssessmentSheet]):
    """The sheets an actor may read; an evaluator fills their own."""

    queryset = AssessmentSheet.objects.none()
    serializer_class = SheetSerializer
    detail_serializer_class = WholeSheetSerializer
    filterset_class = SheetFilter

    def seen_by(self, actor: Actor) -> QuerySet[AssessmentSheet]:
        return own_sheets(actor) if self.action == "acts" else readable_sheets(actor)

    def leaves_a_line(self, found: AssessmentSheet) -> bool:
        """As on screen, once it is signed: before, the acts of its evaluator say so."""
        return self.action == "retrieve" and found.state != SheetState.OPEN

    def person_concerned(self, found: AssessmentSheet) -> UUID | None:
        return found.simulation.registration.enrolment.candidate.person.user_id

    def for_list(self, found: QuerySet[AssessmentSheet]) -> QuerySet[AssessmentSheet]:
        return found.select_related("evaluator", "simulation__registration__enrolment__candidate")

    def for_detail(self, found: QuerySet[AssessmentSheet]) -> QuerySet[AssessmentSheet]:
        return (
            self.for_list(found)
            .select_related(
                "simulation__registration__session",
                "simulation__registration__enrolment__candidate__person",
            )
            .prefetch_related(
                Prefetch("acts", SheetAct.objects.order_by("received_at", "pk")),
                Prefetch("ratings", Rating.objects.order_by("pk")),
                Prefetch("observations", Observation.objects.order_by("second", "recorded_at")),
            )
        )

    @extend_schema(
        tags=["grading"],
        summary="Lire une grille",
        description="Ligne par ligne. L’en-tête ETag nomme cette version.",
        parameters=[IF_NONE_MATCH],
        responses={
            200: WholeSheetSerializer,
            304: OpenApiResponse(description="La grille n’a pas changé"),
        },
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One sheet, with its ETag."""
        return answer_with_version(request, self.get_serializer(self.get_object()).data)

    @extend_schema(
        tags=["grading"],
        summary="Écrire un acte sur sa grille",
        description=(
            "Une cotation, une note ou une annulation, par l’évaluateur de la grille et lui seul. "
            "Un acte qui ne suit pas le dernier de sa ligne est refusé (409) avec les deux valeurs."
        ),
        request=ActSerializer,
        parameters=[IF_MATCH],
        examples=[A_RATING, RECEIVED],
        responses={
            201: ReceiptSerializer,
            200: OpenApiResponse(ReceiptSerializer, description="Reçu auparavant"),
        },
        filters=False,
    )
    @action(detail=True, methods=["post"], url_path="acts", url_name="acts")
    def acts(self, request: Request, **kwargs: Any) -> Response:
        """Receive one act: 201, or 200 when it had been received before."""
        sheet = self.get_object()
        form = ActSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = {name: value for name, value in form.validated_data.items() if value is not None}
        refused = None
        with transaction.atomic():
            self._refuse_unless_current(sheet)
            try:
                receipt = actions.record_act(
                    sheet,
                    client_id=said.pop("client"),
                    previous_act=said.pop("previous", None),
                    by=self.actor,
                    **said,
                )
            except Refusal as refusal:
                refused = refusal  # what it left in the journal stays
        if refused:
            raise refused
        return Response(ReceiptSerializer(receipt).data, status=200 if receipt.replayed else 201)

    def _refuse_unless_current(self, sheet: AssessmentSheet) -> None:
        """412 when If-Match names another version. The row stays locked until the act is in."""
        wanted = self.request.headers.get("If-Match")
        if wanted is None:
            return
        AssessmentSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        now = access.get_or_404(self.get_queryset(), pk=sheet.pk)
        context = self.get_serializer_context()
        if not names(wanted, etag_of(WholeSheetSerializer(now, context=context).data)):
            raise Stale


routes.add("sheets", Sheets)
urlpatterns = routes.urls
