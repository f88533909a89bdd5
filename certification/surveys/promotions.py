"""The titles of a year and what their holders answered, as counted on a given day."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from assessments.people.models import Posting
from assessments.sessions.models import Registration
from certification.awards.models import Award
from certification.surveys import rules
from certification.surveys.models import InsertionSurvey, PromotionSnapshot, SurveyState
from certification.surveys.rules import Holder, Tally

#: What a promotion is broken down by, each a partition of its titles.
DIMENSIONS = ("route", "entity", "session")
#: The key of holders whose group is not known.
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Promotion:
    """The titles of one year, asked after so many months."""

    qualification_id: UUID
    code: str
    year: int
    months: int

    @property
    def freezes_on(self) -> date:
        """The day on which it is counted once and for all."""
        return rules.freezes_on(self.year, self.months, settings.SURVEY_DAYS)


def all_promotions(codes: Iterable[str] | None = None) -> list[Promotion]:
    """Every year that gave a title, at each survey; the latest first."""
    rows = Award.objects.filter(presentation__deliberation__published_at__isnull=False)
    if codes is not None:
        rows = rows.filter(qualification__code__in=codes)
    years = (
        rows.order_by("-awarded_on__year", "qualification__code")
        .values_list("qualification_id", "qualification__code", "awarded_on__year")
        .distinct()
    )
    return [
        Promotion(pk, code, year, months)
        for pk, code, year in years
        for months in rules.SURVEY_MONTHS
    ]


def due(today: date) -> Iterator[Promotion]:
    """Promotions whose day has come and that no row counts yet."""
    counted = set(PromotionSnapshot.objects.values_list("qualification_id", "year", "months"))
    for one in all_promotions():
        key = (one.qualification_id, one.year, one.months)
        if one.freezes_on <= today and key not in counted:
            yield one


def members(qualification_id: UUID, year: int, as_of: date) -> QuerySet[Award]:
    """The titles of that year as they stood on that day: a later withdrawal changes nothing."""
    return Award.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=as_of),
        qualification=qualification_id,
        awarded_on__year=year,
        awarded_on__lte=as_of,
        presentation__deliberation__published_at__isnull=False,
    )


def holders(promotion: Promotion, as_of: date) -> list[Holder]:
    """One query: each title of the promotion, its groups, and the answer given before that day.

    The entity is the one where the holder served on the day of the title; the session, the last
    one that the way to it went through.
    """
    asked = InsertionSurvey.objects.filter(award=OuterRef("pk"), months=promotion.months)
    answer = asked.filter(state=SurveyState.ANSWERED, answered_on__lt=as_of)
    posting = Posting.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("awarded_on")),
        person=OuterRef("candidate__person"),
        starts_on__lte=OuterRef("awarded_on"),
    ).order_by("-starts_on", "pk")
    session = Registration.objects.filter(
        enrolment=OuterRef("enrolment"), session__starts_on__lte=OuterRef("awarded_on")
    ).order_by("-session__starts_on", "pk")
    rows = (
        members(promotion.qualification_id, promotion.year, as_of)
        .order_by("pk")
        .annotate(
            was_asked=Subquery(asked.values("refers_to")[:1]),
            said=Subquery(answer.values("situation")[:1]),
            aimed=Subquery(answer.values("target_job")[:1]),
            route=F("enrolment__route"),
            entity=Subquery(posting.values("unit__entity__code")[:1]),
            session=Subquery(session.values("session_id")[:1]),
        )
        .values_list("was_asked", "said", "aimed", "route", "entity", "session")
    )
    return [
        Holder(
            asked=was_asked is not None,
            situation=said,
            target_job=bool(aimed),
            groups={
                "route": route,
                "entity": entity or UNKNOWN,
                "session": str(session or UNKNOWN),
            },
        )
        for was_asked, said, aimed, route, entity, session in rows
    ]


def facts_of(promotion: Promotion, as_of: date) -> dict[str, Any]:
    """What is counted, as JSON values: numbers of people, never who."""
    rows = holders(promotion, as_of)
    return {
        "format": 1,
        "qualification": promotion.code,
        "year": promotion.year,
        "months": promotion.months,
        "as_of": as_of.isoformat(),
        "total": asdict(rules.tally(rows)),
        "groups": {
            dimension: {key: asdict(one) for key, one in rules.by_group(rows, dimension).items()}
            for dimension in DIMENSIONS
        },
    }


def total_of(facts: dict[str, Any]) -> Tally:
    """The whole promotion, read back."""
    return Tally(**facts["total"])


def groups_of(facts: dict[str, Any], dimension: str) -> dict[str, Tally]:
    """Its groups, read back."""
    return {key: Tally(**each) for key, each in facts["groups"][dimension].items()}
