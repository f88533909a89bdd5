"""What the surveys hold about a person."""

from ccas import holdings
from certification.surveys.models import InsertionSurvey

holdings.register(InsertionSurvey, "award__candidate__person__user")
