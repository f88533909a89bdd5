"""Holders asked on their day, and the links that open their survey."""

from datetime import date

from ccas import clock
from ccas.actors import Actor
from certification.surveys import actions
from certification.surveys.actions.answering import digest_of
from certification.surveys.models import InsertionSurvey, SurveyLink

#: The titles of `tests.factories.deliberation` are of 6 October 2026.
SIX_MONTHS = date(2027, 4, 6)
TWO_YEARS = date(2028, 10, 6)
#: An answer that lacks nothing.
WORKS = {"situation": "employed", "target_job": True, "contract": "lasting", "usefulness": "enter"}
STUDIES = {"situation": "studies", "target_job": None, "contract": "", "usefulness": "not_yet"}
SEEKS = {"situation": "seeking", "target_job": None, "contract": "", "usefulness": "no"}


def asked(on: date = SIX_MONTHS) -> list[InsertionSurvey]:
    """Everybody who is due is asked; the surveys, in the order of the holders' names."""
    with clock.moved_to(on):
        actions.ask_due()
    return list(InsertionSurvey.objects.order_by("award__candidate__person__sort_name", "months"))


def linked(survey: InsertionSurvey, token: str) -> str:
    """A link that opens it, as one that left in a mail."""
    SurveyLink.objects.create(survey=survey, digest=digest_of(token))
    return token


def answered(survey: InsertionSurvey, by: Actor, on: date = SIX_MONTHS, **said) -> InsertionSurvey:
    """An answer at the telephone."""
    with clock.moved_to(on):
        return actions.record_call(survey, called_on=on, by=by, **(WORKS | said))
