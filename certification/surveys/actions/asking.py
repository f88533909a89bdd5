"""Asking holders on their day, reminding them, closing what is over.

Twice in a day, or after days without running, gives the same: who is due, and until when one may
answer, follow from the date of the title.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from assessments.practice.rules import reminder_due
from ccas import clock, journal
from ccas.actors import Actor
from certification.awards.models import Award
from certification.surveys import messages, reading, rules
from certification.surveys.models import InsertionSurvey, SurveyState
from certification.surveys.workflow import SURVEYS

#: Everything that a message of a survey says.
TOLD = ("award__candidate__person__user", "award__enrolment__revision")


def ask_due() -> int:
    """Ask every holder who may answer today and was not asked yet. Surveys begun."""
    return sum(
        _ask(pk, months)
        for months in rules.SURVEY_MONTHS
        for pk in list(reading.to_ask(months).values_list("pk", flat=True))
    )


@transaction.atomic
def _ask(award_pk: UUID, months: int) -> bool:
    """Whether the survey was begun: another worker, a withdrawal, an objection may have passed."""
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("candidate__person__user", "enrolment__revision")
        .get(pk=award_pk)
    )
    if not reading.to_ask(months).filter(pk=award_pk).exists():
        return False
    survey = InsertionSurvey.objects.create(
        award=award,
        months=months,
        refers_to=rules.refers_to(award.awarded_on, months),
        closes_on=rules.closes_on(award.awarded_on, months, settings.SURVEY_DAYS),
    )
    by = Actor.system()
    journal.record(
        "survey.ask", survey, by=by, award=award.pk, months=months, closes_on=survey.closes_on
    )
    messages.post_survey(survey, by=by)
    return True


def remind() -> int:
    """Write again to those who have not answered; the latest reminder that is due. Posted."""
    posted, today = 0, clock.today()
    waiting = InsertionSurvey.objects.filter(state=SurveyState.ASKED, closes_on__gte=today)
    for pk in waiting.order_by("recorded_at").values_list("pk", flat=True):
        with transaction.atomic():
            survey = lock(pk)
            if survey is None or not reading.may_be_answered(survey):
                continue
            asked = clock.paris(survey.occurred_at).date()
            days = reminder_due(asked, today, settings.SURVEY_REMINDER_DAYS)
            if days is not None:
                posted += messages.post_survey(survey, reminder=days, by=Actor.system())
    return posted


def close_over() -> int:
    """Close what nobody answered in its days, and what a withdrawn title made pointless."""
    over = InsertionSurvey.objects.filter(state=SurveyState.ASKED).filter(
        Q(closes_on__lt=clock.today()) | Q(award__withdrawn_on__isnull=False)
    )
    closed = 0
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            survey = lock(pk)
            if survey is not None and survey.state == SurveyState.ASKED:
                verb = "cancel" if survey.award.withdrawn_on else "close"
                SURVEYS.move(survey, verb, by=Actor.system())
                closed += 1
    return closed


def lock(pk: UUID | str) -> InsertionSurvey | None:
    """The survey, locked, with what its messages say; None for an unknown one."""
    found = InsertionSurvey.objects.select_for_update(of=("self",)).select_related(*TOLD)
    return found.filter(pk=pk).first()
