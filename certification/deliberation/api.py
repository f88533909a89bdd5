"""Decisions in the API: each presentation before a jury, block by block.

The room reads what it reads on screen; a candidate, their own results once published, and not
how the votes went.
"""

from uuid import UUID

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.framework.models import CompetencyBlock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.api.fields import Codes
from ccas.api.rooms import Routes
from ccas.api.schema import described
from ccas.api.views import Records
from certification.deliberation.models import BlockDecision, Presentation
from certification.deliberation.models.decisions import Basis, Verdict
from certification.deliberation.models.presentations import Outcome, PresentationAttendance
from certification.deliberation.permissions import results_seen_by

routes = Routes("deliberation", "Décisions des jurys")


class VoteSerializer(serializers.Serializer):
    """Comment le jury a décidé d’un bloc."""

    proposal = serializers.ChoiceField(
        Verdict.choices, allow_null=True, help_text="Ce que la règle proposait, si elle proposait."
    )
    basis = serializers.ChoiceField(Basis.choices, help_text="Fondement de la décision.")
    votes_for = serializers.IntegerField(help_text="Voix pour.")
    votes_against = serializers.IntegerField(help_text="Voix contre.")
    abstentions = serializers.IntegerField(help_text="Abstentions.")
    casting_vote = serializers.BooleanField(help_text="Voix prépondérante du président.")


class BlockDecisionSerializer(serializers.Serializer):
    """La décision sur un bloc."""

    id = serializers.UUIDField(help_text="Identifiant de la décision.")
    block = serializers.CharField(source="block.code", help_text="Code du bloc.")
    verdict = serializers.ChoiceField(Verdict.choices, help_text="Décision.")
    reasons = serializers.CharField(allow_blank=True, help_text="Motifs.")
    what_would_show = serializers.CharField(
        allow_blank=True, help_text="Ce qui démontrerait la compétence, une autre fois."
    )
    decided_at = serializers.DateTimeField(help_text="Décidé le.")
    vote = serializers.SerializerMethodField(help_text="Le vote ; absent pour un candidat.")

    @extend_schema_field(VoteSerializer(allow_null=True))
    def get_vote(self, decision: BlockDecision) -> dict | None:
        if self.context["view"].actor.has_role(Role.CANDIDATE):
            return None
        return VoteSerializer(decision).data


class PresentationSerializer(serializers.Serializer):
    """Le passage d’un parcours devant un jury."""

    id = serializers.UUIDField(help_text="Identifiant du passage.")
    jury = serializers.UUIDField(source="deliberation.jury_id", help_text="Le jury.")
    jury_name = serializers.CharField(source="deliberation.jury.name", help_text="Son nom.")
    enrolment = serializers.UUIDField(source="enrolment_id", help_text="Le parcours.")
    candidate_number = serializers.CharField(
        source="enrolment.candidate.number", help_text="Numéro du candidat."
    )
    blocks = Codes(help_text="Codes des blocs présentés.")
    attendance = serializers.ChoiceField(PresentationAttendance.choices, help_text="Présence.")
    outcome = serializers.ChoiceField(
        Outcome.choices, allow_null=True, help_text="Issue ; absente tant que rien n’est conclu."
    )
    concluded_at = serializers.DateTimeField(allow_null=True, help_text="Conclu le.")
    published_at = serializers.DateTimeField(
        source="deliberation.published_at", allow_null=True, help_text="Résultats publiés le."
    )
    decisions = BlockDecisionSerializer(many=True, help_text="Bloc par bloc.")


class PresentationFilter(django_filters.FilterSet):
    jury = django_filters.UUIDFilter(field_name="deliberation__jury", label="Le jury.")
    enrolment = django_filters.UUIDFilter(label="Le parcours.")
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices, label="Issue.")
    published = django_filters.BooleanFilter(
        field_name="deliberation__published_at",
        lookup_expr="isnull",
        exclude=True,
        label="Résultats publiés ou non.",
    )


@described(
    "deliberation",
    list=(
        "Lister les décisions",
        "Celles des jurys dont vous lisez les délibérations. Un candidat lit les siennes, une "
        "fois les résultats publiés.",
    ),
    retrieve=("Lire une décision", "L’issue et la décision sur chaque bloc présenté."),
)
class Decisions(Records[Presentation]):
    """The presentations an actor may read."""

    queryset = Presentation.objects.none()
    serializer_class = PresentationSerializer
    filterset_class = PresentationFilter
    opening_is_recorded = True

    def person_concerned(self, found: Presentation) -> UUID | None:
        return found.enrolment.candidate.person.user_id

    def seen_by(self, actor: Actor) -> QuerySet[Presentation]:
        return results_seen_by(actor)

    def for_list(self, found: QuerySet[Presentation]) -> QuerySet[Presentation]:
        decisions = BlockDecision.objects.select_related("block").order_by("block__position")
        return found.select_related(
            "deliberation__jury", "enrolment__candidate__person"
        ).prefetch_related(
            Prefetch("blocks", CompetencyBlock.objects.order_by("position")),
            Prefetch("decisions", decisions),
        )


routes.add("decisions", Decisions)
urlpatterns = routes.urls
