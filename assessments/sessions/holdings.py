"""What the assessment days hold about a person."""

from uuid import UUID

from django.db.models import Q

from assessments.sessions.models import (
    EvaluatorReplacement,
    Incident,
    IncidentWithdrawal,
    PlanProposal,
    Simulation,
)
from assessments.sessions.permissions import visible_simulations
from ccas import holdings
from ccas.actors import Actor

_OWNER = "registration__enrolment__candidate__person__user"


def convened(user: UUID, path: str = "") -> Q:
    """Simulations are told once the session is convened."""
    seen = visible_simulations(Actor(user, "candidate"))
    return Q(**{f"{path}pk__in": seen.values("pk")})


holdings.register(Simulation, _OWNER, told=convened)
holdings.register(
    Incident, f"simulation__{_OWNER}", told=lambda user: convened(user, "simulation__")
)
holdings.register(
    IncidentWithdrawal,
    f"incident__simulation__{_OWNER}",
    told=lambda user: convened(user, "incident__simulation__"),
)
holdings.register(EvaluatorReplacement, "replaced__user", "successor__user")
holdings.withhold(
    PlanProposal,
    "Les emplois du temps à l’essai : des calculs sur tous les candidats d’une session.",
)
