"""Who is to be asked, who has not answered, and whether a survey may still be answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from ccas import clock
from ccas.periods import start_of_day
from certification.awards.models import Award
from certification.surveys import messages, rules
from certification.surveys.models import InsertionSurvey, SurveyObjection, SurveyState


def to_ask(months: int) -> QuerySet[Award]:
    """Titles in force and published whose holder may answer today and was not asked."""
    first, last = rules.awards_asked(months, clock.today(), settings.SURVEY_DAYS)
    asked = InsertionSurvey.objects.filter(award=OuterRef("pk"), months=months)
    against = SurveyObjection.objects.filter(
        candidate=OuterRef("candidate"), lifted_at__isnull=True
    )
    return Award.objects.filter(
        ~Exists(asked),
        ~Exists(against),
        withdrawn_on__isnull=True,
        presentation__deliberation__published_at__isnull=False,
        awarded_on__range=(first, last),
    ).order_by("awarded_on", "pk")


def may_be_answered(survey: InsertionSurvey) -> bool:
    """Whether an answer counts today: by its dates, whether or not a job closed it."""
    return (
        survey.state == SurveyState.ASKED
        and survey.refers_to <= clock.today() <= survey.closes_on
        and survey.award.withdrawn_on is None
    )


def waiting() -> QuerySet[InsertionSurvey]:
    """Surveys that may still be answered, the first to close first."""
    today = clock.today()
    return (
        InsertionSurvey.objects.filter(
            state=SurveyState.ASKED,
            refers_to__lte=today,
            closes_on__gte=today,
            award__withdrawn_on__isnull=True,
        )
        .select_related("award__candidate__person__user", "award__qualification")
        .order_by("closes_on", "pk")
    )


def to_call() -> QuerySet[InsertionSurvey]:
    """Those of them that no mail may reach any more: the officer calls their holder."""
    person = "award__candidate__person"
    return waiting().filter(
        Q(occurred_at__lt=start_of_day(clock.today() - _last_reminder()))
        | Q(**{f"{person}__user__isnull": True, f"{person}__email": ""})
    )


def _last_reminder() -> timedelta:
    return timedelta(days=max(settings.SURVEY_REMINDER_DAYS, default=0))


@dataclass(frozen=True, slots=True)
class Line:
    """A survey without an answer. call: why the officer calls, "" while a mail may do."""

    survey: InsertionSurvey
    call: str


def lines(surveys: Iterable[InsertionSurvey]) -> list[Line]:
    """Each survey, and why its holder is to be called."""
    today = clock.today()
    return [Line(one, _call(one, today)) for one in surveys]


def _call(survey: InsertionSurvey, today: date) -> str:
    if not messages.address_of(survey):
        return "sans adresse électronique"
    asked = clock.paris(survey.occurred_at).date()
    return "sans réponse malgré les rappels" if today > asked + _last_reminder() else ""
