"""Sites, sessions, stations, scenarios and the simulations planned on them."""

from assessments.sessions.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentCompetency,
    IncidentEffect,
    IncidentWithdrawal,
    Replay,
)
from assessments.sessions.models.proposals import PlanProposal, ProposalState
from assessments.sessions.models.replacements import EvaluatorReplacement
from assessments.sessions.models.scenarios import (
    Channel,
    DocumentNature,
    Inject,
    InjectCompetency,
    Scenario,
    ScenarioCompetency,
    ScenarioDocument,
    ScenarioQuerySet,
    ScenarioState,
)
from assessments.sessions.models.sessions import (
    AssessmentSession,
    PanelMember,
    Registration,
    RegistrationBlock,
    SessionState,
    SessionSummons,
    Site,
    Station,
    SummonedSlot,
)
from assessments.sessions.models.simulations import (
    Simulation,
    SimulationBlock,
    SimulationEvaluator,
    SimulationState,
)

__all__ = [
    "AssessmentSession",
    "Channel",
    "DocumentNature",
    "EvaluatorReplacement",
    "Incident",
    "IncidentCategory",
    "IncidentCompetency",
    "IncidentEffect",
    "IncidentWithdrawal",
    "Inject",
    "InjectCompetency",
    "PanelMember",
    "PlanProposal",
    "ProposalState",
    "Registration",
    "RegistrationBlock",
    "Replay",
    "Scenario",
    "ScenarioCompetency",
    "ScenarioDocument",
    "ScenarioQuerySet",
    "ScenarioState",
    "SessionState",
    "SessionSummons",
    "Simulation",
    "SimulationBlock",
    "SimulationEvaluator",
    "SimulationState",
    "Site",
    "Station",
    "SummonedSlot",
]
