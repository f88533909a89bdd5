"""The count of an enrolment, read from its rows: what home, deliberation and awards show."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from assessments.candidates.models import Enrolment
from assessments.practice.models import Attestation, Stint
from assessments.practice.rules import PracticeCount, PracticeStint, Stretch, practice_count
from ccas import clock


def with_practice(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Prefetch what `summary` reads: three queries, however many enrolments."""
    stints = _counted().select_related("unit", "employer")
    return enrolments.select_related("revision").prefetch_related(
        Prefetch("stints", stints, to_attr="counted_stints")
    )


def _counted() -> QuerySet[Stint]:
    """Stints that count, in time order, with their interruptions and attestations."""
    attestations = Attestation.objects.order_by("covers_from", "recorded_at")
    return (
        Stint.objects.filter(cancelled_at__isnull=True)
        .order_by("starts_on", "recorded_at")
        .prefetch_related("interruptions", Prefetch("attestations", attestations))
    )


def required_months(enrolment: Enrolment) -> int:
    """The months the enrolment's route asks for; 0 when the route asks for none or is closed."""
    route = enrolment.revision.rules.route(enrolment.route)
    return route.practice_months if route else 0


def read_stints(stints: Iterable[Stint]) -> list[PracticeStint]:
    """Rows as the rule reads them: attestations in force only."""
    return [
        PracticeStint(
            stint.starts_on,
            stint.ends_on,
            tuple(Stretch(row.starts_on, row.ends_on) for row in stint.interruptions.all()),
            tuple(
                Stretch(row.covers_from, row.covers_until)
                for row in stint.attestations.all()
                if row.voided_at is None
            ),
        )
        for stint in stints
    ]


def summary(enrolment: Enrolment, as_of: date | None = None) -> PracticeCount:
    """The practice of an enrolment on `as_of` (today by default).

    Three queries, none when the enrolment comes from `with_practice`.
    """
    stints = getattr(enrolment, "counted_stints", None)
    if stints is None:
        stints = _counted().filter(enrolment=enrolment)
    return practice_count(
        read_stints(stints),
        required_months=required_months(enrolment),
        as_of=as_of or clock.today(),
    )
