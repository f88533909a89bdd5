"""The first half of the road: from the notice to a harmonised grid."""

from django.apps import AppConfig

from ccas.startup import register_rooms

ROOMS = ("framework", "people", "candidates", "practice", "sessions", "grading")


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        register_rooms("assessments", ROOMS)
