"""What the room offers at start-up: its entries in the navigation, its work."""

from assessments.candidates.openings import register_kept
from assessments.grading import forgetting
from assessments.grading.agreement.measuring import MEASURE, measure
from assessments.grading.models import AssessmentSheet, Consensus
from assessments.grading.permissions import may_listen_to_room
from assessments.sessions.room import KIND
from ccas import jobs, live, retention
from ccas.interface import navigation, scripts
from ccas.interface.navigation import Item

_OF = "simulation__registration__enrolment__candidate"
register_kept(
    AssessmentSheet,
    "La grille d’un évaluateur",
    lambda one: AssessmentSheet.objects.filter(**{_OF: one}),
)
register_kept(Consensus, "La grille harmonisée", lambda one: Consensus.objects.filter(**{_OF: one}))
navigation.register(Item("Mes mises en situation", "grading:today", roles={"evaluator"}, order=30))
navigation.register(
    Item("Suivi des grilles", "grading:follow", roles={"officer"}, order=57, group="Évaluation")
)
# What a device keeps of a sheet is locked as soon as somebody else signs in, on whatever page.
scripts.register("grading/everywhere.js")

for rule in forgetting.RULES:
    retention.register(rule)
jobs.register(MEASURE, measure)
live.register(KIND, may_listen_to_room)
