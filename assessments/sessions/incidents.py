"""Incidents in force, as plain values: what no longer counts in a simulation, and why."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from assessments.sessions.models import Incident, IncidentCompetency, IncidentEffect, Simulation


@dataclass(frozen=True, slots=True)
class Neutralised:
    """What incidents take out of one simulation. replay: the whole of it counts for nothing.

    competencies: ids that count as not observed in it.
    """

    competencies: frozenset[int] = frozenset()
    replay: bool = False

    def silences(self, competency: int) -> bool:
        """Whether what was rated of that competency in this simulation does not count."""
        return self.replay or competency in self.competencies


def in_force() -> QuerySet[Incident]:
    """The incidents that were not withdrawn."""
    return Incident.objects.filter(withdrawal__isnull=True)


def neutralised(
    simulations: "Collection[Simulation | UUID] | QuerySet",
) -> dict[UUID, Neutralised]:
    """Simulation → what its incidents in force take out; the others are absent. Two queries.

    simulations: rows, ids, or a queryset.
    """
    found = in_force().filter(simulation__in=simulations)
    named: dict[UUID, set[int]] = defaultdict(set)
    replayed = set(found.filter(effect=IncidentEffect.REPLAY).values_list("simulation", flat=True))
    for simulation, competency in IncidentCompetency.objects.filter(
        incident__simulation__in=simulations, incident__withdrawal__isnull=True
    ).values_list("incident__simulation_id", "competency_id"):
        named[simulation].add(competency)
    return {
        simulation: Neutralised(frozenset(named[simulation]), simulation in replayed)
        for simulation in replayed | set(named)
    }
