"""The time axis of simulations, from the rows: what happened, what was seen, how it was rated.

Only of simulations whose evaluators have all signed. Seven queries, whatever their number.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency
from assessments.framework.rules.qualification import QualificationRules
from assessments.grading.models import AssessmentSheet, Observation, Rating
from assessments.grading.permissions import signed_together
from assessments.grading.reading import label_of
from assessments.grading.rules.axis import (
    INCIDENT,
    INJECT,
    OBSERVATION,
    RATING,
    Axis,
    Event,
    Stretch,
    axis,
)
from assessments.grading.scales import rules_of
from assessments.sessions.incidents import in_force
from assessments.sessions.models import Incident, Inject, Simulation, SimulationEvaluator
from assessments.sessions.rules import phases_begun

STORY, TROUBLE = "Scénario", "Incidents"


def axes_for(enrolment: Enrolment, competency: Competency) -> list[Axis]:
    """What was seen of one competency in each of the candidate's simulations, in time order."""
    return axes_of(
        Simulation.objects.filter(
            registration__enrolment=enrolment, blocks=competency.block_id
        ).order_by("starts_at", "pk"),
        competency,
    )


def axes_of(simulations: QuerySet[Simulation], competency: Competency | None = None) -> list[Axis]:
    """The axis of each simulation that all its evaluators have signed, in the order given.

    competency: only its ratings and observations, and the words said of none in particular.
    """
    signed = signed_together().filter(simulation=OuterRef("pk"))
    found = list(
        simulations.filter(Exists(signed)).select_related(
            "scenario",
            "registration__session__revision",
            "registration__enrolment__candidate",
        )
    )
    keys = [each.pk for each in found]
    seats: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for seat in SimulationEvaluator.objects.filter(simulation__in=keys).select_related("person"):
        named = seats[seat.simulation_id]
        name = seat.person.display_name
        named[seat.person_id] = name if name not in named.values() else f"{name} ({seat.position})"
    sheets = {
        sheet.pk: sheet for sheet in signed_together().filter(simulation__in=keys).order_by("pk")
    }
    events: dict[UUID, list[Event]] = defaultdict(list)
    rules = {each.pk: rules_of(each.registration.session.revision_id) for each in found}
    for simulation, event in _seen(sheets, seats, rules, competency):
        events[simulation].append(event)
    for simulation, event in _incidents(rules, competency):
        events[simulation].append(event)
    stories = _stories({each.scenario_id for each in found})
    return [
        axis(
            label_of(each),
            (STORY, *seats[each.pk].values(), TROUBLE),
            [*stories[each.scenario_id], *events[each.pk]],
            _phases(each),
        )
        for each in found
    ]


def _stories(scenarios: Iterable[UUID]) -> dict[UUID, list[Event]]:
    """Scenario → its injects, numbered in their order."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    for inject in Inject.objects.filter(scenario__in=scenarios).order_by("minute", "recorded_at"):
        told = found[inject.scenario_id]
        told.append(
            Event(
                kind=INJECT,
                second=inject.minute * 60,
                lane=STORY,
                sign=str(len(told) + 1),
                words=f"{inject.get_channel_display().capitalize()} : {inject.text}",
                detail=f"Attendu : {inject.expected}",
            )
        )
    return found


def _seen(
    sheets: dict[UUID, AssessmentSheet],
    seats: dict[UUID, dict[UUID, str]],
    rules: Mapping[UUID, QualificationRules],
    competency: Competency | None,
) -> Iterator[tuple[UUID, Event]]:
    """What the evaluators wrote and rated, with the simulation it belongs to."""
    about = Q() if competency is None else Q(competency=competency)
    said = about if competency is None else about | Q(competency__isnull=True)
    written: dict[UUID, int] = defaultdict(int)
    for row in (
        Observation.objects.filter(said, sheet__in=sheets)
        .select_related("competency__block")
        .order_by("second", "recorded_at")
    ):
        sheet = sheets[row.sheet_id]
        written[sheet.pk] += 1
        yield (
            sheet.simulation_id,
            Event(
                kind=OBSERVATION,
                second=row.second,
                lane=seats[sheet.simulation_id].get(sheet.evaluator_id, ""),
                sign=str(written[sheet.pk]),
                words=row.text,
                about=_short(row.competency, rules[sheet.simulation_id]),
            ),
        )
    for rating in (
        Rating.objects.filter(about, sheet__in=sheets)
        .select_related("competency__block", "act")
        .order_by("competency__block__position", "competency__position")
    ):
        sheet = sheets[rating.sheet_id]
        level = rules[sheet.simulation_id].level(rating.value)
        if level is None:
            continue
        yield (
            sheet.simulation_id,
            Event(
                kind=RATING,
                second=rating.act.second,
                lane=seats[sheet.simulation_id].get(sheet.evaluator_id, ""),
                sign=level.code,
                words=level.label,
                about=_short(rating.competency, rules[sheet.simulation_id]),
                acquired=level.acquired,
                observed=level.observed,
            ),
        )


def _incidents(
    rules: Mapping[UUID, QualificationRules], competency: Competency | None
) -> Iterator[tuple[UUID, Event]]:
    """The incidents in force; of one competency, those that touch it or the whole simulation."""
    rows: QuerySet[Incident] = (
        in_force().filter(simulation__in=list(rules)).prefetch_related("competencies__block")
    )
    for row in rows.order_by("second", "occurred_at"):
        hidden = sorted(row.competencies.all(), key=lambda each: (each.block_id, each.position))
        if competency is not None and hidden and competency not in hidden:
            continue
        yield (
            row.simulation_id,
            Event(
                kind=INCIDENT,
                second=row.second,
                lane=TROUBLE,
                sign="!",
                words=f"Incident {row.get_category_display()} ({row.get_effect_display()}) : "
                f"{row.reason}",
                about=" ; ".join(_short(each, rules[row.simulation_id]) for each in hidden),
            ),
        )


def _phases(simulation: Simulation) -> list[Stretch]:
    """The simulation, then the rating, in seconds on the station clock."""
    rules = rules_of(simulation.registration.session.revision_id)
    start = simulation.started_at or simulation.starts_at
    found = phases_begun(
        start,
        briefing_minutes=0,
        simulation_minutes=simulation.scenario.duration_minutes,
        rating_minutes=rules.rating_minutes,
        extra_percent=simulation.registration.enrolment.candidate.extra_time_percent,
    )
    return [
        Stretch(
            phase.label.capitalize(),
            (phase.starts_at - start) // timedelta(seconds=1),
            (phase.ends_at - start) // timedelta(seconds=1),
        )
        for phase in found
    ]


def _short(competency: Competency | None, rules: QualificationRules) -> str:
    """« BC01, 4 », "" for none."""
    if competency is None:
        return ""
    return f"{competency.block.code.removeprefix(rules.qualification)}, {competency.position}"
