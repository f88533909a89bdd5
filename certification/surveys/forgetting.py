"""What holders answered: gone five years after their promotion was counted.

Ground: the answers serve the published figures (domain, §10), which a control may ask to see until
the registration is renewed, five years at the most (L6113-5); once counted, the promotion says them
without naming anybody (GDPR, article 5.1.e). That a holder was asked, and answered, stays.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from ccas import clock, journal, retention
from ccas.actors import Actor
from certification.surveys.models import InsertionSurvey, PromotionSnapshot, SurveyState


def due(cutoff: datetime) -> QuerySet[InsertionSurvey]:
    """The answers whose promotion was counted before that moment."""
    counted = PromotionSnapshot.objects.filter(
        qualification=OuterRef("award__qualification"),
        year=OuterRef("award__awarded_on__year"),
        months=OuterRef("months"),
        frozen_on__lt=clock.paris(cutoff).date(),
    )
    return InsertionSurvey.objects.filter(Exists(counted), state=SurveyState.ANSWERED)


def forget(survey: InsertionSurvey, by: Actor) -> None:
    """Empty an answer. Twice is once."""
    survey = InsertionSurvey.objects.select_for_update().get(pk=survey.pk)
    if survey.state != SurveyState.ANSWERED:
        return
    survey.state = SurveyState.FORGOTTEN
    survey.situation = survey.contract = survey.usefulness = survey.channel = ""
    survey.target_job = survey.answered_on = survey.taken_by = None
    survey.save(
        update_fields=[
            "state", "situation", "target_job", "contract", "usefulness", "answered_on", "channel",
            "taken_by",
        ]
    )  # fmt: skip
    journal.record("survey.forget", survey, by=by)


RULE = retention.Rule(
    code="surveys",
    term="survey",
    label="Réponses aux enquêtes d’insertion",
    goes="les réponses partent ; la promotion comptée reste, sans nommer personne",
    due=due,
    forget=forget,
)
