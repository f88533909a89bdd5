"""The holder of the table is asked what became of them, and a living link opens the questions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pgtrigger

from certification.awards.models import Award
from certification.surveys.models import InsertionSurvey
from tests.factories.surveys import linked


def addresses_of_surveys(award: Award, now: datetime) -> dict[str, Mapping[str, Any]]:
    """award: of the owner. The table lives two days after the title, not six months."""
    with pgtrigger.ignore("certification.InsertionSurvey:survey_of_its_title"):
        survey = InsertionSurvey.objects.create(
            award=award,
            months=6,
            refers_to=now.date(),
            closes_on=now.date() + timedelta(days=60),
        )
    linked(survey, "vivant")
    return {
        "surveys:detail": {"pk": survey.pk},
        "surveys:own": {"pk": survey.pk},
        "surveys:decline_own": {"pk": survey.pk},
        "surveys:object": {"pk": award.candidate_id},
        "surveys:lift": {"pk": award.candidate_id},
        "surveys:answer": {"token": "éteint"},
        "surveys:answer alive": {"token": "vivant"},
        "surveys:decline": {"token": "éteint"},
    }
