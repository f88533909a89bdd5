"""How many answered, promotion by promotion."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from ccas import clock
from certification.awards.models import Award
from certification.surveys import promotions, rules
from certification.surveys.models import InsertionSurvey, PromotionSnapshot, SurveyState
from certification.surveys.promotions import Promotion


@dataclass(frozen=True, slots=True)
class Responses:
    """A promotion as its survey stands. rate: answers in percent of the titles; None for none.

    counted: its row, once its day has passed.
    """

    promotion: Promotion
    certified: int
    asked: int
    answered: int
    declined: int
    counted: PromotionSnapshot | None

    @property
    def rate(self) -> int | None:
        """Answers in percent of the titles, half up as the figures say it."""
        if not self.certified:
            return None
        return (200 * self.answered + self.certified) // (2 * self.certified)


def of_promotions() -> list[Responses]:
    """Promotions whose survey has begun, the latest first: four queries."""
    today = clock.today()
    certified: dict[tuple[object, int], int] = {
        (pk, year): number
        for pk, year, number in Award.objects.filter(
            withdrawn_on__isnull=True, presentation__deliberation__published_at__isnull=False
        )
        .order_by()
        .values_list("qualification_id", "awarded_on__year")
        .annotate(number=Count("pk"))
    }
    rows = defaultdict(lambda: (0, 0, 0)) | {
        (pk, year, months): (asked, answered, declined)
        for pk, year, months, asked, answered, declined in InsertionSurvey.objects.order_by()
        .values_list("award__qualification_id", "award__awarded_on__year", "months")
        .annotate(
            asked=Count("pk", filter=~Q(state=SurveyState.CANCELLED)),
            answered=Count("pk", filter=Q(state__in=[SurveyState.ANSWERED, SurveyState.FORGOTTEN])),
            declined=Count("pk", filter=Q(state=SurveyState.DECLINED)),
        )
    }
    counted = {
        (row.qualification_id, row.year, row.months): row for row in PromotionSnapshot.objects.all()
    }
    found = []
    for one in promotions.all_promotions():
        key = (one.qualification_id, one.year, one.months)
        begun = rules.refers_to(date(one.year, 1, 1), one.months) <= today
        if not begun and key not in rows:
            continue
        asked, answered, declined = rows[key]
        found.append(
            Responses(
                one,
                certified.get(key[:2], 0),
                asked,
                answered,
                declined,
                counted.get(key),
            )
        )
    return found
