"""A timetable in search and a simulation to move: what the addresses of the planner talk about."""

from collections.abc import Mapping
from typing import Any

from assessments.sessions.models import AssessmentSession, PlanProposal, Simulation

#: What is done to a simulation, then to a proposal.
OF_SIMULATION = ("start", "finish", "absence", "cancel_simulation", "move_simulation")
OF_SIMULATION += ("pin_simulation", "unpin_simulation")
OF_PROPOSAL = ("proposal", "stop_search", "discard_proposal", "accept_proposal")


def addresses_of_planning(
    session: AssessmentSession, simulation: Simulation
) -> dict[str, Mapping[str, Any]]:
    """Ask for a timetable of this session; give the kwargs of every address of the planner."""
    proposal = PlanProposal.objects.create(session=session)
    return {
        **{f"sessions:{name}": {"pk": simulation.pk} for name in OF_SIMULATION},
        **{f"sessions:{name}": {"pk": proposal.pk} for name in OF_PROPOSAL},
    }
