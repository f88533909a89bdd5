"""What incidents take out of the sheets of a simulation, in the words of a reason. One query.

The ratings stay as they were given: whatever reads them for a proposal, a harmonised sheet or an
index of agreement reads a neutralised competency as not observed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from assessments.framework.rules.qualification import ScaleLevel
from assessments.sessions.incidents import in_force
from assessments.sessions.models import IncidentCategory, IncidentEffect, Simulation
from ccas import clock


@dataclass(frozen=True, slots=True)
class Effects:
    """neutralised: competency → « incident technique du 17/03/2026 »; set_aside: the same words
    when the whole simulation is to be played again, else ""."""

    neutralised: dict[int, str] = field(default_factory=dict)
    set_aside: str = ""

    def on(self, competency: int) -> str:
        """The incident that hides this competency, or ""."""
        return self.set_aside or self.neutralised.get(competency, "")


NO_EFFECT = Effects()


def effects_of(
    simulations: Collection[Simulation | UUID] | QuerySet[Simulation],
) -> dict[UUID, Effects]:
    """Simulation → what its incidents in force take out; those without effect are absent.

    When two incidents hide the same thing, the first says why.
    """
    found: dict[UUID, Effects] = {}
    rows = (
        in_force()
        .filter(simulation__in=simulations)
        .exclude(effect=IncidentEffect.NONE)
        .order_by("-occurred_at", "-pk")
        .values_list("simulation", "effect", "category", "simulation__starts_at", "competencies")
    )
    for simulation, effect, category, starts_at, competency in rows:
        label = IncidentCategory(category).label
        words = f"incident {label} du {clock.paris(starts_at):%d/%m/%Y}"
        before = found.get(simulation, NO_EFFECT)
        if effect == IncidentEffect.REPLAY:
            found[simulation] = Effects(before.neutralised, words)
        elif competency is not None:
            hidden = {**before.neutralised, competency: words}
            found[simulation] = Effects(hidden, before.set_aside)
    return found


def effects_on(simulation: Simulation) -> Effects:
    """What the incidents in force take out of one simulation."""
    return effects_of([simulation.pk]).get(simulation.pk, NO_EFFECT)


def unobserved(scale: Sequence[ScaleLevel]) -> str:
    """The code of the level that says « not observed », "" when the scale has none."""
    return next((level.code for level in scale if not level.observed), "")


def told(incident: str) -> str:
    """The sentence of a neutralised line: « Neutralisée : incident technique du 17/03/2026. »"""
    return f"Neutralisée : {incident}."
