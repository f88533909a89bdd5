"""A promotion large enough to be shown, without the road of each title."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from assessments.framework.models import Qualification
from certification.deliberation.canonical import sha256_of
from certification.surveys.models import PromotionSnapshot
from certification.surveys.rules import Tally


def people(certified: int, respondents: int, employed: int, target: int, out: int = 0) -> Tally:
    """A group; out: neutralised."""
    return Tally(certified, certified, respondents, out, employed, target)


def whole(groups: Mapping[str, Tally]) -> dict[str, int]:
    """The sum of groups."""
    total: dict[str, int] = {}
    for each in groups.values():
        for name, number in asdict(each).items():
            total[name] = total.get(name, 0) + number
    return total


def counted(
    qualification: Qualification,
    months: int,
    *,
    year: int = 2026,
    frozen_on: date = date(2027, 8, 30),
    **groups: Mapping[str, Tally],
) -> PromotionSnapshot:
    """A promotion counted; groups: dimension → key → tally, those of `route` making the whole."""
    facts: dict[str, Any] = {
        "format": 1,
        "qualification": qualification.code,
        "year": year,
        "months": months,
        "as_of": frozen_on.isoformat(),
        "total": whole(groups["route"]),
        "groups": {
            dimension: {key: asdict(one) for key, one in found.items()}
            for dimension, found in groups.items()
        },
    }
    return PromotionSnapshot.objects.create(
        qualification=qualification,
        year=year,
        months=months,
        frozen_on=frozen_on,
        facts=facts,
        sha256=sha256_of(facts),
    )
